// Networks: addresses, names, isolation, published ports.
import { expect, test } from 'vitest'
import type { ContainerInspect, NetworkInspect } from '../../api/docker.ts'
import { bodyText } from '../../net/http.ts'
import { settled } from '../../testing/drive.ts'
import { dockerMachine } from '../../testing/docker.ts'

type Docker = ReturnType<typeof dockerMachine>

async function started(docker: Docker, name: string, more: object = {}) {
  await docker.api('POST', `/containers/create?name=${name}`, { json: { Image: 'nginx', ...more } })
  const answer = await docker.api('POST', `/containers/${name}/start`)
  expect(answer.status).toBe(204)
}

async function withNginx(): Promise<Docker> {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/nginx')
  await docker.pull('docker.io/library/busybox')
  return docker
}

const fetchFrom = (docker: Docker, url: string) =>
  settled(
    docker.kernel,
    (async () => bodyText(await docker.client.request(url)))().catch(
      (error: unknown) => (error as { code?: string }).code,
    ),
  )

test('a published port reaches the container; it is closed with it', async () => {
  const docker = await withNginx()
  await started(docker, 'web', { HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } })
  await docker.later(2000)
  expect(await fetchFrom(docker, 'http://localhost:8080/')).toContain('Welcome to nginx!')
  const topics = docker.kernel.trace.events.filter(
    (event) => event.kind === 'message' && event.from === 'laptop/docker-proxy',
  )
  expect(topics.length).toBeGreaterThan(0)
  await docker.api('POST', '/containers/web/kill')
  expect(await fetchFrom(docker, 'http://localhost:8080/')).toBe('ECONNREFUSED')
})

test('names within a network, none on the default bridge, silence between bridges', async () => {
  const docker = await withNginx()
  const { text } = await docker.api('POST', '/networks/create', { json: { Name: 'app' } })
  expect(text).toMatch(/"Id":"[0-9a-f]{64}"/)
  const endpoints = { app: { Aliases: ['alias1'] } }
  await started(docker, 'web', { HostConfig: { NetworkMode: 'app' }, NetworkingConfig: { EndpointsConfig: endpoints } })
  await started(docker, 'alone')
  await docker.later(2000)
  const inside = (mode: string, url: string) =>
    docker.run({ Image: 'busybox', Cmd: ['wget', '-qO-', '-T', '3', url], HostConfig: { NetworkMode: mode } })
  for (const host of ['web', 'alias1', '172.18.0.2']) {
    expect((await inside('app', `http://${host}/`)).output).toContain('Welcome to nginx!')
  }
  expect((await inside('bridge', 'http://web/')).code).toBe(1)
  expect((await inside('bridge', 'http://172.17.0.2/')).output).toContain('Welcome to nginx!')
  expect((await inside('bridge', 'http://172.18.0.2/')).code).toBe(1)
  const shown = JSON.parse((await docker.api('GET', '/networks/app')).text) as NetworkInspect
  expect(shown.IPAM.Config).toEqual([{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }])
  expect(Object.values(shown.Containers)).toMatchObject([{ Name: 'web', IPv4Address: '172.18.0.2/16' }])
  expect(docker.kernel.bugs).toEqual([])
})

