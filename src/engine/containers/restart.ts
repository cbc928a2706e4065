// Restart policies: whether a container that ended comes back, and after how long (moby/restartmanager).
import type { Cause } from '../../kernel/trace.ts'
import type { Engine } from '../engine.ts'
import type { Container } from './container.ts'

const FIRST_MS = 100
const LONGEST_MS = 60_000
/** Who ran this long begins again with the shortest wait. */
const STABLE_MS = 10_000

const waits = new WeakMap<Container, number>()

export const RestartManager = {
  /** ms until the next start; undefined: it stays down. */
  next(engine: Engine, container: Container, code: number, ranFor: number): number | undefined {
    const { RestartPolicy: policy } = container.hostConfig
    if (container.manuallyStopped || container.state.removing || engine.process.exitCode !== undefined) return undefined
    const wanted =
      policy.Name === 'always' ||
      policy.Name === 'unless-stopped' ||
      (policy.Name === 'on-failure' &&
        code !== 0 &&
        (policy.MaximumRetryCount === 0 || container.restartCount < policy.MaximumRetryCount))
    if (!wanted) {
      waits.delete(container)
      return undefined
    }
    const before = waits.get(container)
    const wait = before === undefined || ranFor >= STABLE_MS ? FIRST_MS : Math.min(before * 2, LONGEST_MS)
    waits.set(container, wait)
    return wait
  },

  schedule(engine: Engine, container: Container, wait: number, cause: Cause, act: () => void): void {
    const { Name: policy } = container.hostConfig.RestartPolicy
    const reason = `exit code ${container.state.exitCode}, policy ${policy}: restart in ${wait} ms`
    engine.decide('restart', { container: container.name, wait, attempt: container.restartCount + 1, reason }, cause)
    const timer = engine.clock.after(wait, () => {
      container.cancelRestart = undefined
      act()
    })
    container.cancelRestart = () => {
      engine.clock.clear(timer)
      container.cancelRestart = undefined
      container.state.restarting = false
      container.tellExit()
    }
  },
}
