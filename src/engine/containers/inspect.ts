// GET /containers/{id}/json, complete.
import type { ContainerInspect, ContainerState, NetworkSettings, PortBinding, PortMap } from '../../api/docker.ts'
import { digestOf } from '../../image/digest.ts'
import { imageSize } from '../../runtime/content.ts'
import type { Engine } from '../engine.ts'
import { sorted } from '../events.ts'
import { endpointSettings } from '../networks/endpoint.ts'
import { goTime } from '../times.ts'
import { mountPoint } from '../volumes/mounts.ts'
import type { Container } from './container.ts'
import { withProtocol } from './defaults.ts'

export function inspect(engine: Engine, container: Container, withSize: boolean): ContainerInspect {
  const { id, config, hostConfig, image } = container
  const directory = `/var/lib/docker/containers/${id}`
  const running = [...container.execIds].filter((exec) => engine.execs.get(exec)?.running)
  return {
    Id: id,
    Created: goTime(engine.clock, container.created),
    Path: container.path,
    Args: container.argv.slice(1),
    State: stateOf(engine, container),
    Image: image.id,
    ResolvConfPath: `${directory}/resolv.conf`,
    HostnamePath: `${directory}/hostname`,
    HostsPath: `${directory}/hosts`,
    LogPath: ['json-file', 'local'].includes(hostConfig.LogConfig.Type) ? `${directory}/${id}-json.log` : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile:
      container.state.startedAt === undefined || !engine.machine.features.appArmor ? '' : 'docker-default',
    ExecIDs: running.length > 0 ? running : null,
    HostConfig: hostConfig,
    GraphDriver: { Data: { ID: id, ...overlayPaths(id, image.config.rootfs.diff_ids) }, Name: 'overlay2' },
    ...(withSize ? { SizeRw: container.fs.upperSize(), SizeRootFs: imageSize(image) + container.fs.upperSize() } : {}),
    Mounts: container.mounts.flatMap((mount) => mountPoint(mount, (name) => engine.volumes.mountpoint(name)) ?? []),
    Config: config,
    NetworkSettings: networkSettings(container),
  }
}

function stateOf(engine: Engine, container: Container): ContainerState {
  const { state, health } = container
  return {
    Status: container.status,
    Running: state.running || state.restarting,
    Paused: state.paused,
    Restarting: state.restarting,
    OOMKilled: state.oomKilled,
    Dead: state.dead,
    Pid: container.contained?.process?.hostPid ?? 0,
    ExitCode: state.exitCode,
    Error: state.error,
    StartedAt: goTime(engine.clock, state.startedAt),
    FinishedAt: goTime(engine.clock, state.finishedAt),
    ...(health ? { Health: health.shown() } : {}),
  }
}

/** Folder names as the overlay2 driver would have made them up; here they follow from what they hold. */
export function overlayPaths(id: string, diffIds: readonly string[]): Record<string, string> {
  const root = '/var/lib/docker/overlay2'
  const folder = (what: string) => `${root}/${digestOf(what).slice('sha256:'.length)}`
  const own = folder(id)
  const lower = [`${own}-init/diff`, ...[...diffIds].reverse().map((diffId) => `${folder(diffId)}/diff`)]
  return {
    LowerDir: lower.join(':'),
    MergedDir: `${own}/merged`,
    UpperDir: `${own}/diff`,
    WorkDir: `${own}/work`,
  }
}

/** Ports of a container that runs: published and exposed ones. */
function portMap(container: Container): PortMap {
  if (!container.state.running || container.sandboxId === '') return {}
  const ports: Record<string, PortBinding[] | null> = {}
  for (const port of Object.keys(container.config.ExposedPorts ?? {})) ports[withProtocol(port)] = null
  for (const { containerPort, protocol, hostIp, hostPort } of container.published) {
    const key = `${containerPort}/${protocol}`
    ;(ports[key] ??= []).push({ HostIp: hostIp, HostPort: String(hostPort) })
  }
  return sorted(ports)
}

function networkSettings(container: Container): NetworkSettings {
  const bridge = container.endpoints.get('bridge')
  const first = bridge && endpointSettings(bridge, container)
  const { sandboxId } = container
  return {
    Bridge: '',
    SandboxID: sandboxId,
    SandboxKey: sandboxId ? `/var/run/docker/netns/${sandboxId.slice(0, 12)}` : '',
    Ports: portMap(container),
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: first?.EndpointID ?? '',
    Gateway: first?.Gateway ?? '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: first?.IPAddress ?? '',
    IPPrefixLen: first?.IPPrefixLen ?? 0,
    IPv6Gateway: '',
    MacAddress: first?.MacAddress ?? '',
    Networks: sorted(
      Object.fromEntries(
        [...container.endpoints].map(([name, endpoint]) => [name, endpointSettings(endpoint, container)]),
      ),
    ),
  }
}
