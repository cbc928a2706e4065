// What stands around the recorded machine: a stand-in of Docker Hub on its network, registries of its own as services.
import { ubuntuDisk } from '../image/catalog/disk.ts'
import { standIn } from '../image/catalog/stand-in.ts'
import type { Content } from '../kernel/content.ts'
import { executable } from '../kernel/executable.ts'
import type { Machine } from '../machine/machine.ts'
import { type Network, NetworkNamespace } from '../net/namespace.ts'
import { hashPassword } from '../machine/programs/server/htpasswd-file.ts'
import { announce } from '../registry/announce.ts'
import { createRegistry } from '../registry/server.ts'
import { diskTree } from './computer.ts'
import type { World } from './world.ts'

const [HUB, AUTH] = ['192.168.77.2', '192.168.77.3']
const TITLE = 'Docker Hub'
/** Every account, of the stand-in and of the registry on port 5001, has this password. */
const PASSWORD = 's3cret'
const IMAGES_AGE_MS = 31 * 60_000

/** What the stand-in's search says; the rest is not in its index. */
const INDEX: ReadonlyMap<string, { text: string; stars: number }> = new Map([
  ['library/nginx', { text: 'Official build of Nginx.', stars: 20000 }],
  ['library/debian', { text: 'Debian.', stars: 5000 }],
  ['library/busybox', { text: 'Busybox base image.', stars: 3000 }],
  ['alice/nginx-demo', { text: '', stars: 2 }],
])

const settings = (port: number, auth: string) => `version: 0.1
storage:
  filesystem:
    rootdirectory: /var/lib/registry${port}
http:
  addr: :${port}
${auth}`

const HTPASSWD = `auth:
  htpasswd:
    realm: oracle
    path: /etc/docker/registry/htpasswd
`

/** The recorder had docker's plugins in a folder of its own, not with the system's programs. */
export const recorderDisk = () =>
  diskTree(ubuntuDisk().filter(({ path }) => !path.startsWith('usr/libexec/docker/cli-plugins/')))

/** Files of the home: path → content. */
export const plugins: readonly [string, Content][] = ['docker-buildx', 'docker-compose'].map((id) => [
  `.docker/cli-plugins/${id}`,
  executable(id, 60_000_000),
])

/** Lines of the machine's hosts file. */
export const HUB_HOSTS = `${HUB} registry-1.docker.io index.docker.io docker.io hub.docker.com login.docker.com\n${AUTH} auth.docker.io\n`

/** Service name → command line. */
export const registryServices: readonly [string, string][] = ['open', 'closed'].map((name) => [
  `registry-${name}`,
  `/usr/bin/docker-registry serve /etc/docker/registry/${name}.yml`,
])

/** Puts Debian's dockerd, the registry's program and the configuration of both services on the disk. */
export function installRegistries({ fs }: Machine): void {
  fs.write('/usr/bin/dockerd', executable('dockerd-debian', 73_400_320), { mode: 0o755 })
  fs.mkdir('/etc/docker/registry', { parents: true })
  fs.write('/usr/bin/docker-registry', executable('registry', 17_600_000), { mode: 0o755 })
  fs.write('/etc/docker/registry/open.yml', settings(5000, ''))
  fs.write('/etc/docker/registry/closed.yml', settings(5001, HTPASSWD))
  fs.write('/etc/docker/registry/htpasswd', `alice:${hashPassword(PASSWORD, '0123456789abcdefghijk.')}\n`)
}

export function openStandIn(world: World, network: Network): void {
  const accounts = new Map([
    ['alice', PASSWORD],
    ['bob', PASSWORD],
  ])
  const { kernel } = world
  const registry = createRegistry({
    kernel,
    place: 'docker.io',
    host: 'docker.io',
    title: TITLE,
    auth: { kind: 'token', realm: 'https://auth.docker.io/token', service: 'registry.docker.io', accounts },
    private: ['alice/private'],
    unsorted: true,
    describe: (repository) => INDEX.get(repository) ?? 'unlisted',
  })
  announce({ kernel, place: 'docker.io', title: TITLE }, 'docker.io')
  world.registries.set('docker.io', registry)
  const { http, router, token } = registry
  place(network, 'docker.io', HUB, { component: 'docker.io/registry', http, router, tls: true })
  place(network, 'auth.docker.io', AUTH, { component: 'docker.io/auth', ...token!, tls: true })
  for (const [repository, tags, image] of standIn(kernel.clock.unix() - IMAGES_AGE_MS))
    registry.seed(repository, tags, image)
}

function place(network: Network, name: string, address: string, listener: Parameters<NetworkNamespace['listen']>[1]) {
  const namespace = new NetworkNamespace(name, name)
  namespace.attach(network, address)
  for (const port of [443, 80]) namespace.listen(port, listener)
}
