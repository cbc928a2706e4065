// What a container has that nobody asked for: HostConfig and Config as dockerd fills them in.
import type { KernelFeatures } from '../../machine/machine.ts'
import type { ContainerConfig, ContainerCreateRequest, HostConfig } from '../../api/docker.ts'
import type { RunConfig } from '../../api/oci.ts'
import { MASKED_PATHS, READONLY_PATHS } from '../../runtime/paths.ts'
import { sorted } from '../events.ts'

const DEFAULTS: HostConfig = {
  Binds: null,
  ContainerIDFile: '',
  LogConfig: { Type: 'json-file', Config: {} },
  NetworkMode: 'bridge',
  PortBindings: {},
  RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
  AutoRemove: false,
  VolumeDriver: '',
  VolumesFrom: null,
  ConsoleSize: [0, 0],
  CapAdd: null,
  CapDrop: null,
  CgroupnsMode: 'private',
  Dns: [],
  DnsOptions: [],
  DnsSearch: [],
  ExtraHosts: null,
  GroupAdd: null,
  IpcMode: 'private',
  Cgroup: '',
  Links: null,
  OomScoreAdj: 0,
  PidMode: '',
  Privileged: false,
  PublishAllPorts: false,
  ReadonlyRootfs: false,
  SecurityOpt: null,
  UTSMode: '',
  UsernsMode: '',
  ShmSize: 67_108_864,
  Runtime: 'runc',
  Isolation: '',
  CpuShares: 0,
  Memory: 0,
  NanoCpus: 0,
  CgroupParent: '',
  BlkioWeight: 0,
  BlkioWeightDevice: [],
  BlkioDeviceReadBps: [],
  BlkioDeviceWriteBps: [],
  BlkioDeviceReadIOps: [],
  BlkioDeviceWriteIOps: [],
  CpuPeriod: 0,
  CpuQuota: 0,
  CpuRealtimePeriod: 0,
  CpuRealtimeRuntime: 0,
  CpusetCpus: '',
  CpusetMems: '',
  Devices: [],
  DeviceCgroupRules: null,
  DeviceRequests: null,
  MemoryReservation: 0,
  MemorySwap: 0,
  MemorySwappiness: null,
  OomKillDisable: null,
  PidsLimit: null,
  Ulimits: [],
  CpuCount: 0,
  CpuPercent: 0,
  IOMaximumIOps: 0,
  IOMaximumBandwidth: 0,
  MaskedPaths: MASKED_PATHS,
  ReadonlyPaths: READONLY_PATHS,
}

/** Only there when they hold something. */
const OMITTED = ['Mounts', 'Tmpfs', 'StorageOpt', 'Sysctls', 'Annotations'] as const

/** In the order of Go's struct; fields that are only there when they are set keep that order. */
export function fullHostConfig(given: Partial<HostConfig>, { cgroups }: KernelFeatures): HostConfig {
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined))
  const merged: HostConfig = { ...DEFAULTS, ...(known as Partial<HostConfig>) }
  if (merged.NetworkMode === 'default' || merged.NetworkMode === '') merged.NetworkMode = 'bridge'
  if (!merged.RestartPolicy.Name) merged.RestartPolicy = { ...merged.RestartPolicy, Name: 'no' }
  if (!merged.LogConfig.Type) merged.LogConfig = { Type: 'json-file', Config: merged.LogConfig.Config ?? {} }
  if (!merged.ShmSize) merged.ShmSize = DEFAULTS.ShmSize
  if (!merged.IpcMode) merged.IpcMode = 'private'
  if (!merged.CgroupnsMode) merged.CgroupnsMode = cgroups === 1 ? 'host' : 'private'
  if (!merged.Runtime) merged.Runtime = 'runc'
  if (merged.MemorySwappiness === -1) merged.MemorySwappiness = null
  if (merged.PidsLimit !== null && merged.PidsLimit <= 0) merged.PidsLimit = null
  for (const name of OMITTED) if (Object.keys(merged[name] ?? {}).length === 0) delete merged[name]
  if (merged.Memory > 0 && merged.MemorySwap === 0) merged.MemorySwap = 2 * merged.Memory
  if (merged.Privileged) return { ...merged, MaskedPaths: null, ReadonlyPaths: null }
  return merged
}

/** runconfig.Merge: the image's configuration where the request has none. */
export function mergedConfig(request: ContainerCreateRequest, image: RunConfig, id: string): ContainerConfig {
  const exposed = { ...image.ExposedPorts, ...request.ExposedPorts }
  for (const port of Object.keys(request.HostConfig?.PortBindings ?? {})) exposed[withProtocol(port)] ??= {}
  const ownEntrypoint = (request.Entrypoint?.length ?? 0) > 0 || request.Entrypoint?.[0] === ''
  const cmd = request.Cmd?.length ? request.Cmd : ownEntrypoint ? null : (image.Cmd ?? null)
  const entrypoint = ownEntrypoint ? request.Entrypoint!.filter((word) => word !== '') : (image.Entrypoint ?? null)
  const volumes = { ...image.Volumes, ...request.Volumes }
  const healthcheck = mergedHealth(request.Healthcheck, image.Healthcheck)
  const shell = request.Shell ?? image.Shell
  const stopSignal = request.StopSignal || image.StopSignal
  return {
    Hostname: request.Hostname || id.slice(0, 12),
    Domainname: request.Domainname ?? '',
    User: request.User || image.User || '',
    AttachStdin: request.AttachStdin ?? false,
    AttachStdout: request.AttachStdout ?? false,
    AttachStderr: request.AttachStderr ?? false,
    ...(Object.keys(exposed).length > 0 ? { ExposedPorts: sorted(exposed) } : {}),
    Tty: request.Tty ?? false,
    OpenStdin: request.OpenStdin ?? false,
    StdinOnce: request.StdinOnce ?? false,
    Env: mergedEnv(request.Env ?? [], image.Env ?? []),
    Cmd: cmd,
    ...(healthcheck ? { Healthcheck: healthcheck } : {}),
    ...(image.ArgsEscaped && !request.Cmd?.length && !ownEntrypoint ? { ArgsEscaped: true } : {}),
    Image: request.Image ?? '',
    Volumes: Object.keys(volumes).length > 0 ? sorted(volumes) : null,
    WorkingDir: request.WorkingDir || image.WorkingDir || '',
    Entrypoint: entrypoint?.length ? entrypoint : null,
    ...(request.MacAddress ? { MacAddress: request.MacAddress } : {}),
    OnBuild: image.OnBuild ?? null,
    Labels: sorted({ ...image.Labels, ...request.Labels }),
    ...(stopSignal ? { StopSignal: stopSignal } : {}),
    ...(request.StopTimeout !== undefined && request.StopTimeout !== null ? { StopTimeout: request.StopTimeout } : {}),
    ...(shell?.length ? { Shell: shell } : {}),
  }
}

export const withProtocol = (port: string): string => (port.includes('/') ? port : `${port}/tcp`)

function mergedEnv(own: readonly string[], images: readonly string[]): string[] {
  const names = new Set(own.map((entry) => entry.split('=')[0]))
  const set = own.filter((entry) => entry.includes('='))
  return [...set, ...images.filter((entry) => !names.has(entry.split('=')[0]))]
}

function mergedHealth(own: RunConfig['Healthcheck'], image: RunConfig['Healthcheck']): RunConfig['Healthcheck'] {
  if (!own) return image
  if (!image) return own
  return {
    ...image,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== 0 && value !== undefined)),
    Test: own.Test?.length ? own.Test : image.Test,
  }
}
