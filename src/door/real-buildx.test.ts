// The real docker with its default builder, which is buildx: BuildKit at the door. Skipped where it is not installed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Desk, realClient, realPlugin } from '../testing/real-clients.ts'
import { type Step, check } from '../testing/real-steps.ts'
import { type Door, openDoor } from './door.ts'

const docker = realClient('docker')
const buildx = docker && realPlugin(docker, 'docker-buildx')
const where = buildx ?? 'not installed beside docker'

let door: Door
let desk: Desk

beforeAll(async () => {
  if (!docker || !buildx) return
  door = await openDoor({ seed: 1, scenario: 'recordings', speed: 20, port: 0 })
  desk = new Desk(docker, { DOCKER_HOST: door.addresses.docker })
  desk.write('bad/Dockerfile', 'FROM busybox\nRUN exit 3\n')
  desk.write('note.txt', 'a note\n')
  desk.write('made.yaml', MADE)
  desk.write('kit/Dockerfile', KIT)
  desk.write('kit/.dockerignore', 'a.t*\n!a.txt\nsecret\n**/*.log\n.*\n')
  for (const name of ['a.txt', 'a.tmp', 'deep/x.log']) desk.write(`kit/${name}`, 'A\n')
  desk.write('kit/other', 'FROM busybox\nCMD echo other\n')
  desk.write('kit/secret', 'FROM busybox\nRUN --mount=type=secret,id=s,required cat /run/secrets/s\n')
  desk.write('slow/Dockerfile', 'FROM busybox\nRUN echo go; sleep 86400\n')
})

afterAll(async () => {
  desk?.clear()
  await door?.close()
})

const MADE = `name: made
services:
  one: {build: kit, command: sleep 1000}
  two: {build: {context: kit, dockerfile: other}, image: "two:1", command: echo two}
`

const KIT = `FROM busybox as one
ARG WHO=world
COPY a.txt /
RUN echo hello $WHO
FROM one AS two
COPY . /all/
CMD ["cat", "/a.txt"]
`

/** With the default builder, whose client is buildx. */
const BUILDKIT: Step[] = [
  [
    'docker build -t kit kit',
    {
      err: /#0 building with "default"[^]*\[one 2\/3\] COPY a.txt \/\n[^]*hello world\n[^]*naming to docker.io\/library\/kit done/,
    },
  ],
  ['docker run --rm kit', { out: 'A\n' }],
  // Nothing of what .dockerignore names has come along.
  ['docker run --rm kit ls /all', { out: 'Dockerfile\na.txt\ndeep\nother\n' }],
  [
    'docker build -t kit kit',
    { err: /COPY a.txt \/\n#\d+ CACHED\n\n[^]*RUN echo hello world\n#\d+ CACHED\n\n[^]*exporting/ },
  ],
  ['docker buildx build --no-cache --progress plain kit', { err: /#\d+ [\d.]+ hello world\n/ }],
  ['docker build --build-arg WHO=you --target one --progress plain kit', { err: /RUN echo hello you\n(?!.*\[two)/ }],
  ['docker build -q kit', { out: /^sha256:[0-9a-f]{64}\n$/, err: '' }],
  [
    'docker build --iidfile id --metadata-file meta -t kit:2 --label a=b kit && docker inspect -f "{{.Config.Labels.a}}" $(cat id) && grep -o "kit:2" meta',
    { out: 'b\nkit:2\n' },
  ],
  ['docker build -f kit/other -t other kit && docker run --rm other', { out: 'other\n' }],
  ['docker build -q - < kit/other', { out: /^sha256:/ }],
  ['docker build -q -f - kit < kit/other', { out: /^sha256:/ }],
  ['tar c -C kit . | docker build -q -', { out: /^sha256:/ }],
  [
    'docker build bad',
    {
      exit: 1,
      err: /#5 ERROR: .*\n------\n > \[2\/2\] RUN exit 3:\n[^]*2 \| >>> RUN exit 3\n[^]*failed to solve: process "\/bin\/sh -c exit 3" did not complete successfully: exit code: 3\n$/,
    },
  ],
  ['docker build -f nosuch kit', { exit: 1, err: /open nosuch: no such file or directory\n$/ }],
  ['docker build --check kit', { exit: 1, out: /1 warning has been found!\n\nWARNING: FromAsCasing - https/ }],
  ['docker build --progress plain --secret id=s,src=note.txt -f kit/secret kit', { err: /#\d+ [\d.]+ a note\n/ }],
  ['docker build --no-cache -f kit/secret kit', { exit: 1, err: /secret s: not found\n$/ }],
  // What the client keeps of a registry is asked for when an image of its is needed.
  [
    'docker login localhost:5001 -u alice --password-stdin && docker tag kit localhost:5001/kit && docker push -q localhost:5001/kit && docker rmi localhost:5001/kit',
    { exit: 0 },
    { stdin: 's3cret' },
  ],
  ['echo FROM localhost:5001/kit | docker build -q --pull -', { out: /^sha256:/ }],
  ['docker build -o out kit', { exit: 1, err: /naru: docker build --output type=local is not simulated\n$/ }],
  [
    'docker buildx history ls',
    { exit: 1, err: /naru: moby.buildkit.v1.Control\/ListenBuildHistory is not simulated\n$/ },
  ],
  ['docker buildx du', { out: /\nTotal:\t\t/ }],
  ['docker builder prune -af', { out: /^ID\t[^]*Total:\t/ }],
  ['docker build -t kit kit', { out: /FINISHED[^]*=> => naming to docker.io\/library\/kit/ }, { keys: [] }],
]

describe.skipIf(!buildx)(`real buildx (${where})`, () => {
  test('BuildKit, driven by buildx', async () => {
    for (const [line, expected, typing] of BUILDKIT) check(line, await desk.run(line, typing), expected)
    expect(door.world.kernel.bugs).toEqual([])
  })

  test('compose builds with it', async () => {
    if ((await desk.run('docker compose version')).exit !== 0) return console.log('docker compose is not installed')
    const steps: Step[] = [
      ['docker compose -f made.yaml build', { out: /\[two internal\] load build definition/, err: / two:1 +Built\n/ }],
      ['docker compose -f made.yaml up -d --build', { err: /Container made-one-1 +Started\n/ }],
      ['docker compose -f made.yaml logs --no-log-prefix two', { out: 'two\n' }],
      ['docker compose -f made.yaml down -t 0', { err: /Network made_default +Removed\n/ }],
    ]
    for (const [line, expected] of steps) check(line, await desk.run(line), expected)
    expect(door.world.kernel.bugs).toEqual([])
  })

  test('a build whose client is killed or interrupted ends', async () => {
    const { processes } = door.world.machine('laptop').pids
    const sleeping = () => [...processes.values()].filter(({ argv }) => argv.includes('86400')).length
    const [begun, line] = [/RUN echo go/, 'docker build --progress plain slow 2>&1']
    check(line, await desk.run(`timeout -s KILL 2 ${line}`), { exit: 137, out: begun })
    await expect.poll(sleeping).toBe(0)
    check(line, await desk.run(`timeout -s INT 2 ${line}`), {
      exit: 124,
      out: /#5 CANCELED\nERROR: .*context canceled/,
    })
    await expect.poll(sleeping).toBe(0)
    check('docker build', await desk.run('docker build -q kit'), { out: /^sha256:/ })
    expect(door.world.kernel.bugs).toEqual([])
  })
})
