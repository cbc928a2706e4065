// Containers over the wire: run, refuse, stop, restart, exec, logs.
import { expect, test } from 'vitest'
import type { ContainerInspect, ContainerSummary, EventMessage } from '../../api/docker.ts'
import { dockerMachine } from '../../testing/docker.ts'

type Docker = ReturnType<typeof dockerMachine>

async function withBusybox(): Promise<Docker> {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  return docker
}

const inspect = async (docker: Docker, name: string) =>
  JSON.parse((await docker.api('GET', `/v1.51/containers/${name}/json`)).text) as ContainerInspect
const list = async (docker: Docker, query = 'all=1') =>
  JSON.parse((await docker.api('GET', `/v1.51/containers/json?${query}`)).text) as ContainerSummary[]
const SLEEP = { Image: 'busybox', Cmd: ['sleep', '1000'] }

test('an image that is not here is 404, then pulled, then run', async () => {
  const docker = dockerMachine()
  const missing = await docker.api('POST', '/v1.51/containers/create', { json: { Image: 'busybox' } })
  expect([missing.status, missing.text]).toEqual([404, '{"message":"No such image: busybox:latest"}\n'])
  const lines = await docker.pull('docker.io/library/busybox')
  expect(
    lines.map(({ status }) => status).filter((status) => status !== 'Extracting' && status !== 'Downloading'),
  ).toEqual([
    'Pulling from library/busybox',
    'Pulling fs layer',
    'Verifying Checksum',
    'Download complete',
    'Pull complete',
    expect.stringMatching(/^Digest: sha256:[0-9a-f]{64}$/),
    'Status: Downloaded newer image for busybox:latest',
  ])
  const before = docker.kernel.trace.events.length
  expect(await docker.run({ Image: 'busybox', Cmd: ['echo', 'hi'] }, 'hello')).toMatchObject({
    output: 'hi\n',
    code: 0,
  })
  const messages = docker.kernel.trace.events.slice(before).filter((event) => event.kind === 'message')
  expect(messages.some((event) => event.to.startsWith('docker.io'))).toBe(false)
  const { State, Name, Path, Args, Image } = await inspect(docker, 'hello')
  expect([State.Status, State.ExitCode, Name, Path, Args]).toEqual(['exited', 0, '/hello', 'echo', ['hi']])
  expect(Image).toMatch(/^sha256:/)
  expect(docker.kernel.bugs).toEqual([])
})

test.each<[string, object, number, string]>([
  ['x', SLEEP, 400, 'Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed'],
  ['', { ...SLEEP, WorkingDir: 'a' }, 400, "the working directory 'a' is invalid, it needs to be an absolute path"],
  ['', { ...SLEEP, HostConfig: { Memory: 1048576 } }, 400, 'Minimum memory limit allowed is 6MB'],
  [
    '',
    { ...SLEEP, HostConfig: { NanoCpus: 100e9 } },
    400,
    'range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
  ],
  [
    '',
    { ...SLEEP, HostConfig: { RestartPolicy: { Name: 'bogus', MaximumRetryCount: 0 } } },
    400,
    "invalid restart policy: unknown policy 'bogus'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'",
  ],
  [
    '',
    { ...SLEEP, HostConfig: { Binds: ['/a:relative'] } },
    400,
    "invalid volume specification: '/a:relative': invalid mount config for type \"bind\": invalid mount path: 'relative' mount path must be absolute",
  ],
  [
    '',
    { ...SLEEP, HostConfig: { Mounts: [{ Type: 'bind', Source: '/nosuch/dir', Target: '/x' }] } },
    400,
    'invalid mount config for type "bind": bind source path does not exist: /nosuch/dir',
  ],
  ['', { ...SLEEP, HostConfig: { VolumesFrom: ['nosuch'] } }, 400, 'No such container: nosuch'],
  ['', { Image: 'busybox', Entrypoint: [''], Cmd: [] }, 400, 'no command specified'],
])('create %s %o is refused', async (name, json, status, message) => {
  const docker = await withBusybox()
  const answer = await docker.api('POST', `/v1.51/containers/create?name=${name}`, { json })
  expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { message }])
})

test.each([
  [['nosuch'], 127, 'exec: "nosuch": executable file not found in $PATH'],
  [['/etc'], 126, 'exec: "/etc": is a directory: permission denied'],
  [['/etc/passwd'], 126, 'exec: "/etc/passwd": permission denied'],
  [['/nosuch/path'], 127, 'exec: "/nosuch/path": stat /nosuch/path: no such file or directory'],
])('starting %o fails as runc does', async (Cmd, code, message) => {
  const docker = await withBusybox()
  const answer = await docker.run({ Image: 'busybox', Cmd }, 'bad')
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(
    `runc create failed: unable to start container process: error during container init: ${message.replaceAll('"', '\\"')}`,
  )
  const { State } = await inspect(docker, 'bad')
  expect([State.Status, State.ExitCode]).toEqual(['created', code])
})

