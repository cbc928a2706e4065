// The container whose namespace another one joins (moby/daemon/container_operations_unix.go, getIPCContainer and getPIDContainer).
import type { HostConfig } from '../../api/docker.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest } from '../errors.ts'
import type { Container } from './container.ts'

/**
 * Modes name a container by its id from its creation on. Whose IPC or PID namespace is to be joined must be there then,
 * whose network only at the start: a bad request, for a 404 would send the client for an image. Throws ApiError.
 */
export function nameDonors(engine: Engine, host: HostConfig): void {
  const free = host.IpcMode === 'host' || host.PidMode === 'host' || host.Privileged
  for (const field of ['IpcMode', 'PidMode', 'NetworkMode'] as const) {
    const mode = host[field]
    if (!mode.startsWith(CONTAINER)) continue
    const refusal = (why: string) => (free || field === 'NetworkMode' ? undefined : badRequest(why))
    const found = known(engine, mode.slice(CONTAINER.length), refusal)
    if (found) host[field] = CONTAINER + found.id
  }
}

const CONTAINER = 'container:'

/** Throws ApiError. */
export function donor(engine: Engine, name: string, namespace: 'IPC' | 'PID'): Container {
  const refusal = (status: number, why: string) => new ApiError(status, `failed to join ${namespace} namespace: ${why}`)
  const found = known(engine, name, (why) => refusal(400, why))!
  const { state } = found
  if (!state.running) throw refusal(409, `container ${name} is not running`)
  if (state.restarting) throw refusal(409, `Container ${name} is restarting, wait until the container is running`)
  return found
}

/** Undefined where a missing one is no reason to refuse. */
function known(engine: Engine, name: string, refusal: (why: string) => ApiError | undefined): Container | undefined {
  try {
    return engine.container(name)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const refused = refusal(error.message)
    if (refused) throw refused
    return undefined
  }
}