test('a network of both families: addresses, names, ways', async () => {
  const docker = await withNginx()
  const config = [{ Subnet: '2001:db8:1::/64' }]
  await docker.api('POST', '/networks/create', { json: { Name: 'six', EnableIPv6: true } })
  await docker.api('POST', '/networks/create', {
    json: { Name: 'fixed', EnableIPv6: true, IPAM: { Config: config } },
  })
  const chosen = JSON.parse((await docker.api('GET', '/networks/six')).text) as NetworkInspect
  expect(chosen.IPAM.Config[1]!.Subnet).toMatch(/^fd[\da-f]{2}:[\da-f]+:[\da-f]+::\/64$/)
  const fixed = JSON.parse((await docker.api('GET', '/networks/fixed')).text) as NetworkInspect
  expect(fixed.IPAM.Config).toEqual([{ Subnet: '2001:db8:1::/64' }, { Subnet: '172.19.0.0/16', Gateway: '172.19.0.1' }])
  const endpoints = { fixed: { IPAMConfig: { IPv6Address: '2001:db8:1:0::42' } } }
  await started(docker, 'web', {
    HostConfig: { NetworkMode: 'fixed' },
    NetworkingConfig: { EndpointsConfig: endpoints },
  })
  const shown = JSON.parse((await docker.api('GET', '/containers/web/json')).text) as ContainerInspect
  expect(shown.NetworkSettings.Networks.fixed).toMatchObject({
    GlobalIPv6Address: '2001:db8:1::42',
    GlobalIPv6PrefixLen: 64,
    IPv6Gateway: '2001:db8:1::1',
  })
  await docker.later(2000)
  const inside = async (mode: string, ...Cmd: string[]) =>
    (await docker.run({ Image: 'busybox', Cmd, HostConfig: { NetworkMode: mode } })).output
  expect(await inside('fixed', 'ping', '-6', '-c', '1', 'web')).toContain('64 bytes from 2001:db8:1::42: seq=0')
  expect(await inside('fixed', 'wget', '-qO-', 'http://[2001:db8:1::42]/')).toContain('Welcome to nginx!')
  expect(await inside('fixed', 'nslookup', '-type=AAAA', 'web')).toContain('Address: 2001:db8:1::42')
  expect(await inside('fixed', 'cat', '/etc/hosts')).toMatch(/2001:db8:1::2\t[0-9a-f]{12}\n/)
  expect(await inside('six', 'ping', '-6', '-c', '1', '-W', '1', '2001:db8:1::42')).toContain('100% packet loss')
  expect(await inside('bridge', 'ping', '-6', '-c', '1', '2001:db8:1::42')).toContain('Network is unreachable')
  expect(await fetchFrom(docker, 'http://[2001:db8:1::42]/')).toContain('Welcome to nginx!')
  expect(docker.kernel.bugs).toEqual([])
})

test.each([
  [{ Name: 'bridge' }, 403, 'operation is not permitted on predefined bridge network'],
  [{ Name: 'x', Driver: 'overlay' }, 503, /not a swarm manager/],
  [{ Name: 'x', Driver: 'host' }, 403, 'only one instance of "host" network is allowed'],
  [
    { Name: 'x', IPAM: { Config: [{ Subnet: '172.17.0.0/24' }] } },
    403,
    'invalid pool request: Pool overlaps with other one on this address space',
  ],
  [
    { Name: 'x', IPAM: { Config: [{ Subnet: 'bogus' }] } },
    400,
    'invalid network config:\ninvalid subnet bogus: invalid CIDR block notation',
  ],
  [
    {
      Name: 'x',
      EnableIPv6: true,
      IPAM: {
        Config: [
          { Subnet: 'fd00::1/64', Gateway: '10.0.0.1' },
          { Subnet: '10.0.0.0/8', IPRange: '11.0.0.0/7' },
        ],
      },
    },
    400,
    'invalid network config:\n' +
      '* invalid subnet fd00::1/64: it should be fd00::/64\n' +
      '* invalid gateway 10.0.0.1: parent subnet is an IPv6 block\n' +
      '* invalid ip-range 11.0.0.0/7: CIDR block is bigger than its parent subnet 10.0.0.0/8\n' +
      '* invalid ip-range 11.0.0.0/7: it should be 10.0.0.0/7',
  ],
  [
    { Name: 'x', IPAM: { Config: [{ Subnet: '10.1.0.0/24' }, { Subnet: '10.2.0.0/24' }] } },
    403,
    "bridge driver doesn't support multiple subnets",
  ],
  [{ Name: 'x', EnableIPv4: false }, 400, 'IPv4 or IPv6 must be enabled'],
  [{ Name: 'x', EnableIPv4: false, EnableIPv6: true }, 501, 'naru: a network without IPv4 is not simulated'],
])('network create %o is refused', async (json, status, message) => {
  const docker = dockerMachine()
  const answer = await docker.api('POST', '/networks/create', { json })
  const said = (JSON.parse(answer.text) as { message: string }).message
  expect(answer.status).toBe(status)
  if (typeof message === 'string') expect(said).toBe(message)
  else expect(said).toMatch(message)
})
