// The Docker Engine API 1.51 on the wire (moby/api/types): bodies of requests and answers, streams, and errors.
import type { Healthcheck, RunConfig } from './oci.ts'

/** Of every answer with a status of 400 and more. */
export interface ErrorResponse {
  message: string
}

/** `X-Registry-Auth`: base64url of this as JSON. */
export interface AuthConfig {
  username?: string
  password?: string
  auth?: string
  serveraddress?: string
  identitytoken?: string
  registrytoken?: string
}

export interface AuthResponse {
  IdentityToken: string
  Status: string
}

/** One line of the JSON streams of pull, push, load, import and the classic build (pkg/jsonmessage). */
export interface JsonMessage {
  stream?: string
  status?: string
  progressDetail?: { current?: number; total?: number; hidecounts?: boolean; units?: string }
  progress?: string
  id?: string
  errorDetail?: { code?: number; message: string }
  error?: string
  /** Push: `{Tag, Digest, Size}`; build: `{ID}`. */
  aux?: { ID?: string; Tag?: string; Digest?: string; Size?: number }
}

// --- containers ---

export interface PortBinding {
  HostIp: string
  HostPort: string
}
/** `80/tcp` → where it is published; null: exposed only. */
export type PortMap = Record<string, PortBinding[] | null>

export interface RestartPolicy {
  Name: '' | 'no' | 'always' | 'on-failure' | 'unless-stopped'
  MaximumRetryCount: number
}

export interface MountSpec {
  Type: 'bind' | 'volume' | 'tmpfs'
  Source?: string
  Target: string
  ReadOnly?: boolean
  Consistency?: string
  BindOptions?: { Propagation?: string; NonRecursive?: boolean; CreateMountpoint?: boolean }
  VolumeOptions?: {
    NoCopy?: boolean
    Subpath?: string
    Labels?: Record<string, string>
    DriverConfig?: { Name?: string; Options?: Record<string, string> }
  }
  TmpfsOptions?: { SizeBytes?: number; Mode?: number }
}

export interface ContainerConfig extends Omit<RunConfig, 'Cmd' | 'Entrypoint' | 'Env' | 'OnBuild' | 'Volumes'> {
  Hostname: string
  Domainname: string
  User: string
  AttachStdin: boolean
  AttachStdout: boolean
  AttachStderr: boolean
  Tty: boolean
  OpenStdin: boolean
  StdinOnce: boolean
  Env: string[] | null
  Cmd: string[] | null
  Image: string
  Volumes: Record<string, Record<string, never>> | null
  WorkingDir: string
  Entrypoint: string[] | null
  OnBuild: string[] | null
  Labels: Record<string, string>
  NetworkDisabled?: boolean
  MacAddress?: string
  StopTimeout?: number
}

export interface DeviceMapping {
  PathOnHost: string
  PathInContainer: string
  CgroupPermissions: string
}

/** What `POST /containers/{id}/update` can change, too. */
export interface Resources {
  CpuShares: number
  Memory: number
  NanoCpus: number
  CgroupParent: string
  BlkioWeight: number
  BlkioWeightDevice: unknown[] | null
  BlkioDeviceReadBps: unknown[] | null
  BlkioDeviceWriteBps: unknown[] | null
  BlkioDeviceReadIOps: unknown[] | null
  BlkioDeviceWriteIOps: unknown[] | null
  CpuPeriod: number
  CpuQuota: number
  CpuRealtimePeriod: number
  CpuRealtimeRuntime: number
  CpusetCpus: string
  CpusetMems: string
  Devices: DeviceMapping[] | null
  DeviceCgroupRules: string[] | null
  DeviceRequests: unknown[] | null
  MemoryReservation: number
  MemorySwap: number
  MemorySwappiness: number | null
  OomKillDisable: boolean | null
  PidsLimit: number | null
  Ulimits: { Name: string; Soft: number; Hard: number }[] | null
  CpuCount: number
  CpuPercent: number
  IOMaximumIOps: number
  IOMaximumBandwidth: number
}

