// Starting a container: network, mounts, process; and what happens when the process ends (moby/daemon/start.go, monitor.go).
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import { OciError } from '../../runtime/errors.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, notFound } from '../errors.ts'
import { bringUp, takeDown } from '../networks/connect.ts'
import type { ContainerMount } from '../volumes/mounts.ts'
import type { Container } from './container.ts'
import { checkDevices } from './devices.ts'
import { HealthMonitor } from './health.ts'
import { launch } from './launch.ts'
import { openLog } from './log-driver.ts'
import { remove } from './remove.ts'
import { RestartManager } from './restart.ts'
import { exitCodeOf, MOUNT_HINT } from './start-errors.ts'

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
  const undo: (() => void)[] = [() => takeDown(engine, container, cause)]
  try {
    for (const name of volumesOf(container)) {
      engine.volumes.mount(name)
      undo.push(() => engine.volumes.unmount(name))
    }
    openLog(engine, container)
    process = launch(engine, container, cause)
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw error instanceof OciError ? startError(error) : error
  }
  for (const mount of container.mounts) if (mount.type === 'volume') volumeEvent(engine, container, mount, 'mount')
  state.running = true
  state.paused = false
  state.restarting = false
  state.error = ''
  state.exitCode = 0
  state.oomKilled = false
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

const volumesOf = (container: Container): string[] =>
  container.mounts.flatMap((mount) => (mount.type === 'volume' ? [mount.name] : []))

const startError = (error: OciError): ApiError =>
  error.ofProcess
    ? badRequest(
        `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error.message}${error.message.endsWith('not a directory') ? MOUNT_HINT : ''}`,
      )
    : badRequest(error.message)

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
  takeDown(engine, container, cause)
  for (const mount of container.mounts) if (mount.type === 'volume') volumeEvent(engine, container, mount, 'unmount')
  for (const name of volumesOf(container)) engine.volumes.unmount(name)
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
