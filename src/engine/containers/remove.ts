// DELETE /containers/{id}: the container, its writable layer, and (with `v`) its anonymous volumes.
import type { Cause } from '../../kernel/trace.ts'
import type { Engine } from '../engine.ts'
import { ApiError, conflict } from '../errors.ts'
import type { Container } from './container.ts'

export interface RemoveOptions {
  volumes: boolean
  force: boolean
}

/** Of a container that does not run (any more). Throws ApiError. */
export function remove(engine: Engine, container: Container, options: RemoveOptions, cause: Cause): void {
  const { state } = container
  container.cancelRestart?.()
  state.removing = true
  engine.containers.delete(container.id)
  for (const id of container.execIds) engine.execs.delete(id)
  const directory = `/var/lib/docker/containers/${container.id}`
  const { fs } = engine.machine
  if (fs.exists(directory)) fs.remove(directory, { recursive: true })
  if (options.volumes) removeAnonymous(engine, container, cause)
  engine.containerEvent(container, 'destroy')
  engine.say(container, cause)
  // Removed without trouble: whoever waited is not told why its start had failed (State.SetRemoved).
  container.state.error = ''
  container.tellRemoved()
}

function removeAnonymous(engine: Engine, container: Container, cause: Cause): void {
  for (const mount of container.mounts) {
    if (mount.type !== 'volume' || !mount.anonymous) continue
    try {
      engine.volumes.remove(mount.name, true, cause)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }
}

/** As a client asks for it: a running one is refused, or killed first when forced. */
export async function removeAsked(engine: Engine, name: string, options: RemoveOptions, cause: Cause): Promise<void> {
  const container = engine.container(name)
  const { state } = container
  if (state.running || state.restarting) {
    const named = `cannot remove container ${JSON.stringify(name)}`
    if (!options.force) {
      const what = state.paused
        ? 'paused and must be unpaused first'
        : 'running: stop the container before removing or force remove'
      throw conflict(
        `${named}: container is ${state.restarting ? 'restarting: stop the container before removing or force remove' : what}`,
      )
    }
    container.manuallyStopped = true
    container.cancelRestart?.()
    if (state.running) await killed(engine, container)
  }
  if (engine.containers.has(container.id)) remove(engine, container, options, cause)
}

async function killed(engine: Engine, container: Container): Promise<void> {
  const over = container.wait('next-exit')
  container.state.removing = true
  container.contained?.freeze(false)
  container.state.paused = false
  container.contained?.signal('KILL')
  engine.containerEvent(container, 'kill', { signal: '9' })
  await over
}
