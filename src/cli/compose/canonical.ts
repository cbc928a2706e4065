// `docker compose config`: the resolved project as YAML, fields in the order of their names.
import type { Process } from '../../machine/process.ts'
import type { Project, Service } from './service.ts'

/** Only the named services. */
export async function canonicalYaml(
  process: Process,
  project: Project,
  names: readonly string[],
  json: boolean,
): Promise<string> {
  const tree: Record<string, unknown> = {
    name: project.name,
    services: Object.fromEntries([...names].sort().map((name) => [name, serviceTree(project.services.get(name)!)])),
  }
  if (project.networks.size > 0) {
    tree.networks = Object.fromEntries(
      [...project.networks].map(([key, network]) => {
        const { subnets, external, ...rest } = network
        const ipam = subnets.length > 0 ? { ipam: { config: subnets } } : {}
        return [key, { ...rest, ...ipam, ...(external ? { external } : {}) }]
      }),
    )
  }
  if (project.volumes.size > 0) {
    tree.volumes = Object.fromEntries(
      [...project.volumes].map(([key, { external, ...rest }]) => [key, { ...rest, ...(external ? { external } : {}) }]),
    )
  }
  if (json) return `${JSON.stringify(tree, null, 2)}\n`
  const { stringify } = await process.kernel.load(() => import('yaml'))
  return stringify(tree, {
    lineWidth: 0,
    indentSeq: true,
    nullStr: 'null',
    defaultStringType: 'PLAIN',
    singleQuote: false,
  })
}

const EMPTY_IS_ABSENT = [
  'ports',
  'expose',
  'volumes',
  'profiles',
  'tmpfs',
  'cap_add',
  'cap_drop',
  'dns',
  'extra_hosts',
] as const

function serviceTree(service: Service): Record<string, unknown> {
  const { name: _name, scale, mem_limit, ...rest } = service
  const tree: Record<string, unknown> = { ...rest }
  for (const key of EMPTY_IS_ABSENT) if (service[key].length === 0) delete tree[key]
  for (const key of ['environment', 'labels', 'depends_on', 'networks'] as const)
    if (Object.keys(service[key]).length === 0) delete tree[key]
  for (const key of ['command', 'entrypoint'] as const) if (service[key] === null) delete tree[key]
  if (mem_limit !== undefined) tree.mem_limit = String(mem_limit)
  if (scale !== 1) tree.deploy = { replicas: scale }
  for (const key of ['environment', 'labels'] as const) {
    const map = tree[key] as Record<string, unknown> | undefined
    if (map) tree[key] = Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)))
}