test('stop asks, waits ten seconds, kills; the names of events in their order', async () => {
  const docker = await withBusybox()
  const created = await docker.api('POST', '/containers/create?name=slow', { json: SLEEP })
  expect(created.status).toBe(201)
  expect((await docker.api('POST', '/containers/slow/start')).status).toBe(204)
  expect((await docker.api('POST', '/containers/slow/start')).status).toBe(304)
  const refused = await docker.api('DELETE', '/containers/slow')
  expect(refused.text).toContain(
    'cannot remove container \\"slow\\": container is running: stop the container before removing or force remove',
  )
  const short = (JSON.parse(created.text) as { Id: string }).Id.slice(0, 5)
  expect((await docker.api('DELETE', `/containers/${short}`)).text).toContain(
    `cannot remove container \\"${short}\\": `,
  )
  const before = docker.kernel.clock.now
  expect((await docker.api('POST', '/containers/slow/stop')).status).toBe(204)
  expect(docker.kernel.clock.now - before).toBeGreaterThan(10_000)
  expect((await inspect(docker, 'slow')).State.ExitCode).toBe(137)
  expect((await docker.api('POST', '/containers/slow/stop')).status).toBe(304)
  const since = Math.floor((docker.kernel.clock.epoch + before) / 1000)
  const now = Math.ceil(docker.kernel.clock.unix() / 1000)
  await docker.later(1000)
  const events = await docker.api('GET', `/events?since=${since}&until=${now}`)
  const actions = events.text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { Action: string }).Action)
  expect(actions.slice(-5)).toEqual(['kill', 'kill', 'disconnect', 'stop', 'die'])
})

test('events: a filter by name asks the actor alone, an unknown one asks nothing', async () => {
  const docker = await withBusybox()
  await docker.run({ Image: 'busybox', Cmd: ['true'] }, 'one')
  await docker.later(1000)
  const now = Math.floor(docker.kernel.clock.unix() / 1000)
  const actions = async (filters: Record<string, string[]>) => {
    const { text } = await docker.api(
      'GET',
      `/events?until=${now}&filters=${encodeURIComponent(JSON.stringify(filters))}`,
    )
    const events = text.split('\n').filter(Boolean)
    return events.map((line) => JSON.parse(line) as EventMessage).map(({ Type, Action }) => `${Type} ${Action}`)
  }
  const container = ['container create', 'container attach', 'container start', 'container die']
  expect(await actions({ container: ['on'] })).toEqual(container)
  expect(await actions({ image: ['busybox'] })).toEqual(['image pull', ...container])
  expect(await actions({ event: ['di'] })).toEqual([])
  expect(await actions({ bogus: ['1'] })).toEqual(await actions({}))
})

