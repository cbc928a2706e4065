// Lets a world run in real time: virtual time is real time times the speed.
import { turn } from '../testing/drive.ts'
import type { World } from '../world/world.ts'

const SLICE_MS = 20

export class Clockwork {
  private readonly world: World
  private readonly speed: number
  /** This real moment was that virtual moment. What is missed is caught up with: real clients have clocks of their own. */
  private readonly origin: { real: number; virtual: number }
  private stopped = false
  /** Something came in since the world was last turned. */
  private stirred = false
  private wake = () => {}

  /** `now` is the virtual time that it is now, in ms; the world may have to catch up with it. */
  constructor(world: World, speed: number, now: number) {
    this.world = world
    this.speed = speed
    this.origin = { real: performance.now(), virtual: now }
  }

  /** Something new was asked of the world: it must not wait for its rest to end. Time that passed meanwhile passes first. */
  nudge(): void {
    this.stirred = true
    this.wake()
  }

  stop(): void {
    this.stopped = true
    this.wake()
  }

  /** Rejects with the error that broke the world. */
  async run(): Promise<void> {
    const { clock } = this.world.kernel
    while (!this.stopped) {
      this.stirred = false
      await this.catchUp()
      const next = clock.next()
      const due = next === undefined ? Infinity : (next - clock.now) / this.speed
      await this.rest(Math.min(due, SLICE_MS))
    }
  }

  /** Everything happens that is due by now. */
  async catchUp(): Promise<void> {
    const { kernel, driver } = this.world
    const { clock } = kernel
    const begin = performance.now()
    for (;;) {
      await driver.settle()
      if (kernel.crash !== undefined) throw kernel.crash
      const target = Math.max(clock.now, this.target())
      const next = clock.next()
      if (next === undefined || next > target) return clock.pass(target)
      clock.step()
      if (performance.now() - begin > SLICE_MS) await turn()
    }
  }

  private target(): number {
    const { real, virtual } = this.origin
    return virtual + (performance.now() - real) * this.speed
  }

  private rest(ms: number): Promise<void> {
    if (ms < 1 || this.stirred) return turn()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
