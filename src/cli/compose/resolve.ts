// From the merged tree of a project's files to its services, networks and volumes (compose-go, loader).
import { joinPath } from '../../machine/fs/path.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { parseDuration } from '../golang.ts'
import { serviceModel } from './canonical.ts'
import { checkReferences } from './check.ts'
import { checkDotenv, parseDotenv } from './dotenv.ts'
import {
  type Tree,
  DecodeError,
  asBuild,
  asCommand,
  asDependencies,
  asHealthcheck,
  asLabels,
  asList,
  asMap,
  asNetworks,
  asPorts,
  asSize,
  asText,
  asTree,
  asVolumes,
  namedResource,
} from './normalize.ts'
import type { Project, ProjectNetwork, ProjectVolume, Service } from './service.ts'

export interface Source {
  /** Of the project. */
  name: string
  directory: string
  files: string[]
  env: Record<string, string>
  tree: Tree
  profiles: string[]
}

/** Services, networks and volumes of the merged files. Throws StatusError. */
export function resolve(process: Process, source: Source): Project {
  const { tree, name, directory, files } = source
  const everything = new Map<string, Service>()
  for (const [key, value] of Object.entries(asTree(tree.services)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    everything.set(key, serviceOf(process, source, key, asTree(value)))
  }
  const all = source.profiles.includes('*')
  const active = (service: Service) =>
    all || service.profiles.length === 0 || service.profiles.some((profile) => source.profiles.includes(profile))
  const services = new Map([...everything].filter(([, service]) => active(service)))
  const project: Project = {
    name,
    tree,
    directory,
    files,
    services,
    everything,
    networks: new Map(),
    volumes: new Map(),
  }
  for (const service of services.values()) checkReferences(project, service)
  collectNetworks(project, tree)
  for (const [key, value] of Object.entries(asTree(tree.volumes))) {
    const used = [...services.values()].some((service) =>
      service.volumes.some((volume) => volume.source === key && volume.type === 'volume'),
    )
    if (used) project.volumes.set(key, volumeOf(name, key, asTree(value)))
  }
  return project
}

/** A service with everything in it: what env files say, and what it needs to be started first. Throws StatusError. */
function serviceOf(process: Process, source: Source, name: string, raw: Tree): Service {
  const { directory, env } = source
  const own = { ...envFiles(process, directory, raw.env_file, env), ...asMap(raw.environment) }
  const tree: Tree = { ...raw, ...withDependencies(raw) }
  if (Object.keys(own).length > 0) tree.environment = own
  if (tree.networks === undefined && tree.network_mode === undefined) tree.networks = { default: null }
  try {
    const model = serviceModel(tree, { directory, home: process.user.home, env })
    checkSpans(tree)
    return typed(process, source, name, tree, model)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new StatusError(
      `decoding failed due to the following error(s):\n\n'services[${name}].${error.field}' ${error.message}`,
    )
  }
}

/** Links, shared networks and volumes make a service wait for another one. */
function withDependencies(tree: Tree): Tree {
  const implied: Record<string, Tree> = {}
  const need = (name: string, restart: boolean) => {
    implied[name] = { condition: 'service_started', required: true, ...(restart ? { restart } : {}) }
  }
  for (const link of asList(tree.links)) need(link.split(':')[0]!, true)
  for (const key of ['network_mode', 'pid', 'ipc'])
    if (asText(tree[key])?.startsWith('service:')) need(asText(tree[key])!.slice(8), true)
  for (const from of asList(tree.volumes_from)) if (!from.startsWith('container:')) need(from.split(':')[0]!, false)
  if (Object.keys(implied).length === 0) return {}
  return { depends_on: { ...implied, ...asDependencies(tree.depends_on) } }
}

function checkSpans(tree: Tree): void {
  const health = asTree(tree.healthcheck)
  const spans: [string, unknown][] = [
    ['stop_grace_period', tree.stop_grace_period],
    ...['interval', 'timeout', 'start_period', 'start_interval'].map((key): [string, unknown] => [
      `healthcheck.${key}`,
      health[key],
    ]),
  ]
  for (const [field, value] of spans) {
    if (value === undefined || value === null) continue
    try {
      parseDuration(asText(value)!)
    } catch (error) {
      throw new DecodeError(field, (error as Error).message)
    }
  }
}

function typed(process: Process, source: Source, name: string, tree: Tree, model: Tree): Service {
  const { directory } = source
  const limits = asTree(asTree(asTree(tree.deploy).resources).limits)
  const deployed = asTree(tree.deploy).replicas
  const optional: Partial<Service> = {}
  const text = [
    'image',
    'container_name',
    'network_mode',
    'restart',
    'working_dir',
    'user',
    'hostname',
    'stop_signal',
    'stop_grace_period',
    'pull_policy',
    'platform',
  ] as const
  for (const key of text) {
    const value = asText(tree[key])
    if (value !== undefined) optional[key] = value
  }
  for (const key of ['tty', 'stdin_open', 'privileged', 'read_only', 'init'] as const)
    if (tree[key] === true) optional[key] = true
  const build = asBuild(tree.build, directory)
  const healthcheck = asHealthcheck(tree.healthcheck)
  const memory = asSize(tree.mem_limit ?? limits.memory)
  const cpus = tree.cpus ?? limits.cpus
  return {
    name,
    model,
    ...optional,
    ...(build ? { build } : {}),
    ...(healthcheck ? { healthcheck } : {}),
    ...(memory === undefined ? {} : { mem_limit: memory }),
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    command: asCommand(tree.command) ?? null,
    entrypoint: asCommand(tree.entrypoint) ?? null,
    environment: asMap(model.environment),
    labels: asLabels(tree.labels),
    ports: asPorts(tree.ports),
    expose: asList(tree.expose),
    volumes: asVolumes(tree.volumes, directory, process.user.home),
    networks: tree.networks === undefined ? (tree.network_mode ? {} : { default: null }) : asNetworks(tree.networks),
    depends_on: asDependencies(tree.depends_on),
    profiles: asList(tree.profiles),
    tmpfs: asList(tree.tmpfs),
    cap_add: asList(tree.cap_add),
    cap_drop: asList(tree.cap_drop),
    dns: asList(tree.dns),
    extra_hosts: asList(model.extra_hosts).map((host) => host.replace('=', ':')),
    scale: Number(tree.scale ?? deployed ?? 1),
  }
}

function envFiles(
  process: Process,
  directory: string,
  value: unknown,
  env: Record<string, string>,
): Record<string, string> {
  const out: Record<string, string> = {}
  for (const item of Array.isArray(value)
    ? (value as unknown[])
    : value === undefined || value === null
      ? []
      : [value]) {
    const long = asTree(item)
    const file = joinPath(directory, typeof item === 'string' ? item : String(long.path))
    if (!process.fs.exists(file)) {
      if (long.required === false) continue
      throw new StatusError(`env file ${file} not found: stat ${file}: no such file or directory`)
    }
    const text = process.readText(file)
    checkDotenv(text, file)
    Object.assign(
      out,
      parseDotenv(text, (name) => env[name]),
    )
  }
  return out
}

function collectNetworks(project: Project, tree: Tree): void {
  const declared = asTree(tree.networks)
  const used = new Set([...project.services.values()].flatMap((service) => Object.keys(service.networks)))
  for (const key of [...used].sort()) project.networks.set(key, networkOf(project.name, key, asTree(declared[key])))
}

function networkOf(project: string, key: string, tree: Tree): ProjectNetwork {
  const configs = asTree(tree.ipam).config
  return {
    ...namedResource(project, key, tree),
    ...(tree.driver ? { driver: asText(tree.driver)! } : {}),
    ...(tree.internal === true ? { internal: true } : {}),
    ...(tree.attachable === true ? { attachable: true } : {}),
    ...(typeof tree.enable_ipv4 === 'boolean' ? { enable_ipv4: tree.enable_ipv4 } : {}),
    ...(typeof tree.enable_ipv6 === 'boolean' ? { enable_ipv6: tree.enable_ipv6 } : {}),
    ...(tree.driver_opts ? { driver_opts: asLabels(tree.driver_opts) } : {}),
    ...(tree.labels ? { labels: asLabels(tree.labels) } : {}),
    subnets: (Array.isArray(configs) ? configs : []).map(
      (config) => asTree(config) as ProjectNetwork['subnets'][number],
    ),
  }
}

function volumeOf(project: string, key: string, tree: Tree): ProjectVolume {
  return {
    ...namedResource(project, key, tree),
    ...(tree.driver ? { driver: asText(tree.driver)! } : {}),
    ...(tree.driver_opts ? { driver_opts: asLabels(tree.driver_opts) } : {}),
    ...(tree.labels ? { labels: asLabels(tree.labels) } : {}),
  }
}
