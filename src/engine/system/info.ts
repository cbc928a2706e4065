// GET /version and /info.
import type { InfoResponse, VersionResponse } from '../../api/docker.ts'
import { ENGINE_VERSION, type Engine } from '../engine.ts'
import { API_VERSION, MIN_API_VERSION } from '../router.ts'
import { insecureRegistries } from '../settings.ts'
import { goTime } from '../times.ts'

const BUILD_TIME = '2025-11-05T14:43:25.000000000+00:00'
const GO_VERSION = 'go1.24.9'
const GIT_COMMIT = '89c5e8f'
const CONTAINERD = { version: 'v1.7.29', commit: '442cb34bda9a6a0fed82a2ca7cade05c5c749582' }
const RUNC = { version: '1.3.3', commit: 'v1.3.3-0-gd842d771' }
const INIT = { version: '0.19.0', commit: 'de40ad0' }

export function version(engine: Engine): VersionResponse {
  const { release } = engine.machine
  const component = (Name: string, Version: string, GitCommit: string) => ({ Name, Version, Details: { GitCommit } })
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: GIT_COMMIT,
    GoVersion: GO_VERSION,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: release,
    BuildTime: BUILD_TIME,
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: 'amd64',
          BuildTime: BUILD_TIME,
          Experimental: 'false',
          GitCommit: GIT_COMMIT,
          GoVersion: GO_VERSION,
          KernelVersion: release,
          MinAPIVersion: MIN_API_VERSION,
          Os: 'linux',
        },
      },
      component('containerd', CONTAINERD.version, CONTAINERD.commit),
      component('runc', RUNC.version, RUNC.commit),
      component('docker-init', INIT.version, INIT.commit),
    ],
  }
}

export function info(engine: Engine): InfoResponse {
  const { machine, clock } = engine
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
      Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    NFd: 27,
    OomKillDisable: false,
    NGoroutines: 48,
    SystemTime: goTime(clock, clock.now),
    LoggingDriver: 'json-file',
    CgroupDriver: 'systemd',
    CgroupVersion: '2',
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
    ContainerdCommit: { ID: CONTAINERD.commit },
    RuncCommit: { ID: RUNC.commit },
    InitCommit: { ID: INIT.commit },
    SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Warnings: null,
  }
}