export interface HostConfig extends Resources {
  Binds: string[] | null
  ContainerIDFile: string
  LogConfig: { Type: string; Config: Record<string, string> }
  /** `default`, `bridge`, `host`, `none`, `container:<id>`, or a network's name. */
  NetworkMode: string
  PortBindings: PortMap
  RestartPolicy: RestartPolicy
  AutoRemove: boolean
  VolumeDriver: string
  VolumesFrom: string[] | null
  ConsoleSize: [number, number]
  Annotations?: Record<string, string>
  CapAdd: string[] | null
  CapDrop: string[] | null
  CgroupnsMode: string
  Dns: string[] | null
  DnsOptions: string[] | null
  DnsSearch: string[] | null
  ExtraHosts: string[] | null
  GroupAdd: string[] | null
  IpcMode: string
  Cgroup: string
  Links: string[] | null
  OomScoreAdj: number
  PidMode: string
  Privileged: boolean
  PublishAllPorts: boolean
  ReadonlyRootfs: boolean
  SecurityOpt: string[] | null
  StorageOpt?: Record<string, string>
  Tmpfs?: Record<string, string>
  UTSMode: string
  UsernsMode: string
  ShmSize: number
  Sysctls?: Record<string, string>
  Runtime: string
  Isolation: string
  Mounts?: MountSpec[]
  Init?: boolean
  MaskedPaths: string[] | null
  ReadonlyPaths: string[] | null
}

export interface EndpointSettings {
  IPAMConfig: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] } | null
  Links: string[] | null
  Aliases: string[] | null
  MacAddress: string
  DriverOpts: Record<string, string> | null
  GwPriority: number
  NetworkID: string
  EndpointID: string
  Gateway: string
  IPAddress: string
  IPPrefixLen: number
  IPv6Gateway: string
  GlobalIPv6Address: string
  GlobalIPv6PrefixLen: number
  DNSNames: string[] | null
}

/** `POST /containers/create?name=&platform=`. */
export interface ContainerCreateRequest extends Partial<ContainerConfig> {
  HostConfig?: Partial<HostConfig>
  NetworkingConfig?: { EndpointsConfig?: Record<string, Partial<EndpointSettings> | null> | null }
}

export interface ContainerCreateResponse {
  Id: string
  Warnings: string[]
}

export interface HealthcheckResult {
  Start: string
  End: string
  ExitCode: number
  Output: string
}

export interface Health {
  Status: 'none' | 'starting' | 'healthy' | 'unhealthy'
  FailingStreak: number
  Log: HealthcheckResult[]
}

export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

export interface ContainerState {
  Status: ContainerStatus
  Running: boolean
  Paused: boolean
  Restarting: boolean
  OOMKilled: boolean
  Dead: boolean
  Pid: number
  ExitCode: number
  Error: string
  StartedAt: string
  FinishedAt: string
  Health?: Health
}

export interface MountPoint {
  Type: 'bind' | 'volume' | 'tmpfs'
  Name?: string
  Source: string
  Destination: string
  Driver?: string
  Mode: string
  RW: boolean
  Propagation: string
}

export interface NetworkSettings {
  Bridge: string
  SandboxID: string
  SandboxKey: string
  Ports: PortMap
  HairpinMode: boolean
  LinkLocalIPv6Address: string
  LinkLocalIPv6PrefixLen: number
  SecondaryIPAddresses: null
  SecondaryIPv6Addresses: null
  EndpointID: string
  Gateway: string
  GlobalIPv6Address: string
  GlobalIPv6PrefixLen: number
  IPAddress: string
  IPPrefixLen: number
  IPv6Gateway: string
  MacAddress: string
  Networks: Record<string, EndpointSettings>
}

/** `GET /containers/{id}/json?size=1`. */
export interface ContainerInspect {
  Id: string
  Created: string
  Path: string
  Args: string[]
  State: ContainerState
  Image: string
  ResolvConfPath: string
  HostnamePath: string
  HostsPath: string
  LogPath: string
  /** With a leading slash. */
  Name: string
  RestartCount: number
  Driver: string
  Platform: string
  MountLabel: string
  ProcessLabel: string
  AppArmorProfile: string
  ExecIDs: string[] | null
  HostConfig: HostConfig
  GraphDriver: { Data: Record<string, string> | null; Name: string }
  SizeRw?: number
  SizeRootFs?: number
  Mounts: MountPoint[]
  Config: ContainerConfig
  NetworkSettings: NetworkSettings
}

export interface PortSummary {
  IP?: string
  PrivatePort: number
  PublicPort?: number
  Type: string
}

