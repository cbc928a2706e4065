// From `docker run`'s words to the body of POST /containers/create (cli/command/container/opts.go parse).
import type { Process } from '../../machine/process.ts'
import type { Call, Options } from '../command.ts'
import { StatusError } from '../error.ts'
import { parseBytes } from '../parse.ts'
import { type containerFlags, parseCpus, parseUlimit } from './containerflags.ts'
import {
  type DeviceRequest,
  isCdi,
  parseBpsDevice,
  parseDevice,
  parseGpus,
  parseIopsDevice,
  parseWeightDevice,
} from './devices.ts'
import { readEnv, readLabels } from './environment.ts'
import { parseMount, parseTmpfs, parseVolumes } from './mounts.ts'
import { capabilities, checkModes, loggingOptions, securityOptions, storageOptions } from './hostoptions.ts'
import { parseNetwork } from './networkflag.ts'
import { type PortBinding, parseExpose, parsePublish } from './ports.ts'

export type ContainerOptions = Options<typeof containerFlags>

export interface EndpointSettings {
  Aliases?: string[]
  Links?: string[]
  IPAMConfig?: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] }
  MacAddress?: string
  DriverOpts?: Record<string, string>
  GwPriority?: number
}

export interface CreateBody {
  Image: string
  Cmd: string[] | null
  AttachStdin: boolean
  AttachStdout: boolean
  AttachStderr: boolean
  OpenStdin: boolean
  StdinOnce: boolean
  Tty: boolean
  HostConfig: Record<string, unknown> & {
    AutoRemove: boolean
    NetworkMode: string
    PortBindings: Record<string, PortBinding[]>
  }
  NetworkingConfig: { EndpointsConfig: Record<string, EndpointSettings> }
  [field: string]: unknown
}

