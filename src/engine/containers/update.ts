// POST /containers/{id}/update: new limits and restart policy for a container that lives on.
import type { ContainerUpdateRequest, ContainerUpdateResponse, Resources } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Engine } from '../engine.ts'
import { conflict } from '../errors.ts'
import type { Container } from './container.ts'
import { limitsOf } from './launch.ts'
import { checkResources, checkRestartPolicy } from './validate.ts'

/** Throws ApiError. */
export function update(
  engine: Engine,
  container: Container,
  { RestartPolicy, ...asked }: ContainerUpdateRequest,
  cause: Cause,
): ContainerUpdateResponse {
  const { hostConfig } = container
  checkRestartPolicy(RestartPolicy, hostConfig.AutoRemove)
  const given = Object.entries(asked).filter(
    ([, value]) => value !== 0 && value !== '' && value !== null && value !== undefined,
  )
  const set = Object.fromEntries(given) as Partial<Resources>
  checkResources(set, engine.machine.hardware.cpus)
  const swap = set.MemorySwap ?? hostConfig.MemorySwap
  if (set.Memory && swap > 0 && set.Memory > swap) {
    throw conflict(
      `Cannot update container ${container.id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time`,
    )
  }
  Object.assign(hostConfig, set)
  if (RestartPolicy?.Name) hostConfig.RestartPolicy = RestartPolicy
  container.contained?.limit(limitsOf(container))
  engine.containerEvent(container, 'update')
  engine.say(container, cause)
  return { Warnings: null }
}