/** `GET /containers/json?all=1&limit=&size=1&filters=`. */
export interface ContainerSummary {
  Id: string
  Names: string[]
  Image: string
  ImageID: string
  Command: string
  /** Unix seconds. */
  Created: number
  Ports: PortSummary[]
  SizeRw?: number
  SizeRootFs?: number
  Labels: Record<string, string>
  State: ContainerStatus
  Status: string
  HostConfig: { NetworkMode: string; Annotations?: Record<string, string> }
  NetworkSettings: { Networks: Record<string, EndpointSettings> }
  Mounts: MountPoint[]
}

/** `POST /containers/{id}/wait?condition=not-running|next-exit|removed`: headers come at once, this comes at the end. */
export interface WaitResponse {
  StatusCode: number
  Error?: { Message: string }
}

/** `GET /containers/{id}/top?ps_args=`. */
export interface TopResponse {
  Processes: string[][]
  Titles: string[]
}

/** `GET /containers/{id}/changes`: Kind 0 changed, 1 added, 2 deleted. */
export interface FilesystemChange {
  Path: string
  Kind: 0 | 1 | 2
}

/** `POST /containers/{id}/update`. */
export type ContainerUpdateRequest = Partial<Resources> & { RestartPolicy?: RestartPolicy }

export interface ContainerUpdateResponse {
  Warnings: string[] | null
}

/** `X-Docker-Container-Path-Stat`: base64 of this as JSON. `mode` is Go's os.FileMode. */
export interface PathStat {
  name: string
  size: number
  mode: number
  mtime: string
  linkTarget: string
}

export interface CpuStats {
  cpu_usage: { total_usage: number; percpu_usage?: number[]; usage_in_kernelmode: number; usage_in_usermode: number }
  system_cpu_usage: number
  online_cpus: number
  throttling_data: { periods: number; throttled_periods: number; throttled_time: number }
}

/** `GET /containers/{id}/stats?stream=1`: one a second. */
export interface StatsResponse {
  name: string
  id: string
  read: string
  preread: string
  pids_stats: { current?: number; limit?: number }
  blkio_stats: { io_service_bytes_recursive: { major: number; minor: number; op: string; value: number }[] | null }
  num_procs: number
  storage_stats: Record<string, never>
  cpu_stats: CpuStats
  precpu_stats: CpuStats
  memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> }
  networks?: Record<
    string,
    {
      rx_bytes: number
      rx_packets: number
      rx_errors: number
      rx_dropped: number
      tx_bytes: number
      tx_packets: number
      tx_errors: number
      tx_dropped: number
    }
  >
}

/** `POST /containers/{id}/exec`. */
export interface ExecCreateRequest {
  User?: string
  Privileged?: boolean
  Tty?: boolean
  ConsoleSize?: [number, number] | null
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  DetachKeys?: string
  Env?: string[] | null
  WorkingDir?: string
  Cmd: string[]
}

/** `POST /exec/{id}/start`. */
export interface ExecStartRequest {
  Detach?: boolean
  Tty?: boolean
  ConsoleSize?: [number, number] | null
}

export interface ExecInspect {
  ID: string
  Running: boolean
  ExitCode: number | null
  ProcessConfig: { tty: boolean; entrypoint: string; arguments: string[]; privileged: boolean; user?: string }
  OpenStdin: boolean
  OpenStderr: boolean
  OpenStdout: boolean
  CanRemove: boolean
  ContainerID: string
  DetachKeys: string
  Pid: number
}

// --- images ---

/** `GET /images/json?all=1&digests=1&filters=`. */
export interface ImageSummary {
  Containers: number
  /** Unix seconds. */
  Created: number
  Id: string
  Labels: Record<string, string> | null
  ParentId: string
  RepoDigests: string[]
  RepoTags: string[]
  SharedSize: number
  Size: number
}

export interface ImageInspect {
  Id: string
  RepoTags: string[]
  RepoDigests: string[]
  Parent: string
  Comment: string
  Created?: string
  DockerVersion: string
  Author: string
  Config: RunConfig | null
  Architecture: string
  Variant?: string
  Os: string
  Size: number
  GraphDriver: { Data: Record<string, string> | null; Name: string }
  RootFS: { Type: string; Layers: string[] }
  Metadata: { LastTagTime: string }
}

export interface ImageHistoryItem {
  Comment: string
  Created: number
  CreatedBy: string
  Id: string
  Size: number
  Tags: string[] | null
}

/** `DELETE /images/{name}`, and of image prune. */
export interface ImageDeleteItem {
  Untagged?: string
  Deleted?: string
}

