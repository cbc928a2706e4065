// The structs of moby's api/types, as far as templates show: the order of their fields, and which are held by pointers.
import { type Shape, SHAPE, GoTime, isMap } from '../../template/value.ts'

const CLIENT_VERSION =
  '*Platform=*system.platformInfo Version APIVersion DefaultAPIVersion GitCommit GoVersion Os Arch BuildTime Context'
const COMMIT: Shape = { fields: 'ID Expected', type: 'system.Commit' }

const SHAPES: Record<string, Shape> = {
  Container: { fields: '&ContainerJSONBase Mounts *Config *NetworkSettings *ImageManifestDescriptor' },
  State: {
    fields: 'Status Running Paused Restarting OOMKilled Dead Pid ExitCode Error StartedAt FinishedAt *Health',
    pointer: true,
  },
  Health: { fields: 'Status FailingStreak Log', pointer: true },
  HealthcheckResult: { fields: 'Start End ExitCode Output', pointer: true },
  HostConfig: {
    fields:
      'Binds ContainerIDFile LogConfig NetworkMode PortBindings RestartPolicy AutoRemove VolumeDriver VolumesFrom ConsoleSize Annotations CapAdd CapDrop CgroupnsMode Dns DnsOptions DnsSearch ExtraHosts GroupAdd IpcMode Cgroup Links OomScoreAdj PidMode Privileged PublishAllPorts ReadonlyRootfs SecurityOpt StorageOpt Tmpfs UTSMode UsernsMode ShmSize Sysctls Runtime Isolation { CpuShares Memory NanoCpus CgroupParent BlkioWeight BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps BlkioDeviceWriteIOps CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime CpusetCpus CpusetMems Devices DeviceCgroupRules DeviceRequests KernelMemory=0 KernelMemoryTCP=0 MemoryReservation MemorySwap *MemorySwappiness *OomKillDisable *PidsLimit Ulimits CpuCount CpuPercent IOMaximumIOps IOMaximumBandwidth } Mounts MaskedPaths ReadonlyPaths *Init',
    pointer: true,
  },
  LogConfig: { fields: 'Type Config' },
  RestartPolicy: { fields: 'Name MaximumRetryCount' },
  Binding: { fields: 'HostIp HostPort' },
  MountPoint: { fields: 'Type Name Source Destination Driver Mode RW Propagation' },
  Empty: { fields: '' },
  Config: {
    fields:
      'Hostname Domainname User AttachStdin AttachStdout AttachStderr ExposedPorts Tty OpenStdin StdinOnce Env Cmd *Healthcheck ArgsEscaped=false Image Volumes WorkingDir Entrypoint NetworkDisabled=false MacAddress OnBuild Labels StopSignal *StopTimeout Shell',
    pointer: true,
  },
  NetworkSettings: {
    fields:
      '{ Bridge SandboxID SandboxKey Ports HairpinMode LinkLocalIPv6Address LinkLocalIPv6PrefixLen SecondaryIPAddresses SecondaryIPv6Addresses } { EndpointID Gateway GlobalIPv6Address GlobalIPv6PrefixLen IPAddress IPPrefixLen IPv6Gateway MacAddress } Networks',
    pointer: true,
  },
  Endpoint: {
    fields:
      '*IPAMConfig Links Aliases MacAddress DriverOpts GwPriority NetworkID EndpointID Gateway IPAddress IPPrefixLen IPv6Gateway GlobalIPv6Address GlobalIPv6PrefixLen DNSNames',
    pointer: true,
  },
  GraphDriver: { fields: 'Data Name' },
  Network: {
    fields:
      'Name Id Created Scope Driver EnableIPv4 EnableIPv6 IPAM Internal Attachable Ingress ConfigFrom ConfigOnly Containers Options Labels Peers=[] Services=map[]',
  },
  IPAM: { fields: 'Driver Options Config' },
  IPAMPool: { fields: 'Subnet IPRange Gateway AuxiliaryAddresses=map[]' },
  ConfigFrom: { fields: 'Network' },
  EndpointResource: { fields: 'Name EndpointID MacAddress IPv4Address IPv6Address' },
  Volume: {
    fields: '*ClusterVolume CreatedAt Driver Labels Mountpoint Name Options Scope Status=map[] *UsageData',
    type: 'volume.Volume',
  },
  Image: {
    fields:
      'Id RepoTags RepoDigests Parent Comment Created Container *ContainerConfig DockerVersion Author *Config Architecture Variant Os OsVersion Size VirtualSize=0 GraphDriver RootFS Metadata *Descriptor Manifests=[]',
  },
  ImageConfig: {
    fields:
      '{ User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal ArgsEscaped=false } { *Healthcheck OnBuild Shell }',
    pointer: true,
  },
  RootFS: { fields: 'Type Layers' },
  Metadata: { fields: 'LastTagTime' },
  ClientVersion: { fields: CLIENT_VERSION, type: 'system.clientVersion' },
  ServerVersion: {
    fields:
      'Platform Components Version APIVersion MinAPIVersion GitCommit GoVersion Os Arch KernelVersion Experimental=false BuildTime',
    pointer: true,
    type: '*types.Version',
  },
  Platform: { fields: 'Name', type: 'struct { Name string }' },
  Component: { fields: 'Name Version Details', type: 'types.ComponentVersion' },
  ClientInfo: { fields: `Debug { ${CLIENT_VERSION} } Plugins Warnings=[]`, pointer: true, type: '*system.clientInfo' },
  RuntimeWithStatus: { fields: '{ Path Args=[] Type Options=map[] } Status=map[]', type: 'system.RuntimeWithStatus' },
  RegistryConfig: {
    fields:
      'AllowNondistributableArtifactsCIDRs=[] AllowNondistributableArtifactsHostnames=[] InsecureRegistryCIDRs IndexConfigs Mirrors=[] ExtraFields=map[]',
    pointer: true,
    type: '*registry.ServiceConfig',
  },
  IndexInfo: { fields: 'Name Mirrors Secure Official', pointer: true, type: '*registry.IndexInfo' },
  Plugins: { fields: 'Volume Network Authorization=[] Log', type: 'system.PluginsInfo' },
  Swarm: {
    fields:
      'NodeID NodeAddr LocalNodeState ControlAvailable Error RemoteManagers=[] Nodes=0 Managers=0 *Cluster=*swarm.ClusterInfo Warnings=[]',
    type: 'swarm.Info',
  },
  ContainerdCommit: COMMIT,
  RuncCommit: COMMIT,
  InitCommit: COMMIT,
  FirewallBackend: { fields: 'Driver Info=[]', pointer: true, type: '*system.FirewallInfo' },
  Containerd: { fields: 'Address Namespaces', pointer: true, type: '*system.ContainerdInfo' },
  Namespaces: { fields: 'Containers Plugins', type: 'system.ContainerdNamespaces' },
}

