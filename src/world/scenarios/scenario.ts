// How a world begins: which machines there are, who sits at them, what has happened already.
import type { User } from '../../machine/spawn.ts'
import type { Tempo } from '../latency.ts'
import type { World } from '../world.ts'

export interface Scenario {
  name: string
  tempo: Tempo
  /** Machine → who sits at it. */
  users: Map<string, User>
  /** Brings the world up; it is ready for the first prompt when this resolves. */
  build(world: World): Promise<void>
}