/** `GET /images/search?term=&limit=`. */
export interface SearchResult {
  star_count: number
  is_official: boolean
  name: string
  is_automated: boolean
  description: string
}

// --- networks and volumes ---

export interface IpamConfig {
  Subnet?: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}

export interface NetworkContainer {
  Name: string
  EndpointID: string
  MacAddress: string
  IPv4Address: string
  IPv6Address: string
}

export interface NetworkInspect {
  Name: string
  Id: string
  Created: string
  Scope: string
  Driver: string
  EnableIPv4: boolean
  EnableIPv6: boolean
  IPAM: { Driver: string; Options: Record<string, string> | null; Config: IpamConfig[] }
  Internal: boolean
  Attachable: boolean
  Ingress: boolean
  ConfigFrom: { Network: string }
  ConfigOnly: boolean
  /** Key: container id. Empty in lists. */
  Containers: Record<string, NetworkContainer>
  Options: Record<string, string>
  Labels: Record<string, string>
}

/** `POST /networks/create`. */
export interface NetworkCreateRequest {
  Name: string
  Driver?: string
  Scope?: string
  EnableIPv4?: boolean | null
  EnableIPv6?: boolean | null
  IPAM?: { Driver?: string; Options?: Record<string, string> | null; Config?: IpamConfig[] | null } | null
  Internal?: boolean
  Attachable?: boolean
  Ingress?: boolean
  ConfigOnly?: boolean
  ConfigFrom?: { Network: string } | null
  Options?: Record<string, string> | null
  Labels?: Record<string, string> | null
}

export interface NetworkCreateResponse {
  Id: string
  Warning: string
}

/** `POST /networks/{id}/connect`. */
export interface NetworkConnectRequest {
  Container: string
  EndpointConfig?: Partial<EndpointSettings> | null
}

/** `POST /networks/{id}/disconnect`. */
export interface NetworkDisconnectRequest {
  Container: string
  Force?: boolean
}

export interface Volume {
  CreatedAt: string
  Driver: string
  Labels: Record<string, string> | null
  Mountpoint: string
  Name: string
  Options: Record<string, string> | null
  Scope: string
  /** Only of `GET /system/df`. */
  UsageData?: { RefCount: number; Size: number }
}

/** `GET /volumes?filters=`. */
export interface VolumeList {
  Volumes: Volume[]
  Warnings: string[] | null
}

/** `POST /volumes/create`. */
export interface VolumeCreateRequest {
  Name?: string
  Driver?: string
  DriverOpts?: Record<string, string>
  Labels?: Record<string, string>
}

// --- pruning ---

export interface ContainersPruneReport {
  ContainersDeleted: string[] | null
  SpaceReclaimed: number
}
export interface ImagesPruneReport {
  ImagesDeleted: ImageDeleteItem[] | null
  SpaceReclaimed: number
}
export interface NetworksPruneReport {
  NetworksDeleted: string[] | null
}
export interface VolumesPruneReport {
  VolumesDeleted: string[] | null
  SpaceReclaimed: number
}
export interface BuildPruneReport {
  CachesDeleted: string[] | null
  SpaceReclaimed: number
}

// --- system ---

export interface EventMessage {
  /** Old names, still sent for containers and images. */
  status?: string
  id?: string
  from?: string
  Type: 'container' | 'image' | 'network' | 'volume' | 'builder' | 'daemon'
  Action: string
  Actor: { ID: string; Attributes: Record<string, string> }
  scope: 'local'
  /** Unix seconds. */
  time: number
  timeNano: number
}

export interface VersionResponse {
  Platform: { Name: string }
  Version: string
  ApiVersion: string
  MinAPIVersion: string
  GitCommit: string
  GoVersion: string
  Os: string
  Arch: string
  KernelVersion: string
  BuildTime: string
  Components: { Name: string; Version: string; Details: Record<string, string> }[]
}

export interface BuildCacheRecord {
  ID: string
  Parents?: string[]
  Type: string
  Description: string
  InUse: boolean
  Shared: boolean
  Size: number
  CreatedAt: string
  LastUsedAt: string | null
  UsageCount: number
}

/** `GET /system/df`. */
export interface DiskUsage {
  LayersSize: number
  Images: ImageSummary[] | null
  Containers: ContainerSummary[] | null
  Volumes: Volume[] | null
  BuildCache: BuildCacheRecord[] | null
}

