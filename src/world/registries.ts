// The public registries: which there are, what they stock, who has an account.
import { describe } from '../image/catalog/descriptions.ts'
import type { Handler } from '../net/http.ts'
import { type Registry, type RegistryOptions, createRegistry } from '../registry/server.ts'
import type { World } from './world.ts'

interface PublicRegistry {
  /** Its place in the trace and on the stage; also what image names begin with. */
  host: string
  title: string
  names: readonly string[]
  options: Partial<RegistryOptions>
}

const HUB_REALM = 'https://auth.docker.io/token'

/** Docker Hub's names and accounts, and the other registries that images of this world come from. */
const PUBLIC: readonly PublicRegistry[] = [
  {
    host: 'docker.io',
    title: 'Docker Hub',
    names: ['registry-1.docker.io', 'index.docker.io', 'docker.io', 'hub.docker.com'],
    options: {
      hub: true,
      describe,
      rated: true,
      auth: {
        kind: 'token',
        realm: HUB_REALM,
        service: 'registry.docker.io',
        accounts: new Map([['heejeong', 'naru']]),
      },
    },
  },
  {
    host: 'registry.k8s.io',
    title: 'registry.k8s.io',
    names: ['registry.k8s.io', 'k8s.gcr.io'],
    options: { readOnly: true },
  },
  { host: 'gcr.io', title: 'gcr.io', names: ['gcr.io'], options: { readOnly: true } },
  { host: 'quay.io', title: 'Quay.io', names: ['quay.io'], options: { readOnly: true } },
  { host: 'ghcr.io', title: 'GitHub Packages', names: ['ghcr.io'], options: { readOnly: true } },
]

/** Puts every public registry on the internet. The catalogue is read when somebody first asks one of them. */
export function openRegistries(world: World): void {
  for (const { host, title, names, options } of PUBLIC) {
    const registry = createRegistry({ kernel: world.kernel, place: host, host, title, ...options })
    world.registries.set(host, registry)
    const stock = stocker(world, host, registry)
    const stocked =
      (http: Handler): Handler =>
      async (request, peer) => {
        await stock()
        return http(request, peer)
      }
    const { http, router, token } = registry
    world.internet.publish(host, names, { component: `${host}/registry`, http: stocked(http), router, tls: true })
    if (!token) continue
    const service = { component: `${host}/auth`, http: stocked(token.http), router: token.router, tls: true }
    world.internet.publish('auth.docker.io', ['auth.docker.io'], service)
  }
}

function stocker(world: World, host: string, registry: Registry): () => Promise<void> {
  let stocked: Promise<void> | undefined
  const stock = async () => {
    const { catalogOf } = await world.kernel.load(() => import('../image/catalog/index.ts'))
    for (const { repository, tags, image } of catalogOf(host)) registry.seed(repository, tags, image)
  }
  return () => (stocked ??= stock())
}
