// Finds the compose files, reads them, and resolves them to a Project (compose-go loader).
import { basename, dirname, joinPath } from '../../machine/fs/path.ts'
import type { Process } from '../../machine/process.ts'
import { type AnyOptions, textOption } from '../command.ts'
import { StatusError } from '../error.ts'
import { parseDotenv } from './dotenv.ts'
import { environment, findFiles, merge, readYaml } from './files.ts'
import { interpolateTree } from './interpolate.ts'
import {
  type Tree,
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
} from './normalize.ts'
import { warning } from './notice.ts'
import { validate } from './schema.ts'
import type { Project, ProjectNetwork, ProjectVolume, Service } from './service.ts'

/** Throws StatusError with compose's message. */
export async function loadProject(
  process: Process,
  global: AnyOptions,
  extraProfiles: readonly string[] = [],
): Promise<Project> {
  const given = asList(global.file).length > 0 ? asList(global.file) : (process.env.COMPOSE_FILE?.split(':') ?? [])
  const files = given.length > 0 ? given.map((file) => process.path(file)) : findFiles(process)
  const directory = process.path(textOption(global, 'project-directory') || dirname(files[0]!))
  const env = environment(process, directory, asList(global['env-file']))
  const unset = new Set<string>()
  let tree: Tree = {}
  for (const file of files) {
    const raw = await readYaml(process, file)
    const tell = new Set<string>()
    const filled = interpolateTree(
      raw,
      (name) => env[name],
      (name) => tell.add(name),
    )
    for (const name of tell) {
      if (!unset.has(name))
        await warning(process, `The ${JSON.stringify(name)} variable is not set. Defaulting to a blank string.`)
      unset.add(name)
    }
    validate(file, filled)
    if (filled.version !== undefined) {
      await warning(
        process,
        `${file}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
      )
    }
    tree = merge(tree, filled) as Tree
  }
  const name = projectName(textOption(global, 'project-name'), env, tree, directory)
  const profiles = [...asList(global.profile), ...(env.COMPOSE_PROFILES?.split(',') ?? []), ...extraProfiles]
  return resolve(process, { name, directory, files, env, tree, profiles })
}

function projectName(flag: string, env: Record<string, string>, tree: Tree, directory: string): string {
  const given = flag || env.COMPOSE_PROJECT_NAME || asText(tree.name)
  if (given) {
    if (/^[a-z0-9][a-z0-9_-]*$/.test(given)) return given
    const rule =
      'must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number'
    throw new StatusError(`invalid project name ${JSON.stringify(given)}: ${rule}`)
  }
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
  if (!name) throw new StatusError('project name must not be empty')
  return name
}

interface Source {
  name: string
  directory: string
  files: string[]
  env: Record<string, string>
  tree: Tree
  profiles: string[]
}

function resolve(process: Process, source: Source): Project {
  const { tree, name, directory, files } = source
  const everything = new Map<string, Service>()
  for (const [key, value] of Object.entries(asTree(tree.services)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    everything.set(key, serviceOf(process, source, key, asTree(value)))
  }
  const all = source.profiles.includes('*')
  const active = (service: Service) =>
    all || service.profiles.length === 0 || service.profiles.some((profile) => source.profiles.includes(profile))
  const services = new Map([...everything].filter(([, service]) => active(service)))
  const project: Project = { name, directory, files, services, everything, networks: new Map(), volumes: new Map() }
  for (const service of services.values()) check(project, tree, service)
  collectNetworks(project, tree)
  for (const [key, value] of Object.entries(asTree(tree.volumes))) {
    const used = [...services.values()].some((service) =>
      service.volumes.some((volume) => volume.source === key && volume.type === 'volume'),
    )
    if (used) project.volumes.set(key, volumeOf(name, key, asTree(value)))
  }
  return project
}

function serviceOf(process: Process, source: Source, name: string, tree: Tree): Service {
  const { directory, env } = source
  const own = asMap(tree.environment)
  for (const [key, value] of Object.entries(own)) if (value === null && env[key] !== undefined) own[key] = env[key]
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
    ...optional,
    ...(build ? { build } : {}),
    ...(healthcheck ? { healthcheck } : {}),
    ...(memory === undefined ? {} : { mem_limit: memory }),
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    command: asCommand(tree.command) ?? null,
    entrypoint: asCommand(tree.entrypoint) ?? null,
    environment: { ...envFiles(process, directory, tree.env_file, env), ...own },
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
    extra_hosts: Array.isArray(tree.extra_hosts)
      ? asList(tree.extra_hosts)
      : Object.entries(asTree(tree.extra_hosts)).map(([host, ip]) => `${host}:${String(ip)}`),
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
    Object.assign(
      out,
      parseDotenv(process.readText(file), (name) => env[name]),
    )
  }
  return out
}

function check(project: Project, tree: Tree, service: Service): void {
  const wrong = (message: string): never => {
    throw new StatusError(`${message}: invalid compose project`)
  }
  const { name } = service
  if (!service.image && !service.build)
    wrong(`service ${JSON.stringify(name)} has neither an image nor a build context specified`)
  for (const network of Object.keys(service.networks)) {
    if (network !== 'default' && !(network in asTree(tree.networks)))
      wrong(`service ${JSON.stringify(name)} refers to undefined network ${network}`)
  }
  for (const volume of service.volumes) {
    if (volume.type === 'volume' && volume.source !== undefined && !(volume.source in asTree(tree.volumes))) {
      wrong(`service ${JSON.stringify(name)} refers to undefined volume ${volume.source}`)
    }
  }
  for (const [other, dependency] of Object.entries(service.depends_on)) {
    if (dependency.required && !project.services.has(other))
      wrong(`service ${JSON.stringify(name)} depends on undefined service ${JSON.stringify(other)}`)
  }
  if (service.container_name && service.scale > 1) {
    wrong(`services.deploy.replicas: can't set container_name and ${name} as container name must be unique`)
  }
  const seen: string[] = []
  const follow = (at: string): void => {
    if (seen.includes(at)) throw new StatusError(`dependency cycle detected: ${[...seen, at].join(' -> ')}`)
    seen.push(at)
    for (const next of Object.keys(project.services.get(at)?.depends_on ?? {})) follow(next)
    seen.pop()
  }
  follow(name)
}

function collectNetworks(project: Project, tree: Tree): void {
  const declared = asTree(tree.networks)
  const used = new Set([...project.services.values()].flatMap((service) => Object.keys(service.networks)))
  for (const key of [...used].sort()) project.networks.set(key, networkOf(project.name, key, asTree(declared[key])))
}

function networkOf(project: string, key: string, tree: Tree): ProjectNetwork {
  const external = tree.external === true || typeof tree.external === 'object'
  const configs = asTree(tree.ipam).config
  return {
    name: asText(tree.name) ?? (external ? key : `${project}_${key}`),
    external,
    ...(tree.driver ? { driver: asText(tree.driver)! } : {}),
    ...(tree.internal === true ? { internal: true } : {}),
    ...(tree.attachable === true ? { attachable: true } : {}),
    ...(tree.driver_opts ? { driver_opts: asLabels(tree.driver_opts) } : {}),
    ...(tree.labels ? { labels: asLabels(tree.labels) } : {}),
    subnets: (Array.isArray(configs) ? configs : []).map(
      (config) => asTree(config) as ProjectNetwork['subnets'][number],
    ),
  }
}

function volumeOf(project: string, key: string, tree: Tree): ProjectVolume {
  const external = tree.external === true || typeof tree.external === 'object'
  return {
    name: asText(tree.name) ?? (external ? key : `${project}_${key}`),
    external,
    ...(tree.driver ? { driver: asText(tree.driver)! } : {}),
    ...(tree.driver_opts ? { driver_opts: asLabels(tree.driver_opts) } : {}),
    ...(tree.labels ? { labels: asLabels(tree.labels) } : {}),
  }
}
