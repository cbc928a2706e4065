// Builds over the wire, BuildKit's and the classic way: steps, cache, errors.
import { expect, test } from 'vitest'
import type { BuildProgress, ImageHistoryItem, ImageInspect } from '../../api/docker.ts'
import { writeTar } from '../../kernel/tar.ts'
import { Content } from '../../kernel/content.ts'
import { dockerMachine, linesOf } from '../../testing/docker.ts'

type Docker = ReturnType<typeof dockerMachine>

const context = (files: Record<string, string>) =>
  writeTar(
    Object.entries(files).map(([path, said]) => ({
      path,
      type: 'file' as const,
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: 0,
      content: Content.of(said),
    })),
  )

async function withBusybox(): Promise<Docker> {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  return docker
}

async function buildkit(docker: Docker, files: Record<string, string>, query = '') {
  const records = linesOf<BuildProgress>(
    await docker.api('POST', `/v1.51/build?version=2&t=app${query}`, { body: context(files) }),
  )
  const last = new Map<string, string>()
  for (const record of records) {
    if (record.kind !== 'vertex' || !record.vertex.completed) continue
    const { name, cached, error } = record.vertex
    last.set(name, error ?? (cached ? 'CACHED' : 'DONE'))
  }
  return { steps: [...last].filter(([name]) => !name.startsWith('[internal]')), end: records.at(-1)!, records }
}

const DOCKERFILE =
  'FROM busybox\nENV DIR=/app\nWORKDIR $DIR\nCOPY hello.txt .\nRUN cp hello.txt copy.txt\nCMD ["cat", "copy.txt"]\n'

test('BuildKit: steps, the cache, and what a change of content breaks', async () => {
  const docker = await withBusybox()
  const files = { Dockerfile: DOCKERFILE, 'hello.txt': 'hello\n' }
  const first = await buildkit(docker, files)
  expect(first.steps).toEqual([
    ['[1/4] FROM docker.io/library/busybox:latest', 'DONE'],
    ['[2/4] WORKDIR /app', 'DONE'],
    ['[3/4] COPY hello.txt .', 'DONE'],
    ['[4/4] RUN cp hello.txt copy.txt', 'DONE'],
    ['exporting to image', 'DONE'],
  ])
  expect(await docker.run({ Image: 'app' })).toMatchObject({ output: 'hello\n', code: 0 })
  const again = await buildkit(docker, files)
  expect(again.steps.slice(1, 4).map(([, how]) => how)).toEqual(['CACHED', 'CACHED', 'CACHED'])
  expect(again.end).toEqual(first.end)
  const changed = await buildkit(docker, { ...files, 'hello.txt': 'changed\n' })
  expect(changed.steps.slice(1, 4).map(([, how]) => how)).toEqual(['CACHED', 'DONE', 'DONE'])
  expect(await docker.run({ Image: 'app' })).toMatchObject({ output: 'changed\n' })
  const why = docker.kernel.trace.events.filter((event) => event.topic === 'dockerd.build.cached')
  expect(why.length).toBe(4)
})

test('BuildKit: stages, arguments, files of another image', async () => {
  const docker = await withBusybox()
  const Dockerfile =
    'ARG BASE=nosuch\nFROM $BASE AS build\nRUN mkdir /out\nRUN cp /etc/passwd /out/users\nFROM busybox\nARG V=1\nENV SEEN=$V\nCOPY --from=build --chown=1:2 /out /o\nCMD ["ls", "/o"]\n'
  const args = encodeURIComponent(JSON.stringify({ BASE: 'busybox', V: '2' }))
  const { steps } = await buildkit(docker, { Dockerfile }, `&buildargs=${args}`)
  expect(steps.map(([name]) => name.replace(/@.*/, ''))).toEqual([
    '[build 1/3] FROM docker.io/library/busybox:latest',
    '[build 2/3] RUN mkdir /out',
    '[build 3/3] RUN cp /etc/passwd /out/users',
    '[stage-1 2/2] COPY --from=build --chown=1:2 /out /o',
    'exporting to image',
  ])
  expect(await docker.run({ Image: 'app' })).toMatchObject({ output: 'users\n' })
  const seen = await docker.run({ Image: 'app', Cmd: ['printenv', 'SEEN'] })
  expect(seen.output).toBe('2\n')
})