/** What the elements of a slice or map are. */
const ELEMENTS: Record<string, string> = {
  Mounts: 'MountPoint',
  Networks: 'Endpoint',
  Ports: 'Binding',
  PortBindings: 'Binding',
  ExposedPorts: 'Empty',
  Volumes: 'Empty',
  Containers: 'EndpointResource',
  Log: 'HealthcheckResult',
  IndexConfigs: 'IndexInfo',
  Components: 'Component',
  Runtimes: 'RuntimeWithStatus',
}

const TIMES = ['Network.Created', 'Metadata.LastTagTime']

/** The struct that a whole answer is. */
export function kindOf(object: unknown): string {
  if (!isMap(object)) return ''
  const has = (name: string) => Object.hasOwn(object, name)
  return has('HostConfig')
    ? 'Container'
    : has('IPAM')
      ? 'Network'
      : has('RootFS')
        ? 'Image'
        : has('Mountpoint')
          ? 'Volume'
          : ''
}

/** Marks the object, and those in it, with the structs that they are. */
export function shaped(value: unknown, kind: string, within = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => shaped(item, kind, within))
  if (!isMap(value)) return value
  const shape = SHAPES[kind]
  for (const [key, field] of Object.entries(value)) {
    if (!shape && (within === '' || !ELEMENTS[within])) continue
    if (TIMES.includes(`${kind}.${key}`) && typeof field === 'string') value[key] = new GoTime(field)
    else if (shape) value[key] = child(kind, key, field)
    else value[key] = shaped(field, ELEMENTS[within]!)
  }
  if (shape) Object.defineProperty(value, SHAPE, { value: shape, enumerable: false })
  return value
}

function child(kind: string, key: string, field: unknown): unknown {
  if (kind === 'IPAM' && key === 'Config') return shaped(field, 'IPAMPool')
  if (kind === 'LogConfig') return field
  if (kind === 'Image' && key === 'Config') return shaped(field, 'ImageConfig')
  if (kind === 'HostConfig' && key === 'Mounts') return field
  const element = ELEMENTS[key]
  if (!element) return shaped(field, SHAPES[key] ? key : '')
  if (Array.isArray(field)) return shaped(field, element)
  return shaped(field, '', key)
}