/** Throws StatusError with docker's message for what does not make sense. */
export function containerConfig(
  process: Process,
  options: ContainerOptions,
  args: readonly string[],
  call: Call,
): CreateBody {
  const [image, ...command] = args
  const attach = new Set(options.attach.map((stream) => stream.toLowerCase()))
  if (attach.size === 0) {
    attach.add('stdout').add('stderr')
    if (options.interactive) attach.add('stdin')
  }
  if (options['mac-address'] && !/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(options['mac-address'])) {
    throw new StatusError(`${options['mac-address']} is not a valid mac address`)
  }
  const swappiness = options['memory-swappiness']
  if (swappiness < -1 || swappiness > 100) {
    throw new StatusError(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`)
  }
  const volumes = parseVolumes(options.volume, process.cwd)
  const published = parsePublish(options.publish)
  const stdin = attach.has('stdin')
  const config = {
    Hostname: options.hostname,
    Domainname: options.domainname,
    User: options.user,
    AttachStdin: stdin,
    AttachStdout: attach.has('stdout'),
    AttachStderr: attach.has('stderr'),
    ExposedPorts: { ...published.exposed, ...parseExpose(options.expose) },
    Tty: options.tty,
    OpenStdin: options.interactive,
    StdinOnce: stdin && options.interactive,
    Env: readEnv(process, options['env-file'], options.env),
    Cmd: command.length > 0 ? command : null,
    Healthcheck: healthcheck(options, call),
    Image: image!,
    Volumes: volumes.anonymous,
    WorkingDir: options.workdir,
    Entrypoint: call.changed('entrypoint') ? [options.entrypoint] : null,
    Labels: readLabels(process, options['label-file'], options.label),
    ...(options['stop-signal'] ? { StopSignal: options['stop-signal'] } : {}),
    ...(call.changed('stop-timeout') ? { StopTimeout: options['stop-timeout'] } : {}),
  }
  checkModes(options)
  const HostConfig = {
    ...hostConfig(process, options, call),
    Binds: nullable(volumes.binds),
    PortBindings: published.bindings,
  }
  const { mode, endpoints } = networking(options)
  if (options.rm && !['', 'no'].includes(HostConfig.RestartPolicy.Name)) {
    throw new StatusError('conflicting options: cannot specify both --restart and --rm')
  }
  return {
    ...config,
    HostConfig: { ...HostConfig, NetworkMode: mode, AutoRemove: options.rm },
    NetworkingConfig: { EndpointsConfig: endpoints },
  }
}

const NANO = 1e6

function healthcheck(options: ContainerOptions, call: Call): Record<string, unknown> | undefined {
  const flags = [
    'health-cmd',
    'health-interval',
    'health-retries',
    'health-timeout',
    'health-start-period',
    'health-start-interval',
  ]
  const given = flags.some((flag) => call.changed(flag))
  if (options['no-healthcheck']) {
    if (given) throw new StatusError('--no-healthcheck conflicts with --health-* options')
    return { Test: ['NONE'] }
  }
  if (!given) return undefined
  for (const flag of ['health-interval', 'health-timeout', 'health-start-period', 'health-start-interval'] as const) {
    if (options[flag] < 0) throw new StatusError(`--${flag} cannot be negative`)
  }
  if (options['health-retries'] < 0) throw new StatusError('--health-retries cannot be negative')
  return {
    ...(options['health-cmd'] ? { Test: ['CMD-SHELL', options['health-cmd']] } : {}),
    Interval: options['health-interval'] * NANO,
    Timeout: options['health-timeout'] * NANO,
    StartPeriod: options['health-start-period'] * NANO,
    StartInterval: options['health-start-interval'] * NANO,
    Retries: options['health-retries'],
  }
}

/** Resources, restart, mounts and everything else of the host's side. */
function hostConfig(
  process: Process,
  options: ContainerOptions,
  call: Call,
): Record<string, unknown> & { RestartPolicy: { Name: string } } {
  return {
    ...resources(options, call),
    ContainerIDFile: options.cidfile,
    LogConfig: { Type: options['log-driver'], Config: loggingOptions(options['log-driver'], options['log-opt']) },
    RestartPolicy: parseRestart(options.restart),
    VolumeDriver: options['volume-driver'],
    VolumesFrom: options['volumes-from'].length > 0 ? options['volumes-from'] : null,
    Mounts: options.mount.map((word) => parseMount(word, process.cwd)),
    Tmpfs: parseTmpfs(options.tmpfs),
    ...capabilities(options['cap-add'], options['cap-drop']),
    CgroupnsMode: options.cgroupns,
    Dns: options.dns,
    DnsOptions: [...options['dns-opt'], ...options['dns-option']],
    DnsSearch: options['dns-search'],
    ExtraHosts: nullable(options['add-host'].map((host) => host.replace('=', ':'))),
    GroupAdd: nullable(options['group-add']),
    IpcMode: options.ipc,
    Links: nullable(options.link),
    OomScoreAdj: options['oom-score-adj'],
    PidMode: options.pid,
    Privileged: options.privileged,
    PublishAllPorts: options['publish-all'],
    ReadonlyRootfs: options['read-only'],
    SecurityOpt: nullable(securityOptions(process, options['security-opt'])),
    StorageOpt: storageOptions(options['storage-opt']),
    UTSMode: options.uts,
    UsernsMode: options.userns,
    ShmSize: options['shm-size'],
    Sysctls: options.sysctl,
    Runtime: options.runtime,
    Isolation: options.isolation,
    Annotations: options.annotation,
    ...(options.init || call.changed('init') ? { Init: options.init } : {}),
  }
}

const nullable = <T>(words: T[]): T[] | null => (words.length > 0 ? words : null)

export function resources(options: ContainerOptions, call: Call): Record<string, unknown> {
  const swap = options['memory-swap']
  return {
    CpuShares: options['cpu-shares'],
    Memory: options.memory,
    NanoCpus: Math.round(parseCpus(options.cpus) * 1e9),
    CgroupParent: options['cgroup-parent'],
    BlkioWeight: options['blkio-weight'],
    CpuPeriod: options['cpu-period'],
    CpuQuota: options['cpu-quota'],
    CpusetCpus: options['cpuset-cpus'],
    CpusetMems: options['cpuset-mems'],
    BlkioWeightDevice: options['blkio-weight-device'].map(parseWeightDevice),
    BlkioDeviceReadBps: options['device-read-bps'].map(parseBpsDevice),
    BlkioDeviceReadIOps: options['device-read-iops'].map(parseIopsDevice),
    BlkioDeviceWriteBps: options['device-write-bps'].map(parseBpsDevice),
    BlkioDeviceWriteIOps: options['device-write-iops'].map(parseIopsDevice),
    CpuRealtimePeriod: options['cpu-rt-period'],
    CpuRealtimeRuntime: options['cpu-rt-runtime'],
    Devices: options.device.filter((word) => !isCdi(word)).map(parseDevice),
    DeviceCgroupRules: nullable(options['device-cgroup-rule']),
    DeviceRequests: deviceRequests(options),
    MemoryReservation: options['memory-reservation'],
    MemorySwap: swap === '' ? 0 : swap === '-1' ? -1 : parseBytes(swap),
    MemorySwappiness: options['memory-swappiness'],
    OomKillDisable: options['oom-kill-disable'],
    PidsLimit: call.changed('pids-limit') ? options['pids-limit'] : 0,
    Ulimits: options.ulimit.map(parseUlimit),
  }
}

function deviceRequests(options: ContainerOptions): DeviceRequest[] | null {
  const DeviceIDs = options.device.filter(isCdi)
  const requests = options.gpus ? [parseGpus(options.gpus)] : []
  if (DeviceIDs.length > 0) requests.push({ Driver: 'cdi', Count: 0, DeviceIDs, Capabilities: null, Options: {} })
  return nullable(requests)
}

/** opts.ParseRestartPolicy; whether the policy exists is the daemon's to say. */
export function parseRestart(policy: string): { Name: string; MaximumRetryCount: number } {
  const [Name = '', retries, ...more] = policy.split(':')
  if (policy !== '' && Name === '')
    throw new StatusError('invalid restart policy format: no policy provided before colon')
  if (more.length > 0 || (retries !== undefined && !/^-?\d+$/.test(retries))) {
    throw new StatusError(`invalid restart policy format: maximum retry count must be an integer`)
  }
  return { Name, MaximumRetryCount: Number(retries ?? 0) }
}

const isUserDefined = (mode: string) =>
  !['default', 'bridge', 'host', 'none', ''].includes(mode) && !mode.startsWith('container:')

function networking(options: ContainerOptions): { mode: string; endpoints: Record<string, EndpointSettings> } {
  const words = [...options.net, ...options.network]
  const endpoints: Record<string, EndpointSettings> = {}
  const targets = words.map(parseNetwork)
  if (targets.some(({ name }) => name === '')) throw new StatusError('no name set for network')
  if (targets.length > 1) {
    if (targets.some(({ name }) => !isUserDefined(name))) {
      throw new StatusError('conflicting options: cannot attach both user-defined and non-user-defined network-modes')
    }
  }
  const first = targets[0] ?? { name: 'default', settings: {} }
  const scoped = [{ ...first, settings: { ...first.settings, ...common(options) } }, ...targets.slice(1)]
  if (scoped.some(({ name, settings }) => !isUserDefined(name) && settings.Aliases?.length))
    throw new StatusError('network-scoped aliases are only supported for user-defined networks')
  targets.forEach(
    ({ name, settings }, i) => (endpoints[name] = i === 0 ? { ...settings, ...common(options) } : settings),
  )
  const mode = targets[0]?.name ?? 'bridge'
  const shared = common(options)
  if (targets.length === 0 && Object.keys(shared).length > 0) endpoints.default = shared
  else if (targets.length === 0) endpoints.bridge = {}
  return { mode: targets.length === 0 ? 'bridge' : mode, endpoints }
}

/** Settings given by flags of their own: they are the first network's. */
function common(options: ContainerOptions): EndpointSettings {
  const aliases = [...options['net-alias'], ...options['network-alias']]
  const ipam = {
    ...(options.ip ? { IPv4Address: options.ip } : {}),
    ...(options.ip6 ? { IPv6Address: options.ip6 } : {}),
    ...(options['link-local-ip'].length > 0 ? { LinkLocalIPs: options['link-local-ip'] } : {}),
  }
  return {
    ...(aliases.length > 0 ? { Aliases: aliases } : {}),
    ...(options.link.length > 0 ? { Links: options.link } : {}),
    ...(Object.keys(ipam).length > 0 ? { IPAMConfig: ipam } : {}),
    ...(options['mac-address'] ? { MacAddress: options['mac-address'] } : {}),
  }
}