export interface InfoResponse {
  ID: string
  Containers: number
  ContainersRunning: number
  ContainersPaused: number
  ContainersStopped: number
  Images: number
  Driver: string
  DriverStatus: [string, string][]
  Plugins: { Volume: string[]; Network: string[]; Authorization: string[] | null; Log: string[] }
  MemoryLimit: boolean
  SwapLimit: boolean
  CpuCfsPeriod: boolean
  CpuCfsQuota: boolean
  CPUShares: boolean
  CPUSet: boolean
  PidsLimit: boolean
  IPv4Forwarding: boolean
  Debug: boolean
  NFd: number
  OomKillDisable: boolean
  NGoroutines: number
  SystemTime: string
  LoggingDriver: string
  CgroupDriver: string
  CgroupVersion: string
  NEventsListener: number
  KernelVersion: string
  OperatingSystem: string
  OSVersion: string
  OSType: string
  Architecture: string
  IndexServerAddress: string
  RegistryConfig: {
    IndexConfigs: Record<string, { Mirrors: string[]; Name: string; Official: boolean; Secure: boolean }>
    InsecureRegistryCIDRs: string[]
    Mirrors: string[] | null
  }
  NCPU: number
  MemTotal: number
  GenericResources: null
  DockerRootDir: string
  HttpProxy: string
  HttpsProxy: string
  NoProxy: string
  Name: string
  Labels: string[]
  ExperimentalBuild: boolean
  ServerVersion: string
  Runtimes: Record<string, { path: string }>
  DefaultRuntime: string
  Swarm: {
    NodeID: string
    NodeAddr: string
    LocalNodeState: string
    ControlAvailable: boolean
    Error: string
    RemoteManagers: null
  }
  LiveRestoreEnabled: boolean
  Isolation: string
  InitBinary: string
  FirewallBackend: { Driver: string }
  Containerd: { Address: string; Namespaces: { Containers: string; Plugins: string } }
  /** Only with control groups of version 1. */
  KernelMemoryTCP?: boolean
  ContainerdCommit: { ID: string }
  RuncCommit: { ID: string }
  InitCommit: { ID: string }
  SecurityOptions: string[]
  CDISpecDirs: string[]
  Warnings: string[] | null
}

// --- BuildKit's way of building ---

/** A node of the build graph: `[internal] load build definition from Dockerfile`, `[2/3] RUN mkdir /opt/app`. Times: Unix ms. */
export interface BuildVertex {
  /** `sha256:…`, names it in the other records. */
  digest: string
  name: string
  started?: number
  completed?: number
  cached?: boolean
  /** Why it failed; printed as `ERROR: …`. */
  error?: string
}

/** Progress inside a vertex: `transferring context: 38.40MB`, `sha256:… 1.2MB / 5MB`, `writing image sha256:…`. */
export interface BuildStatus {
  vertex: string
  /** Names the line; shown: `transferring dockerfile:`, `sha256:…`, `extracting sha256:…`, `exporting layers`. */
  id: string
  current: number
  /** 0: unknown; then only `current` is shown, if it is not 0. */
  total: number
  started?: number
  completed?: number
}

/** Output of a step's process; `timestamp` is Unix ms. */
export interface BuildLog {
  vertex: string
  stream: 1 | 2
  data: string
  timestamp: number
}

export interface BuildWarning {
  vertex: string
  /** `JSONArgsRecommended: JSON arguments recommended for CMD …`. */
  short: string
  detail: string
  url: string
  source: BuildSource
}

/** Where in the Dockerfile it went wrong; lines count from 1. */
export interface BuildSource {
  filename: string
  lines: string[]
  start: number
  end: number
}

/**
 * One line of the answer to `POST /build?version=2` (query as the classic builder's; the body is the context as a tar).
 * A vertex is told again at each change: not yet started, started, then completed or failed. Vertices are numbered by the
 * reader in the order in which they start. The stream ends with `image` or `error`.
 */
export type BuildProgress =
  | { kind: 'vertex'; vertex: BuildVertex }
  | { kind: 'status'; status: BuildStatus }
  | { kind: 'log'; log: BuildLog }
  | { kind: 'warning'; warning: BuildWarning }
  | { kind: 'image'; image: string }
  /** Printed as `ERROR: failed to build: failed to solve: <message>`. */
  | { kind: 'error'; message: string; source?: BuildSource }

/** `--health-*` of a container: the image's type, times in nanoseconds. */
export type { Healthcheck }
