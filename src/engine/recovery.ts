// What dockerd does for its containers when it starts and when it is told to stop.
import type { Process } from '../machine/process.ts'
import { start } from './containers/start.ts'
import { stop } from './containers/stop.ts'
import type { Engine } from './engine.ts'
import { ApiError } from './errors.ts'

/** Containers that were running when the daemon went away are stopped now, or started again where the policy says so. */
export function comeBack(engine: Engine): void {
  for (const container of engine.containers.values()) {
    const { state, hostConfig } = container
    if (state.running) continue
    const { Name: policy } = hostConfig.RestartPolicy
    const wanted = policy === 'always' || (policy === 'unless-stopped' && !container.manuallyStopped)
    if (!wanted || state.startedAt === undefined) continue
    const reason = `restart policy ${policy}: started with the daemon`
    engine.decide(
      'restart',
      { container: container.name, wait: 0, attempt: container.restartCount + 1, reason },
      engine.process.cause,
    )
    try {
      start(engine, container, engine.process.cause)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }
}

/** Stops every container, then itself. What the policy would bring back comes back with the daemon. */
export async function shutDown(engine: Engine, process: Process): Promise<void> {
  const running = [...engine.containers.values()].filter(({ state }) => state.running)
  await Promise.all(
    running.map(async (container) => {
      const before = container.manuallyStopped
      await stop(engine, container, {}, process.cause)
      container.manuallyStopped = before
    }),
  )
  process.signal('KILL')
}