test('a name in use, a port in use', async () => {
  const docker = await withBusybox()
  const published = { ...SLEEP, HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } }
  await docker.api('POST', '/containers/create?name=web', { json: published })
  await docker.api('POST', '/containers/web/start')
  const again = await docker.api('POST', '/containers/create?name=web', { json: SLEEP })
  expect(again.status).toBe(409)
  expect(again.text).toMatch(/^\{"message":"Conflict\. The container name \\"\/web\\" is already in use by container/)
  await docker.api('POST', '/containers/create?name=other', { json: published })
  const start = await docker.api('POST', '/containers/other/start')
  expect(start.status).toBe(500)
  expect(start.text).toMatch(
    /endpoint other \([0-9a-f]{64}\): Bind for 0\.0\.0\.0:8080 failed: port is already allocated/,
  )
  const rows = await list(docker)
  expect(rows.map(({ Names, State }) => [Names[0], State])).toEqual([
    ['/other', 'created'],
    ['/web', 'running'],
  ])
  expect(docker.machine.net.taken(8080)).toBe(true)
  await docker.api('DELETE', '/containers/web?force=1')
  expect(docker.machine.net.taken(8080)).toBe(false)
})

test('restart policies with growing waits; health', async () => {
  const docker = await withBusybox()
  const policy = { Name: 'on-failure', MaximumRetryCount: 3 }
  await docker.api('POST', '/containers/create?name=rf', {
    json: { Image: 'busybox', Cmd: ['false'], HostConfig: { RestartPolicy: policy } },
  })
  await docker.api('POST', '/containers/rf/start')
  await docker.later(150)
  expect((await inspect(docker, 'rf')).State.Restarting).toBe(true)
  await docker.later(2000)
  const { State, RestartCount } = await inspect(docker, 'rf')
  expect([State.Status, State.Restarting, State.ExitCode, RestartCount]).toEqual(['exited', false, 1, 3])

  const check = { Test: ['CMD', 'cat', '/tmp/ok'], Interval: 1e9, Retries: 2 }
  await docker.api('POST', '/containers/create?name=hc', { json: { ...SLEEP, Healthcheck: check } })
  await docker.api('POST', '/containers/hc/start')
  expect((await list(docker, ''))[0]!.Status).toBe('Up Less than a second (health: starting)')
  await docker.later(2500)
  expect((await inspect(docker, 'hc')).State.Health).toMatchObject({ Status: 'unhealthy', FailingStreak: 2 })
  expect(docker.kernel.bugs).toEqual([])
})

test('exec: output, exit code, and a program that is not there', async () => {
  const docker = await withBusybox()
  await docker.api('POST', '/containers/create?name=bb', { json: SLEEP })
  const stopped = await docker.api('POST', '/containers/bb/exec', { json: { Cmd: ['true'] } })
  expect(stopped.text).toMatch(/"container [0-9a-f]{64} is not running"/)
  await docker.api('POST', '/containers/bb/start')
  const exec = async (Cmd: string[]) => {
    const json = { Cmd, AttachStdout: true, AttachStderr: true }
    const { Id } = JSON.parse((await docker.api('POST', '/containers/bb/exec', { json })).text) as { Id: string }
    const detached = await docker.api('POST', `/exec/${Id}/start`, { json: { Detach: true } })
    await docker.later(100)
    const { ExitCode } = JSON.parse((await docker.api('GET', `/exec/${Id}/json`)).text) as { ExitCode: number }
    return [detached.status, ExitCode]
  }
  expect(await exec(['true'])).toEqual([200, 0])
  expect(await exec(['false'])).toEqual([200, 1])
  expect(await exec(['nosuch'])).toEqual([400, 127])
})

test('logs remember, tail and tell the streams apart', async () => {
  const docker = await withBusybox()
  await docker.run({ Image: 'busybox', Cmd: ['seq', '3'] }, 'counted')
  const said = async (query: string) => {
    const { text } = await docker.api('GET', `/containers/counted/logs?${query}`)
    return text.replace(/[^\x20-\x7e\n]/g, '')
  }
  expect(await said('stdout=1&stderr=1')).toBe('1\n2\n3\n')
  expect(await said('stdout=1&tail=1')).toBe('3\n')
  expect(await said('stderr=1')).toBe('')
  expect((await docker.api('GET', '/containers/counted/logs')).status).toBe(400)
})

test('auto-remove, anonymous volumes, and what a volume keeps', async () => {
  const docker = await withBusybox()
  const host = { AutoRemove: true, Binds: ['data:/data'] }
  await docker.run({ Image: 'busybox', Cmd: ['touch', '/data/kept'], Volumes: { '/anon': {} }, HostConfig: host })
  expect(await list(docker)).toEqual([])
  const seen = await docker.run({ Image: 'busybox', Cmd: ['ls', '/data'], HostConfig: host })
  expect(seen.output).toBe('kept\n')
  const volumes = JSON.parse((await docker.api('GET', '/volumes')).text) as { Volumes: { Name: string }[] }
  expect(volumes.Volumes.map(({ Name }) => Name)).toEqual(['data'])
  expect(docker.machine.fs.exists('/var/lib/docker/volumes/data/_data/kept')).toBe(true)
})

test('fifty containers on one bridge', async () => {
  const docker = await withBusybox()
  for (let i = 0; i < 50; i++) {
    const { text } = await docker.api('POST', '/containers/create', { json: SLEEP })
    await docker.api('POST', `/containers/${(JSON.parse(text) as { Id: string }).Id}/start`)
  }
  expect(await list(docker, '')).toHaveLength(50)
})

test('a container takes every logging driver that the daemon names, and no other', async () => {
  const docker = await withBusybox()
  const { Plugins } = JSON.parse((await docker.api('GET', '/info')).text) as { Plugins: { Log: string[] } }
  const create = (Type: string) =>
    docker.api('POST', '/containers/create', { json: { ...SLEEP, HostConfig: { LogConfig: { Type, Config: {} } } } })
  const statuses = await Promise.all([...Plugins.Log, 'none'].map(async (driver) => (await create(driver)).status))
  expect(new Set(statuses)).toEqual(new Set([201]))
  expect(await create('nope')).toMatchObject({
    status: 400,
    text: '{"message":"error looking up logging plugin nope: plugin \\"nope\\" not found"}\n',
  })
})
