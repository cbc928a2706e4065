// Turns the world: lets every task run until it is parked, then jumps to the next timer.
import type { Kernel } from '../kernel/kernel.ts'

/** Resolves after all microtasks that are queued now and those that they queue: one turn of the host's event loop. */
export type Turn = () => Promise<void>

export class Driver {
  readonly kernel: Kernel
  private readonly turn: Turn

  constructor(kernel: Kernel, turn: Turn) {
    this.kernel = kernel
    this.turn = turn
  }

  /** Runs until `done()` holds, the virtual time `until` is reached, or nothing is left to happen. */
  async run(done: () => boolean, until = Infinity): Promise<'done' | 'time' | 'idle'> {
    const { clock } = this.kernel
    for (;;) {
      await this.settle()
      if (this.kernel.crash !== undefined) throw this.kernel.crash
      if (done()) return 'done'
      const next = clock.next()
      if (next === undefined) return 'idle'
      if (next > until) {
        clock.pass(until)
        return 'time'
      }
      clock.step()
    }
  }

  /** Every task is parked and no load is pending. */
  async settle(): Promise<void> {
    do await this.turn()
    while (this.kernel.holds > 0)
  }
}
