// Starting a container: network, mounts, process; and what happens when the process ends (moby/daemon/start.go, monitor.go).
import type { Cause } from '../../kernel/trace.ts'
import { ALL_CAPABILITIES, adjusted, type CapabilitySet } from '../../machine/capability.ts'
import type { Mount } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import type { Rlimits } from '../../machine/rlimit.ts'
import { Container as Contained, type MountPoint } from '../../runtime/container.ts'
import { OciError } from '../../runtime/errors.ts'
import { tmpfs } from '../../runtime/snapshot.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure, notFound } from '../errors.ts'
import { bringUp, takeDown } from '../networks/connect.ts'
import { hostsFile, resolvFile } from '../networks/names.ts'
import type { ContainerMount } from '../volumes/mounts.ts'
import { streamsOf } from './attach.ts'
import type { Container } from './container.ts'
import { HealthMonitor } from './health.ts'
import { remove } from './remove.ts'
import { RestartManager } from './restart.ts'

/** Throws ApiError; the container is left as it was, with the error in its state. */
export function start(engine: Engine, container: Container, cause: Cause): void {
  const { state } = container
  if (state.removing || state.dead) throw conflict('container is marked for removal and cannot be started')
  if (state.paused) throw conflict('cannot start a paused container, try unpause instead')
  container.manuallyStopped = false
  try {
    run(engine, container, cause)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    state.error = error.message
    state.exitCode = exitCodeOf(error.message)
    engine.say(container, cause)
    if (container.hostConfig.AutoRemove) remove(engine, container, { volumes: true, force: true }, cause)
    throw error
  }
}

/** 127 and 126 as a shell gives them; 128 for trouble around the process. */
const exitCodeOf = (message: string): number =>
  /executable file not found|no such file or directory/.test(message)
    ? 127
    : message.includes('permission denied')
      ? 126
      : 128

/** What the container asks of the host's devices. Throws ApiError. */
function checkDevices(engine: Engine, { hostConfig }: Container): void {
  for (const { PathOnHost } of (hostConfig.Devices ?? []) as { PathOnHost: string }[]) {
    if (engine.machine.fs.exists(PathOnHost)) continue
    const what = `error gathering device information while adding custom device "${PathOnHost}"`
    throw failure(`${what}: no such file or directory`)
  }
  for (const { Driver, Capabilities } of (hostConfig.DeviceRequests ?? []) as DeviceRequest[]) {
    const sets = (Capabilities ?? []).map((set) => `[${set.join(' ')}]`).join(' ')
    throw failure(`could not select device driver "${Driver ?? ''}" with capabilities: [${sets}]`)
  }
}

interface DeviceRequest {
  Driver?: string
  Capabilities?: string[][]
}

function run(engine: Engine, container: Container, cause: Cause): void {
  const { state, hostConfig } = container
  checkDevices(engine, container)
  const { NetworkMode: mode } = hostConfig
  if (!mode.startsWith('container:') && container.endpoints.size === 0 && mode !== 'none') {
    throw notFound(`failed to set up container networking: network ${mode} not found`)
  }
  for (const name of container.endpoints.keys()) {
    if (!engine.networks.find(name)) throw notFound(`failed to set up container networking: network ${name} not found`)
  }
  bringUp(engine, container, cause)
  let process: Process
  try {
    process = launch(engine, container, cause)
  } catch (error) {
    takeDown(engine, container, cause)
    throw error instanceof OciError ? startError(error) : error
  }
  for (const mount of container.mounts) if (mount.type === 'volume') volumeEvent(engine, container, mount, 'mount')
  state.running = true
  state.paused = false
  state.restarting = false
  state.error = ''
  state.exitCode = 0
  state.startedAt = engine.clock.now
  container.log.reopen()
  container.health = HealthMonitor.start(engine, container)
  engine.containerEvent(container, 'start')
  engine.say(container, cause)
  engine.machine.kernel.spawn(async () => {
    const code = await process.exited
    if (container.contained?.process === undefined) exited(engine, container, code, cause)
  })
}

const startError = (error: OciError): ApiError =>
  error.ofProcess
    ? badRequest(
        `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error.message}`,
      )
    : badRequest(error.message)

/** The process itself, on a network that is up. Throws OciError. */
export function launch(engine: Engine, container: Container, cause: Cause): Process {
  const { machine } = engine
  const { config, hostConfig } = container
  const streams = streamsOf(container)
  const contained = new Contained({
    machine,
    id: container.id,
    component: `${machine.name}/container/${container.shortId}`,
    fs: container.fs,
    net: container.net!,
    pids: pidsOf(engine, container),
    uts: container.uts,
    mounts: mountPoints(engine, container),
    limits: limitsOf(container),
    capabilities: capabilitiesOf(container),
    rlimits: rlimitsOf(container),
  })
  container.contained = contained
  return contained.start(
    {
      argv: container.argv,
      env: config.Env ?? [],
      cwd: config.WorkingDir || '/',
      user: config.User,
      groups: hostConfig.GroupAdd ?? [],
      init: hostConfig.Init ?? false,
      streams,
    },
    cause,
  )
}

function capabilitiesOf({ hostConfig }: Container): CapabilitySet {
  return hostConfig.Privileged ? ALL_CAPABILITIES : adjusted(hostConfig.CapAdd ?? [], hostConfig.CapDrop ?? [])
}

