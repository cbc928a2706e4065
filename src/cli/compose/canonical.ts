// The model that `docker compose config` prints: every short form written out, fields in the order of compose-go's types.
import { joinPath } from '../../machine/fs/path.ts'
import {
  type Tree,
  asBuild,
  asCommand,
  asDependencies,
  asHosts,
  asLabels,
  asList,
  asMap,
  asPorts,
  asSize,
  asText,
  asTree,
  asVolumes,
  isTree,
  namedResource,
} from './normalize.ts'
import type { Project } from './service.ts'

/** Where fields do not stand in the order of their names. What is not listed comes after, by name. */
const ORDERS: Record<string, string> = {
  service: 'profiles',
  build:
    'context dockerfile dockerfile_inline entitlements args provenance sbom ssh labels cache_from cache_to no_cache additional_contexts pull extra_hosts isolation network target secrets shm_size tags ulimits platforms privileged',
  port: 'name mode host_ip target published protocol app_protocol',
  volume: 'type source target read_only consistency bind volume tmpfs image',
  dependency: 'condition restart required',
  healthcheck: 'test timeout interval retries start_period start_interval disable',
  ulimit: 'single soft hard',
  device: 'source target permissions',
  watch: 'path action target exec include ignore',
  file: 'source target uid gid mode',
  resource:
    'name file environment content driver driver_opts ipam external internal attachable labels enable_ipv4 enable_ipv6',
  deploy: 'mode replicas labels update_config rollback_config resources restart_policy placement endpoint_mode',
}

/** Names that sort as if they were spelled so. */
const SPELLED: Record<string, string> = { cgroup: 'cgroup_q', cpu_shares: 'cpusf', mem_swappiness: 'memswap_m' }

function ordered(tree: Tree, kind = ''): Tree {
  const order = (ORDERS[kind] ?? '').split(' ')
  const rank = (key: string) =>
    key.startsWith('x-') ? Infinity : order.includes(key) ? order.indexOf(key) : order.length
  const spelled = (key: string) => SPELLED[key] ?? key
  const keys = Object.keys(tree).filter((key) => tree[key] !== undefined)
  keys.sort((a, b) => rank(a) - rank(b) || (spelled(a) < spelled(b) ? -1 : 1))
  return Object.fromEntries(keys.map((key) => [key, tree[key]]))
}

const strings = (value: unknown): Tree => ordered(asMap(value))
const sizes = (tree: Tree, keys: readonly string[]): Tree => {
  const out = { ...tree }
  for (const key of keys) if (tree[key] !== undefined) out[key] = String(asSize(tree[key]))
  return out
}

interface Place {
  directory: string
  home: string
  env: Readonly<Record<string, string>>
}

type Writer = (value: unknown, place: Place) => unknown

const list: Writer = (value) => asList(value)
const words: Writer = (value) => asCommand(value)
const size: Writer = (value) => String(asSize(value))
const map: Writer = strings
const labelled: Writer = (value) => ordered(asLabels(value))
const number: Writer = (value) => Number(value)

