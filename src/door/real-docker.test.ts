// The real docker, compose and skopeo at the door: every sort of stream there is. Skipped where they are not installed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Desk, realClient } from '../testing/real-clients.ts'
import { type Step, check } from '../testing/real-steps.ts'
import { type Door, openDoor } from './door.ts'

const docker = realClient('docker')
const skopeo = realClient('skopeo')
const where = docker ?? 'not installed: put it into PATH or name its folder in NARU_REAL_CLIENTS'

let door: Door
let desk: Desk

beforeAll(async () => {
  if (!docker) return
  door = await openDoor({ seed: 1, scenario: 'recordings', speed: 20, port: 0 })
  desk = new Desk(docker, { DOCKER_HOST: door.addresses.docker, REGISTRY: door.addresses.registry })
  desk.write(
    'ctx/Dockerfile',
    'FROM busybox\nCOPY big /big\nRUN wc -c /big; echo oops >&2\nCMD ["cat","/etc/hostname"]\n',
  )
  desk.write('ctx/big', new Uint8Array(20 << 20))
  desk.write('bad/Dockerfile', 'FROM busybox\nRUN exit 3\n')
  desk.write('compose.yaml', COMPOSE)
  desk.write('note.txt', 'a note\n')
})

afterAll(async () => {
  desk?.clear()
  await door?.close()
})

const COMPOSE = `services:
  web:
    image: nginx
    ports: ["7070:80"]
    depends_on: {cache: {condition: service_healthy}}
  cache:
    image: busybox
    command: sh -c "touch /ready; sleep 1000"
    healthcheck: {test: ["CMD", "test", "-f", "/ready"], interval: 1s}
`