/** -1 is no limit. */
function rlimitsOf({ hostConfig }: Container): Rlimits {
  const value = (limit: number) => (limit < 0 ? Infinity : limit)
  return new Map(
    (hostConfig.Ulimits ?? []).map(({ Name, Soft, Hard }) => [Name, { soft: value(Soft), hard: value(Hard) }]),
  )
}

export function limitsOf({ hostConfig }: Container) {
  const { Memory, PidsLimit, NanoCpus, CpuQuota, CpuPeriod } = hostConfig
  const quota = CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : undefined
  return {
    memory: Memory || undefined,
    pids: PidsLimit && PidsLimit > 0 ? PidsLimit : undefined,
    cpus: NanoCpus ? NanoCpus / 1e9 : quota,
  }
}

function pidsOf(engine: Engine, { hostConfig }: Container) {
  const mode = hostConfig.PidMode
  if (mode === 'host') return engine.machine.pids
  if (!mode.startsWith('container:')) return undefined
  const other = engine.container(mode.slice('container:'.length))
  if (!other.contained?.process) throw conflict(`cannot join PID namespace of a non running container: ${other.id}`)
  return other.contained.namespaces.pids
}

function mountPoints(engine: Engine, container: Container): MountPoint[] {
  const { fs } = engine.machine
  const directory = `/var/lib/docker/containers/${container.id}`
  fs.mkdir(directory, { parents: true, mode: 0o710 })
  const own = (name: string, text: string): MountPoint => {
    fs.write(`${directory}/${name}`, text)
    return { target: `/etc/${name}`, mount: bind(fs, `${directory}/${name}`, false) }
  }
  const shm = tmpfs(engine.machine.kernel)
  const mounts = container.mounts
    .map((mount) => ({ target: mount.destination, mount: mountOf(engine, mount) }))
    .sort((a, b) => a.target.split('/').length - b.target.split('/').length)
  return [
    {
      target: '/dev/shm',
      mount: {
        fs: shm,
        root: '/',
        device: 'shm',
        type: 'tmpfs',
        options: NO_DEVICES,
        size: container.hostConfig.ShmSize,
      },
    },
    own('resolv.conf', resolvFile(engine, container)),
    own('hostname', `${container.uts.hostname}\n`),
    own('hosts', hostsFile(engine, container)),
    ...mounts,
    ...container.extraMounts,
  ]
}

/** What dockerd mounts of memory may hold no devices, programs or set-uid files. */
const NO_DEVICES = 'nosuid,nodev,noexec'

const bind = (fs: Mount['fs'], root: string, readOnly: boolean): Mount => ({
  fs,
  root,
  readOnly,
  device: '/dev/vda1',
  type: 'ext4',
})

function mountOf(engine: Engine, mount: ContainerMount): Mount {
  const { fs, kernel } = engine.machine
  if (mount.type === 'bind') return bind(fs, mount.source, mount.readOnly)
  if (mount.type === 'volume') return bind(fs, engine.volumes.mountpoint(mount.name), mount.readOnly)
  const memory = tmpfs(kernel, mount.tmpfs?.mode || 0o1777)
  const size = mount.tmpfs?.size || undefined
  return { fs: memory, root: '/', device: 'tmpfs', type: 'tmpfs', readOnly: mount.readOnly, options: NO_DEVICES, size }
}

function volumeEvent(engine: Engine, container: Container, mount: ContainerMount, action: 'mount' | 'unmount'): void {
  const { destination, propagation } = mount
  const more: Record<string, string> =
    action === 'mount' ? { destination, propagation, 'read/write': String(!mount.readOnly) } : {}
  engine.events.add('volume', action, mount.name, { container: container.id, driver: 'local', ...more })
}

/** The first process has ended. */
function exited(engine: Engine, container: Container, code: number, cause: Cause): void {
  const { state } = container
  const ranFor = engine.clock.now - (state.startedAt ?? 0)
  for (const process of container.contained?.processes() ?? []) process.signal('KILL')
  state.oomKilled = container.contained?.outOfMemory ?? false
  if (state.oomKilled) engine.containerEvent(container, 'oom')
  takeDown(engine, container, cause)
  for (const mount of container.mounts) if (mount.type === 'volume') volumeEvent(engine, container, mount, 'unmount')
  container.health?.stop()
  container.log.close()
  container.detachAll()
  container.streams = undefined
  state.running = false
  state.paused = false
  state.exitCode = code
  state.finishedAt = engine.clock.now
  const wait = RestartManager.next(engine, container, code, ranFor)
  if (wait !== undefined) state.restarting = true
  container.tellExit()
  container.onStopped?.()
  container.onStopped = undefined
  const execDuration = String(Math.floor(ranFor / 1000))
  engine.containerEvent(container, 'die', { execDuration, exitCode: String(code) })
  engine.say(container, cause)
  if (wait !== undefined)
    return RestartManager.schedule(engine, container, wait, cause, () => restartNow(engine, container, cause))
  if (container.hostConfig.AutoRemove && !state.removing)
    remove(engine, container, { volumes: true, force: false }, cause)
}

function restartNow(engine: Engine, container: Container, cause: Cause): void {
  container.restartCount++
  try {
    run(engine, container, cause)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    container.state.restarting = false
    container.state.error = error.message
    container.tellExit()
    engine.say(container, cause)
  }
}