const WRITERS: Record<string, Writer> = {
  annotations: labelled,
  build: (value, place) => buildTree(value, place),
  command: words,
  configs: (value) => files(value, ''),
  cpus: number,
  depends_on: (value) =>
    ordered(
      Object.fromEntries(
        Object.entries(asDependencies(value)).map(([name, one]) => [name, ordered({ ...one }, 'dependency')]),
      ),
    ),
  deploy: (value) => deployTree(asTree(value)),
  develop: (value, { directory }) => ({
    watch: (asTree(value).watch as Tree[]).map((one) =>
      ordered({ ...one, path: joinPath(directory, String(one.path)) }, 'watch'),
    ),
  }),
  devices: (value) => (value as unknown[]).map(device),
  dns: list,
  dns_opt: list,
  dns_search: list,
  entrypoint: words,
  environment: (value, { env }) => environmentTree(value, env),
  expose: list,
  extra_hosts: (value) => asHosts(value),
  gpus: (value) => (value === 'all' ? [{ count: -1 }] : value),
  group_add: list,
  healthcheck: (value) => healthTree(asTree(value)),
  labels: labelled,
  logging: (value) => {
    const { options, ...rest } = asTree(value)
    return { ...rest, ...(options ? { options: strings(options) } : {}) }
  },
  mem_limit: size,
  mem_reservation: size,
  memswap_limit: size,
  networks: (value) => networkTree(value),
  ports: (value) => asPorts(value).map((one) => ordered({ ...one }, 'port')),
  post_start: (value) => (value as Tree[]).map((one) => ordered({ ...one, command: asCommand(one.command) })),
  pre_stop: (value) => (value as Tree[]).map((one) => ordered({ ...one, command: asCommand(one.command) })),
  secrets: (value) => files(value, '/run/secrets/'),
  shm_size: size,
  storage_opt: map,
  sysctls: map,
  tmpfs: list,
  ulimits: (value) => ulimitTree(asTree(value)),
  volumes: (value, { directory, home }) =>
    asVolumes(value, directory, home).map((one) => ordered({ ...one }, 'volume')),
}

/** Fields that are nothing when they are empty. */
const KEPT_EMPTY = new Set(['command', 'entrypoint', 'healthcheck'])

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) ? value.length === 0 : isTree(value) && Object.keys(value).length === 0)

export function serviceModel(tree: Tree, place: Place): Tree {
  const out: Tree = {}
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'env_file' || key === 'extends' || key === 'label_file' || value === undefined) continue
    if (value === null && key !== 'command' && key !== 'entrypoint') continue
    const written = key.startsWith('x-') || value === null ? value : (WRITERS[key]?.(value, place) ?? value)
    if (written === null || (isEmpty(written) && !KEPT_EMPTY.has(key) && key !== 'attach')) continue
    out[key] = written
  }
  return ordered(out, 'service')
}

function environmentTree(value: unknown, env: Readonly<Record<string, string>>): Tree {
  const own = asMap(value)
  for (const [key, item] of Object.entries(own)) if (item === null) own[key] = env[key] ?? null
  return ordered(own)
}

function buildTree(value: unknown, { directory, env }: Place): Tree {
  const { args, ...rest } = { ...asTree(value), ...asBuild(value, directory) } as Tree
  const out: Tree = { ...sizes(rest, ['shm_size']) }
  if (args) {
    const own = environmentTree(args, env)
    out.args = Object.fromEntries(Object.entries(own).filter(([, item]) => item !== null))
  }
  if (out.labels) out.labels = ordered(asLabels(out.labels))
  if (out.extra_hosts) out.extra_hosts = asHosts(out.extra_hosts)
  if (out.additional_contexts) out.additional_contexts = strings(out.additional_contexts)
  if (out.ssh) out.ssh = asList(out.ssh)
  if (out.secrets) out.secrets = files(out.secrets, '')
  if (out.ulimits) out.ulimits = ulimitTree(asTree(out.ulimits))
  for (const [key, item] of Object.entries(out)) if (isEmpty(item)) delete out[key]
  return ordered(out, 'build')
}

function deployTree(tree: Tree): Tree {
  const out: Tree = { ...tree }
  if (tree.labels) out.labels = ordered(asLabels(tree.labels))
  if (tree.resources) {
    const { limits, reservations } = asTree(tree.resources)
    const written = (value: unknown) => {
      const one = sizes(asTree(value), ['memory'])
      return ordered(one.cpus === undefined ? one : { ...one, cpus: Number(one.cpus) })
    }
    out.resources = {
      ...(limits ? { limits: written(limits) } : {}),
      ...(reservations ? { reservations: written(reservations) } : {}),
    }
  }
  return ordered(out, 'deploy')
}

