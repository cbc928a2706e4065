// The public registries: which there are, what they stock, who has an account.
import { announce } from '../registry/announce.ts'
import type { Registry, RegistryOptions } from '../registry/server.ts'
import { lateServer } from './late-server.ts'
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

/** Puts every public registry on the internet. Its code and the catalogue are read when somebody first asks for them. */
export function openRegistries(world: World): void {
  const { kernel, internet } = world
  for (const entry of PUBLIC) {
    const { host, title, names, options } = entry
    announce({ kernel, place: host, title }, host)
    let opening: Promise<Registry> | undefined
    const open = () => (opening ??= openRegistry(world, entry))
    internet.publish(host, names, lateServer(kernel, { component: `${host}/registry`, tls: true }, open))
    if (!options.auth) continue
    const token = lateServer(kernel, { component: `${host}/auth`, tls: true }, async () => (await open()).token!)
    internet.publish('auth.docker.io', ['auth.docker.io'], token)
  }
}

async function openRegistry(world: World, { host, title, options }: PublicRegistry): Promise<Registry> {
  const { kernel } = world
  const [{ createRegistry }, { catalogOf }, { describe }] = await Promise.all([
    import('../registry/server.ts'),
    import('../image/catalog/index.ts'),
    import('../image/catalog/descriptions.ts'),
  ])
  const described = options.hub ? { describe } : {}
  const registry = createRegistry({ kernel, place: host, host, title, ...described, ...options })
  for (const { repository, tags, image } of catalogOf(host)) registry.seed(repository, tags, image)
  world.registries.set(host, registry)
  return registry
}