test.each<[Record<string, string>, string, string]>([
  [{ x: '' }, '', 'failed to read dockerfile: open Dockerfile: no such file or directory'],
  [{ Dockerfile: 'FROM busybox\nBOGUS x\n' }, '', 'dockerfile parse error on line 2: unknown instruction: BOGUS'],
  [{ Dockerfile: 'FROM busybox\n' }, '&target=nosuch', 'target stage "nosuch" could not be found'],
  [
    { Dockerfile: 'FROM busybox\nRUN false\n' },
    '',
    'process "/bin/sh -c false" did not complete successfully: exit code: 1',
  ],
  [
    { Dockerfile: 'FROM nosuch/image\n' },
    '',
    'nosuch/image: failed to resolve source metadata for docker.io/nosuch/image:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
])('BuildKit refuses %o', async (files, query, message) => {
  const docker = await withBusybox()
  const { end } = await buildkit(docker, files, query)
  expect(end).toMatchObject({ kind: 'error', message })
})

test('history: words as Go quotes them, metadata as old as the first layer, a layer for every step', async () => {
  const docker = await withBusybox()
  const lines = [
    'FROM busybox',
    'LABEL a="x y"',
    'ARG A=1 B',
    'EXPOSE 80 90-91/udp',
    'HEALTHCHECK --interval=90s --retries=3 CMD true',
    'ONBUILD RUN true',
    'RUN true',
    'CMD ["default"]',
    'ENTRYPOINT ["echo"]',
  ]
  await buildkit(docker, { Dockerfile: lines.join('\n') })
  const history = JSON.parse((await docker.api('GET', '/images/app/history')).text) as ImageHistoryItem[]
  const own = history.filter(({ Comment }) => Comment)
  expect(own.map(({ CreatedBy }) => CreatedBy)).toEqual([
    'ENTRYPOINT ["echo"]',
    'CMD ["default"]',
    'RUN |1 A=1 /bin/sh -c true # buildkit',
    `HEALTHCHECK &{["CMD-SHELL" "true"] "1m30s" "0s" "0s" "0s" '\\x03'}`,
    'EXPOSE [80/tcp 90/udp 91/udp]',
    'ARG A=1 B',
    'LABEL a=x y',
  ])
  expect(new Set(own.map(({ Created }) => Created)).size).toBe(1)
  const { RootFS, Config } = JSON.parse((await docker.api('GET', '/images/app/json')).text) as ImageInspect
  expect(RootFS.Layers).toHaveLength(2)
  expect(Config).toMatchObject({ Entrypoint: ['echo'], Cmd: ['default'], OnBuild: ['RUN true'] })
})

test('BuildKit: what is wrong with the words is said before anything is built', async () => {
  const docker = await withBusybox()
  for (const line of ['ENV A=${B', 'EXPOSE x', 'COPY a b c']) {
    const { steps, end } = await buildkit(docker, { Dockerfile: `FROM busybox\nRUN true\n${line}\n` })
    expect(steps).toEqual([])
    expect(end).toMatchObject({ kind: 'error', source: { start: 3, end: 3 } })
  }
})

test('BuildKit: a step that fails ends those beside it; triggers count as steps', async () => {
  const docker = await withBusybox()
  const Dockerfile =
    'FROM busybox AS a\nRUN sleep 9\nFROM busybox AS b\nRUN sleep 1; exit 7\nFROM busybox\nCOPY --from=a /etc /a\nCOPY --from=b /etc /b\n'
  const { steps, end } = await buildkit(docker, { Dockerfile })
  expect(steps.find(([name]) => name === '[a 2/2] RUN sleep 9')?.[1]).toBe('context canceled')
  expect(end).toMatchObject({ kind: 'error', source: { start: 4 } })
  const triggered = await buildkit(docker, {
    Dockerfile: 'FROM busybox AS base\nONBUILD RUN echo one\nFROM base\nRUN echo two\n',
  })
  expect(triggered.steps.map(([name]) => name)).toContain('[stage-1 2/2] RUN echo two')
})

test('a base that is only built upon is not listed', async () => {
  const docker = dockerMachine()
  await buildkit(docker, { Dockerfile: 'FROM busybox\nCMD ["true"]\n' })
  const listed = JSON.parse((await docker.api('GET', '/images/json')).text) as { RepoTags: string[] }[]
  expect(listed.map(({ RepoTags }) => RepoTags)).toEqual([['app:latest']])
})

test('the classic builder', async () => {
  const docker = await withBusybox()
  const body = context({ Dockerfile: DOCKERFILE, 'hello.txt': 'hello\n' })
  const build = async () =>
    (await docker.lines('POST', '/v1.51/build?version=1&t=app', { body }))
      .map(({ stream, error, aux }) => stream ?? error ?? (aux ? '' : '?'))
      .join('')
      .replace(/[0-9a-f]{12}/g, 'ID')
  expect(await build()).toBe(
    `Step 1/6 : FROM busybox
 ---> ID
Step 2/6 : ENV DIR=/app
 ---> Running in ID
 ---> Removed intermediate container ID
 ---> ID
Step 3/6 : WORKDIR $DIR
 ---> Running in ID
 ---> Removed intermediate container ID
 ---> ID
Step 4/6 : COPY hello.txt .
 ---> ID
Step 5/6 : RUN cp hello.txt copy.txt
 ---> Running in ID
 ---> Removed intermediate container ID
 ---> ID
Step 6/6 : CMD ["cat", "copy.txt"]
 ---> Running in ID
 ---> Removed intermediate container ID
 ---> ID
Successfully built ID
Successfully tagged app:latest
`,
  )
  expect((await build()).match(/Using cache/g)).toHaveLength(5)
  expect(await docker.run({ Image: 'app' })).toMatchObject({ output: 'hello\n' })
})

test('BuildKit: a secret that nobody sent fails the step that requires it, in its own words', async () => {
  const docker = await withBusybox()
  const Dockerfile = 'FROM busybox\nRUN --mount=type=secret,id=token,required cat /run/secrets/token\n'
  const { steps, end } = await buildkit(docker, { Dockerfile })
  expect(steps.at(-1)![1]).toBe('secret token: not found')
  expect(end).toMatchObject({ kind: 'error', message: 'secret token: not found' })
})

test('BuildKit: a client that goes away takes its build along', async () => {
  const docker = await withBusybox()
  const body = context({ Dockerfile: 'FROM busybox\nRUN sleep 1000; touch /over\n' })
  docker.send('POST', '/v1.51/build?version=2&t=app', { body }).catch(() => {})
  await docker.later(5000)
  const sleeping = () => [...docker.machine.pids.processes.values()].filter(({ argv }) => argv[0] === 'sleep').length
  expect(sleeping()).toBe(1)
  docker.client.signal('KILL')
  await docker.later(1000)
  expect(sleeping()).toBe(0)
  expect(docker.kernel.bugs).toEqual([])
})

test('the classic builder gives the exit code of a step that failed', async () => {
  const docker = await withBusybox()
  const body = context({ Dockerfile: 'FROM busybox\nRUN false\n' })
  const lines = await docker.lines('POST', '/v1.51/build?version=1', { body })
  expect(lines.at(-1)!.errorDetail).toEqual({
    code: 1,
    message: "The command '/bin/sh -c false' returned a non-zero code: 1",
  })
  const refused = await docker.api('POST', '/build?version=1', {
    body: context({ Dockerfile: 'FROM busybox\nBOGUS x\n' }),
  })
  expect([refused.status, refused.text]).toEqual([
    400,
    '{"message":"dockerfile parse error on line 2: unknown instruction: BOGUS"}\n',
  ])
})

test.each([
  ['COPY nosuch /', 'COPY failed: file not found in build context or excluded by .dockerignore: stat nosuch: file'],
  ['STOPSIGNAL bogus', 'invalid signal: bogus'],
  ['EXPOSE abc', 'Invalid containerPort: abc'],
])('a quiet classic build says all when it fails: %s', async (line, error) => {
  const docker = await withBusybox()
  const body = context({ Dockerfile: `FROM busybox\n${line}\n` })
  const said = await docker.lines('POST', '/v1.51/build?version=1&q=1', { body })
  const words = said.map(({ stream, error: wrong }) => stream ?? wrong).join('')
  expect(words).toMatch(/^Step 1\/2 : FROM busybox\n ---> [0-9a-f]{12}\nStep 2\/2 : /)
  expect(words).toContain(error)
})

test('a base of no name', async () => {
  const docker = await withBusybox()
  const body = context({ Dockerfile: 'FROM ${X}\n' })
  const [, last] = await docker.lines('POST', '/v1.51/build?version=1', { body })
  expect(last?.error).toBe('base name (${X}) should not be blank')
})
