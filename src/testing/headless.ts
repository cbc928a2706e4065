// A world without a page: lines are typed at prompts, virtual time runs as fast as it can.
import type { Ran, SessionLine } from '../world/session.ts'
import { World, type WorldOptions } from '../world/world.ts'
import { turn } from './drive.ts'

export type HeadlessOptions = Partial<Pick<WorldOptions, 'seed' | 'scenario' | 'sink' | 'tempo'>>

/** How often Ctrl-C is pressed, and how long its effect is waited for each time: `docker run` gives in to the third. */
const [INSISTENCE, PAUSE_MS] = [4, 30_000]

export class Headless {
  readonly world: World

  private constructor(world: World) {
    this.world = world
  }

  static async open(options: HeadlessOptions = {}): Promise<Headless> {
    return new Headless(await World.create({ seed: 1, scenario: 'laptop', turn, ...options }))
  }

  /** Types the line and runs the world until the prompt is back; after `within` virtual ms, or when nothing more can happen, Ctrl-C. */
  async type(line: string | SessionLine, on = 'laptop', within = Infinity): Promise<Ran> {
    const asked = typeof line === 'string' ? { line } : line
    const { world } = this
    let ran: Ran | undefined
    let failure: unknown
    world.run(on, asked).then(
      (result) => (ran = result),
      (error: unknown) => (failure = error ?? new Error('the session failed')),
    )
    const over = () => ran !== undefined || failure !== undefined
    const until = world.kernel.clock.now + within
    let how = await world.driver.run(over, until)
    for (let presses = 0; how !== 'done' && presses < INSISTENCE; presses++) {
      world.interrupt(on)
      how = await world.driver.run(over, world.kernel.clock.now + PAUSE_MS)
    }
    if (how !== 'done') {
      world.hangUp(on)
      await world.driver.run(over, world.kernel.clock.now + PAUSE_MS)
    }
    if (failure !== undefined) throw failure
    if (!ran) throw new Error(`the world is idle but the prompt is not back after: ${asked.line}`)
    return ran
  }

  /** Lets virtual time pass. */
  async pass(ms: number): Promise<void> {
    await this.world.driver.run(() => false, this.world.kernel.clock.now + ms)
  }
}
