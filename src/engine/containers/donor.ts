// The container whose namespace another one joins (moby/daemon/container_operations_unix.go, getIPCContainer and getPIDContainer).
import type { HostConfig } from '../../api/docker.ts'
import type { Engine } from '../engine.ts'
import { ApiError } from '../errors.ts'
import type { Container } from './container.ts'

const CONTAINER = 'container:'

/** When a container is made, those whose namespaces it will join have to be there. Throws ApiError. */
export function checkDonors(engine: Engine, { IpcMode, PidMode, Privileged }: HostConfig): void {
  if (IpcMode === 'host' || PidMode === 'host' || Privileged) return
  for (const mode of [IpcMode, PidMode])
    if (mode.length > CONTAINER.length && mode.startsWith(CONTAINER)) engine.container(mode.slice(CONTAINER.length))
}

/** Throws ApiError. */
export function donor(engine: Engine, name: string, namespace: 'IPC' | 'PID'): Container {
  const refusal = (status: number, why: string) => new ApiError(status, `failed to join ${namespace} namespace: ${why}`)
  const found = known(engine, name, (why) => refusal(400, why))
  const { state } = found
  if (!state.running) throw refusal(409, `container ${name} is not running`)
  if (state.restarting) throw refusal(409, `Container ${name} is restarting, wait until the container is running`)
  return found
}

function known(engine: Engine, name: string, refusal: (why: string) => ApiError): Container {
  try {
    return engine.container(name)
  } catch (error) {
    throw error instanceof ApiError ? refusal(error.message) : error
  }
}
