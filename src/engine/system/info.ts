// GET /version and /info.
import type { InfoResponse, VersionResponse } from '../../api/docker.ts'
import { ENGINE_VERSION, type Engine } from '../engine.ts'
import { API_VERSION, MIN_API_VERSION } from '../router.ts'
import { insecureRegistries } from '../settings.ts'
import { goTime } from '../times.ts'

export function version(engine: Engine): VersionResponse {
  const { release } = engine.machine
  const { packaging } = engine
  const component = (Name: string, Version: string, GitCommit: string) => ({ Name, Version, Details: { GitCommit } })
  return {
    Platform: { Name: packaging.platform },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: 'amd64',
          BuildTime: packaging.built,
          Experimental: 'false',
          GitCommit: packaging.commit,
          GoVersion: packaging.goVersion,
          KernelVersion: release,
          MinAPIVersion: MIN_API_VERSION,
          Os: 'linux',
        },
      },
      component('containerd', packaging.containerd.version, packaging.containerd.commit),
      component('runc', packaging.runc.version, packaging.runc.commit),
      component('docker-init', packaging.init.version, packaging.init.commit),
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: packaging.commit,
    GoVersion: packaging.goVersion,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: release,
    BuildTime: packaging.built,
  }
}

export function info(engine: Engine): InfoResponse {
  const { machine, clock, packaging } = engine
  const old = machine.features.cgroups === 1
  const all = [...engine.containers.values()]
  const paused = all.filter(({ state }) => state.running && state.paused).length
  const running = all.filter(({ state }) => state.running).length - paused
  return {
    ID: engine.id,
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: all.length - running - paused,
    Images: engine.store.images.size,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: [...packaging.logDrivers],
    },
    MemoryLimit: true,
    SwapLimit: true,
    ...(old ? { KernelMemoryTCP: true } : {}),
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    NFd: 27,
    OomKillDisable: old,
    NGoroutines: 48,
    SystemTime: goTime(clock, clock.now),
    LoggingDriver: 'json-file',
    CgroupDriver: old ? 'cgroupfs' : 'systemd',
    CgroupVersion: String(machine.features.cgroups),
    NEventsListener: engine.events.listenerCount,
    KernelVersion: machine.release,
    OperatingSystem: machine.os,
    OSVersion: /\d+\.\d+/.exec(machine.os)?.[0] ?? '',
    OSType: 'linux',
    Architecture: 'x86_64',
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { Mirrors: [], Name: 'docker.io', Official: true, Secure: true } },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8', ...insecureRegistries(engine)],
      Mirrors: null,
    },
    NCPU: machine.hardware.cpus,
    MemTotal: machine.hardware.memory,
    GenericResources: null,
    DockerRootDir: '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: machine.namespaces.uts.hostname,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: ENGINE_VERSION,
    Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    Swarm: {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: 'inactive',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    },
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: packaging.containerd.commit },
    RuncCommit: { ID: packaging.runc.commit },
    InitCommit: { ID: packaging.init.commit },
    SecurityOptions: [
      ...(machine.features.appArmor ? ['name=apparmor'] : []),
      'name=seccomp,profile=builtin',
      ...(old ? [] : ['name=cgroupns']),
    ],
    FirewallBackend: { Driver: 'iptables' },
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: {
      Address: packaging.containerdAddress,
      Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' },
    },
    Warnings: null,
  }
}