function healthTree(tree: Tree): Tree {
  const { test, ...rest } = tree
  const words = typeof test === 'string' ? ['CMD-SHELL', test] : test
  const out: Tree = { ...rest, ...(isEmpty(words ?? null) ? {} : { test: words }) }
  if (out.disable === false) delete out.disable
  return ordered(out, 'healthcheck')
}

function networkTree(value: unknown): Tree {
  const names = Array.isArray(value)
    ? value.map((name) => [String(name), null] as const)
    : Object.entries(asTree(value))
  return ordered(Object.fromEntries(names.map(([name, item]) => [name, isTree(item) ? ordered(item) : null])))
}

const device = (value: unknown): Tree => {
  if (isTree(value)) return ordered(value, 'device')
  const [source, target = source, permissions = 'rwm'] = String(value).split(':')
  return { source, target, permissions }
}

const ulimitTree = (tree: Tree): Tree =>
  ordered(
    Object.fromEntries(
      Object.entries(tree).map(([name, value]) => [name, isTree(value) ? ordered(value, 'ulimit') : Number(value)]),
    ),
  )

const files = (value: unknown, folder: string): Tree[] =>
  (value as unknown[]).map((item) => {
    const tree = isTree(item) ? item : { source: String(item) }
    const target = tree.target ?? (folder ? folder + String(tree.source) : undefined)
    // YAML 1.2 reads 0440 as a decimal number.
    const mode = typeof tree.mode === 'number' ? String(tree.mode).padStart(4, '0') : tree.mode
    return ordered({ ...tree, target, mode }, 'file')
  })

/** The whole project; only the named services. */
export function projectModel(project: Project, names: readonly string[]): Tree {
  const { tree } = project
  const services = Object.fromEntries([...names].sort().map((name) => [name, project.services.get(name)!.model]))
  const out: Tree = { name: project.name, services }
  const section = (key: string, entries: Iterable<[string, Tree]>) => {
    const all = ordered(Object.fromEntries(entries))
    if (Object.keys(all).length > 0) out[key] = all
  }
  section('networks', resources(project.networks.keys(), asTree(tree.networks), project, ''))
  section('volumes', resources(project.volumes.keys(), asTree(tree.volumes), project, ''))
  for (const key of ['secrets', 'configs'] as const) {
    const declared = asTree(tree[key])
    const used = new Set(
      names.flatMap((name) =>
        ((project.services.get(name)!.model[key] as Tree[]) ?? []).map((one) => String(one.source)),
      ),
    )
    section(
      key,
      resources(
        Object.keys(declared).filter((name) => used.has(name)),
        declared,
        project,
        project.directory,
      ),
    )
  }
  for (const [key, value] of Object.entries(tree)) if (key.startsWith('x-')) out[key] = sortedDeep(value)
  return out
}

const sortedDeep = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortedDeep)
    : isTree(value)
      ? ordered(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sortedDeep(item)])))
      : value

/** Networks, volumes, secrets or configs, with the names they have in the engine. */
function* resources(
  keys: Iterable<string>,
  declared: Tree,
  { name: project }: Project,
  directory: string,
): Iterable<[string, Tree]> {
  for (const key of keys) {
    const own = asTree(declared[key])
    const { name, external } = namedResource(project, key, own)
    const out: Tree = { ...own, name }
    if (external) out.external = true
    else delete out.external
    if (directory && own.file) out.file = joinPath(directory, asText(own.file)!)
    for (const field of ['labels', 'driver_opts']) if (own[field]) out[field] = strings(own[field])
    for (const [field, item] of Object.entries(out)) if (isEmpty(item)) delete out[field]
    yield [key, ordered(out, 'resource')]
  }
}

/** `$` stands for itself, not for a variable, in what is printed. */
export const escapedDollars = (value: unknown): unknown =>
  typeof value === 'string'
    ? value.replaceAll('$', '$$$$')
    : Array.isArray(value)
      ? value.map(escapedDollars)
      : isTree(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapedDollars(item)]))
        : value
