// A service as the body of POST /containers/create (compose pkg/compose/create.go).
import type { ContainerCreateRequest, EndpointSettings, MountSpec, PortMap } from '../../api/docker.ts'
import { parseRestart } from '../docker/containerconfig.ts'
import { parseTmpfs } from '../docker/mounts.ts'
import { parsePublish } from '../docker/ports.ts'
import { joinPath } from '../../machine/fs/path.ts'
import { parseDuration } from '../golang.ts'
import { containerLabels } from './labels.ts'
import {
  type Healthcheck,
  type Project,
  type Service,
  type ServiceNetwork,
  type ServiceVolume,
  imageOf,
} from './service.ts'

const NANO = 1e6

export interface OneOff {
  command?: string[]
  entrypoint?: string[]
  environment?: Record<string, string | null>
  tty: boolean
  stdin: boolean
  ports: boolean
  user?: string
  workdir?: string
  labels: Record<string, string>
  publish: readonly string[]
  volumes: readonly string[]
  capAdd: readonly string[]
  capDrop: readonly string[]
  /** The service's own names stand for this container as well. */
  aliases: boolean
  /** What relative paths are below. */
  directory: string
}

export function containerBody(
  project: Project,
  service: Service,
  number: number,
  imageId: string,
  oneoff?: OneOff,
): ContainerCreateRequest {
  const environment = { ...service.environment, ...oneoff?.environment }
  const { exposed, bindings } = ports(service)
  const extra = parsePublish(oneoff?.publish ?? [])
  const published = { ...(oneoff && !oneoff.ports ? {} : bindings), ...extra.bindings }
  const health = healthcheck(service.healthcheck)
  const tty = oneoff ? oneoff.tty : (service.tty ?? false)
  const entrypoint = oneoff?.entrypoint ?? service.entrypoint ?? null
  const host = hostConfig(project, service)
  return {
    Hostname: service.hostname ?? '',
    User: oneoff?.user ?? service.user ?? '',
    AttachStdin: oneoff?.stdin ?? false,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
    OpenStdin: oneoff ? oneoff.stdin : (service.stdin_open ?? false),
    StdinOnce: oneoff?.stdin ?? false,
    Env: Object.entries(environment).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])),
    Cmd: oneoff?.command ?? service.command ?? null,
    ...(health ? { Healthcheck: health } : {}),
    Image: imageOf(project, service),
    WorkingDir: oneoff?.workdir ?? service.working_dir ?? '',
    ...(entrypoint ? { Entrypoint: entrypoint } : {}),
    Labels: { ...containerLabels(project, service, number, imageId, oneoff !== undefined), ...oneoff?.labels },
    ExposedPorts: { ...exposed, ...extra.exposed },
    Volumes: Object.fromEntries(
      service.volumes
        .filter((volume) => volume.type === 'volume' && !volume.source)
        .map((volume) => [volume.target, {}]),
    ),
    ...(service.stop_signal ? { StopSignal: service.stop_signal } : {}),
    ...(service.stop_grace_period ? { StopTimeout: Math.round(parseDuration(service.stop_grace_period) / 1000) } : {}),
    HostConfig: {
      ...host,
      PortBindings: published,
      ...(oneoff ? oneoffHost(service, oneoff, host.Binds ?? []) : {}),
      ...(oneoff ? { RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } } : {}),
    },
    NetworkingConfig: { EndpointsConfig: endpoints(project, service, oneoff !== undefined && !oneoff.aliases) },
  }
}

function oneoffHost(service: Service, oneoff: OneOff, binds: readonly string[]) {
  const more = oneoff.volumes.map((word) => {
    const [source = '', ...rest] = word.split(':')
    return [source.startsWith('.') ? joinPath(oneoff.directory, source) : source, ...rest].join(':')
  })
  return {
    Binds: [...binds, ...more],
    CapAdd: [...service.cap_add, ...oneoff.capAdd],
    CapDrop: [...service.cap_drop, ...oneoff.capDrop],
  }
}

function hostConfig(project: Project, service: Service): NonNullable<ContainerCreateRequest['HostConfig']> {
  const [first] = Object.keys(service.networks)
  const network = first === undefined ? 'none' : project.networks.get(first)!.name
  return {
    Binds: service.volumes
      .filter((volume) => volume.type !== 'tmpfs' && volume.source)
      .map((volume) => bind(project, volume)),
    Mounts: service.volumes
      .filter((volume) => volume.type === 'tmpfs')
      .map((volume): MountSpec => ({ Type: 'tmpfs', Target: volume.target })),
    NetworkMode: service.network_mode?.startsWith('service:')
      ? `container:${project.name}-${service.network_mode.slice(8)}-1`
      : (service.network_mode ?? network),
    RestartPolicy: parseRestart(service.restart ?? 'no') as { Name: 'no'; MaximumRetryCount: number },
    Memory: service.mem_limit ?? 0,
    NanoCpus: Math.round((service.cpus ?? 0) * 1e9),
    Privileged: service.privileged ?? false,
    ReadonlyRootfs: service.read_only ?? false,
    CapAdd: service.cap_add,
    CapDrop: service.cap_drop,
    Dns: service.dns,
    ExtraHosts: service.extra_hosts,
    Tmpfs: parseTmpfs(service.tmpfs),
    ...(service.init ? { Init: true } : {}),
  }
}

function bind(project: Project, volume: ServiceVolume): string {
  const source =
    volume.type === 'volume' ? (project.volumes.get(volume.source!)?.name ?? volume.source!) : volume.source!
  return `${source}:${volume.target}:${volume.read_only ? 'ro' : 'rw'}`
}

function ports(service: Service): { exposed: Record<string, Record<string, never>>; bindings: PortMap } {
  const exposed: Record<string, Record<string, never>> = {}
  const bindings: PortMap = {}
  for (const port of service.expose) exposed[port.includes('/') ? port : `${port}/tcp`] = {}
  for (const { target, protocol, host_ip = '', published = '' } of service.ports) {
    const key = `${target}/${protocol}`
    exposed[key] = {}
    bindings[key] = [...(bindings[key] ?? []), { HostIp: host_ip, HostPort: published }]
  }
  return { exposed, bindings }
}

function healthcheck(check: Healthcheck | undefined): ContainerCreateRequest['Healthcheck'] {
  if (!check) return undefined
  if (check.disable || check.test?.[0] === 'NONE') return { Test: ['NONE'] }
  const span = (value: string | undefined) => (value === undefined ? 0 : parseDuration(value) * NANO)
  return {
    ...(check.test ? { Test: check.test } : {}),
    Interval: span(check.interval),
    Timeout: span(check.timeout),
    StartPeriod: span(check.start_period),
    StartInterval: span(check.start_interval),
    Retries: check.retries ?? 0,
  }
}

function addressesOf(settings: ServiceNetwork | null): EndpointSettings['IPAMConfig'] {
  const { ipv4_address: IPv4Address, ipv6_address: IPv6Address } = settings ?? {}
  if (!IPv4Address && !IPv6Address) return null
  return { ...(IPv4Address ? { IPv4Address } : {}), ...(IPv6Address ? { IPv6Address } : {}) }
}

function endpoints(project: Project, service: Service, oneoff: boolean): Record<string, Partial<EndpointSettings>> {
  const out: Record<string, Partial<EndpointSettings>> = {}
  for (const [key, settings] of Object.entries(service.networks)) {
    const own = oneoff ? [] : [service.name]
    out[project.networks.get(key)!.name] = {
      Aliases: [...own, ...(settings?.aliases ?? [])],
      IPAMConfig: addressesOf(settings),
    }
  }
  return out
}