/** One after another; what one leaves behind is there for the next. */
const STORY: Record<string, Step[]> = {
  'images and the registry': [
    [
      'docker pull busybox',
      { out: /^Using default tag: latest\n[^]*Pull complete\n[^]*docker.io\/library\/busybox:latest\n$/ },
    ],
    ['docker pull nosuch', { exit: 1, err: /^Error response from daemon: pull access denied for nosuch/ }],
    ['docker tag busybox localhost:5000/mine:1', { out: '', err: '' }],
    ['docker push localhost:5000/mine:1', { out: /: Pushed\n1: digest: sha256:[0-9a-f]{64} size: \d+\n$/ }],
    ['docker login localhost:5001 -u alice --password-stdin', { out: /Login Succeeded\n$/ }, { stdin: 's3cret' }],
    ['docker save busybox -o saved.tar && tar tf saved.tar', { out: /^blobs\/\n[^]*manifest.json\n/ }],
    ['docker load -i saved.tar', { out: 'Loaded image: busybox:latest\n' }],
    ['docker search busybox', { out: /^NAME +DESCRIPTION +STARS +OFFICIAL\nbusybox / }],
    ['docker images -q --no-trunc busybox', { out: /^sha256:[0-9a-f]{64}\n$/ }],
  ],
  'runs, attached in every way': [
    ['docker run --rm busybox sh -c "echo out; echo err >&2; exit 3"', { exit: 3, out: 'out\n', err: 'err\n' }],
    ['docker run -i --rm busybox wc -c', { out: '1000000\n' }, { stdin: 'x'.repeat(1_000_000) }],
    [
      'docker run --rm busybox nosuch',
      { exit: 127, err: /^docker: Error response from daemon: .*executable file not found/ },
    ],
    ['docker run -d --name web -p 8080:80 nginx', { out: /^[0-9a-f]{64}\n$/ }],
    ['docker ps --format "{{.Names}} {{.Ports}}"', { out: 'web 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp\n' }],
    [
      'docker run --name clash -p 8080:80 nginx',
      { exit: 125, err: /Bind for (0\.0\.0\.0|:::?):8080 failed: port is already allocated/ },
    ],
    ['docker exec -i web sh -c "cat; exit 4"', { exit: 4, out: 'typed' }, { stdin: 'typed' }],
    ['docker exec web nosuch', { exit: 127, out: /executable file not found in \$PATH/ }],
    ['timeout -s INT 2 docker logs -f web', { exit: 124, out: /ready for start up/ }],
    ['timeout -s KILL 1 docker attach --no-stdin web', { exit: 137 }],
    ['docker stats --no-stream', { out: /\nweb|[0-9a-f]{12} +web +\d+\.\d\d% +[\d.]+MiB \/ / }],
    ['docker top web', { out: /nginx: master process/ }],
    ['docker cp note.txt web:/tmp/ && docker cp web:/tmp/note.txt - | tar xO', { out: 'a note\n' }],
    ['docker cp web:/etc/nginx out && test -f out/nginx.conf', {}],
    ['docker diff web', { out: /^C \/tmp$/m }],
    ['docker export web | tar t 2>&1 | grep -ce etc/nginx/nginx.conf -e tar:', { out: '1\n' }],
    ['docker export web | docker import - flat:1', { out: /^sha256:[0-9a-f]{64}\n$/ }],
    ['docker commit -m note web kept:1', { out: /^sha256:[0-9a-f]{64}\n$/ }],
    ['docker wait web & sleep 0.5; docker stop web >/dev/null; wait', { out: '0\n' }],
    ['timeout 5 docker events --since 1h --until 1s --filter container=web --format "{{.Action}}"', { exit: 0 }],
    ['docker rm web clash', { out: 'web\nclash\n' }],
  ],
  terminals: [
    [
      'docker run -it --rm busybox sh',
      { exit: 5, out: /24 80[^]*exit 5/ },
      {
        keys: [
          [/# /, 'stty size\r'],
          [/24 80[^]*# /, 'exit 5\r'],
        ],
      },
    ],
    ['docker run -dit --name shell busybox sh', {}],
    [
      'docker exec -it shell sh',
      { exit: 130 },
      {
        keys: [
          [/# /, 'sleep 100\r'],
          [/sleep 100/, '\u0003'],
          [/# /, 'exit\r'],
        ],
      },
    ],
    [
      'docker -H $SOCKET exec -it shell sh',
      { exit: 1, out: /read escape sequence/ },
      { keys: [[/# /, '\u0010\u0011']] },
    ],
    ['docker rm -f shell', { out: 'shell\n' }],
  ],
  builds: [
    [
      'docker build -t built ctx',
      { out: /Step 3\/4 : RUN[^]*20971520 \/big\n[^]*oops[^]*Successfully tagged built:latest\n$/ },
    ],
    ['docker run --rm --hostname here built', { out: 'here\n' }],
    ['docker build bad', { exit: 3, err: /returned a non-zero code: 3\n$/ }],
    ['tar c -C ctx . | docker build -q -', { out: /^sha256:[0-9a-f]{64}\n$/ }],
  ],
  'networks and volumes': [
    ['docker network create app', { out: /^[0-9a-f]{64}\n$/ }],
    ['docker run -d --name server --network app nginx', {}],
    ['docker run --rm --network app busybox wget -qO- server', { out: /Welcome to nginx/ }],
    ['docker run --rm -v data:/d busybox sh -c "echo kept > /d/f"', {}],
    ['docker run --rm -v data:/d busybox cat /d/f', { out: 'kept\n' }],
    ['docker network rm app', { exit: 1, err: /has active endpoints/ }],
    ['docker rm -f server && docker network rm app && docker volume rm data', { out: 'server\napp\ndata\n' }],
    ['docker swarm init', { exit: 1, err: 'Error response from daemon: naru: docker swarm init is not simulated\n' }],
    ['docker node ls', { exit: 1, err: /^Error response from daemon: This node is not a swarm manager\./ }],
    ['docker system prune -af --volumes', { out: /Total reclaimed space: / }],
  ],
}

const CHAPTER = 'docker compose --project-directory chapter'

const classic = { DOCKER_BUILDKIT: '0' }

describe.skipIf(!docker)(`real docker (${where})`, () => {
  test.each(Object.keys(STORY))('%s', async (chapter) => {
    for (const [line, expected, typing] of STORY[chapter]!) {
      const env = { ...classic, SOCKET: door.addresses.dockerSocket }
      check(line, await desk.run(line, { ...typing, env }), expected)
    }
    expect(door.world.kernel.bugs).toEqual([])
  })

  test('compose', async () => {
    const { exit } = await desk.run('docker compose version')
    if (exit !== 0) return console.log('docker compose is not installed')
    const steps: Step[] = [
      ['docker compose -p app up -d', { err: /Container app-cache-1 +Healthy\n[^]*Container app-web-1 +Started\n/ }],
      ['docker compose -p app ps --format "{{.Service}} {{.State}}"', { out: 'cache running\nweb running\n' }],
      ['docker compose -p app logs web', { out: /^web-1 +\| .*ready for start up/m }],
      ['docker compose -p app exec -T cache sh -c "hostname -i; exit 2"', { exit: 2, out: /^172\.\d+\.0\.\d+\n$/ }],
      ['docker compose -p app down', { err: /Network app_default +Removed\n/ }],
    ]
    for (const [line, expected] of steps) check(line, await desk.run(line), expected)
  })

  test("compose, on the chapter's file", async () => {
    if ((await desk.run('docker compose version')).exit !== 0) return console.log('docker compose is not installed')
    const chapter = await openDoor({ seed: 1, scenario: 'laptop', speed: 20, port: 0 })
    const env = { ...classic, DOCKER_HOST: chapter.addresses.docker }
    // The folder lies on the disk of the world's laptop.
    const fetch = 'docker run --rm -v /home/student/crane:/c busybox tar -C /c -cf - .'
    const steps: Step[] = [
      [`mkdir chapter && ${fetch} | tar -C chapter -xf -`, {}],
      ['docker build -t crane chapter', { out: /Successfully tagged crane:latest\n$/ }],
      [`${CHAPTER} up -d`, { err: /Container crane-mysql +Healthy\n[^]*Container crane-server +Started\n/ }],
      [`${CHAPTER} ps --format "{{.Name}} {{.Status}}"`, { out: /^crane-mysql Up .* \(healthy\)\ncrane-server Up / }],
      [`sleep 1; ${CHAPTER} logs crane-app`, { out: /^crane-server +\| .*Tomcat started on port\(s\): 8080/m }],
      [`${CHAPTER} down`, { err: /Network chapter_default +Removed\n/ }],
    ]
    try {
      for (const [line, expected] of steps) check(line, await desk.run(line, { env }), expected)
      expect(chapter.world.kernel.bugs).toEqual([])
    } finally {
      await chapter.close()
    }
  })

  test('a client that is killed leaves nothing behind', async () => {
    await desk.run('docker run -d --name talker busybox sh -c "while true; do echo x; sleep 0.1; done"')
    await desk.run('for i in 1 2 3; do timeout -s KILL 0.7 docker logs -f talker >/dev/null & done; wait')
    await desk.run('head -c 5000000 /dev/zero | timeout -s KILL 0.3 docker load')
    await desk.run('(head -c 100 saved.tar; sleep 5) | timeout -s KILL 1 docker load')
    check('docker ps', await desk.run('docker ps -q | wc -l'), { out: '1\n' })
    check('docker rm', await desk.run('docker rm -f talker'), { out: 'talker\n' })
    expect(door.world.kernel.bugs).toEqual([])
  })
})

describe.skipIf(!docker || !skopeo)(`real skopeo (${skopeo ?? 'not installed'})`, () => {
  test('inspect, list-tags and copy, down and up again', async () => {
    const hub = 'docker://$REGISTRY'
    const plain = '--src-tls-verify=false'
    const steps: Step[] = [
      [`skopeo inspect --tls-verify=false ${hub}/library/nginx`, { out: /"Os": "linux"/ }],
      [`skopeo list-tags --tls-verify=false ${hub}/library/busybox`, { out: /"Tags": \[\n[^]*"latest"/ }],
      [`skopeo copy ${plain} ${hub}/library/busybox oci:layout:b`, { exit: 0 }],
      [`skopeo copy --dest-tls-verify=false --dest-creds alice:s3cret oci:layout:b ${hub}/alice/copied:1`, {}],
      ['docker run --rm alice/copied:1 echo works', { out: 'works\n' }],
      [
        `skopeo copy ${plain} ${hub}/library/busybox docker-archive:a.tar:arch:1 && docker load -i a.tar`,
        { out: /arch:1\n$/ },
      ],
    ]
    for (const [line, expected] of steps) check(line, await desk.run(line), expected)
  })
})
