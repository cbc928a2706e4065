// The public registries: which there are, what they stock, who has an account.
import { catalogOf } from '../image/catalog/index.ts'
import { type RegistryOptions, createRegistry } from '../registry/server.ts'
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

/** Puts every public registry on the internet, stocked with the catalogue. */
export function openRegistries(world: World): void {
  for (const { host, title, names, options } of PUBLIC) {
    const registry = createRegistry({ kernel: world.kernel, place: host, host, title, ...options })
    world.registries.set(host, registry)
    const { http, router, token } = registry
    world.internet.publish(host, names, { component: `${host}/registry`, http, router, tls: true })
    if (token)
      world.internet.publish('auth.docker.io', ['auth.docker.io'], { component: `${host}/auth`, ...token, tls: true })
    for (const { repository, tags, image } of catalogOf(host)) registry.seed(repository, tags, image)
  }
}
