// Time, chance, tasks and the trace of one world. Everything emulated holds one of these and nothing else of the outside.
import { Clock } from './clock.ts'
import { Ending } from './ending.ts'
import { Rng } from './rng.ts'
import { Trace } from './trace.ts'

export interface KernelOptions {
  seed: number
  /** Unix ms at which the world begins. */
  epoch: number
}

/** Thrown into a task to end it quietly: it was told to stop. */
export class Stopped extends Ending {}

export class Kernel {
  readonly clock: Clock
  readonly rng: Rng
  readonly trace: Trace
  readonly seed: number
  /** The broken invariant that ended this world, if one did. */
  crash: unknown
  /** What programs threw by mistake; the process died, the world goes on. Tests want this empty. */
  readonly bugs: unknown[] = []
  onCrash: (error: unknown) => void = () => {}
  /** Loads under way; the clock must not move while there are any. */
  holds = 0
  private lastLoad: Promise<unknown> = Promise.resolve()

  constructor(options: KernelOptions) {
    this.seed = options.seed
    this.clock = new Clock(options.epoch)
    this.rng = new Rng(options.seed, 'world')
    this.trace = new Trace(() => this.clock.now)
  }

  /** A stream of chance of its own, so that new draws elsewhere do not change these. */
  chance(name: string): Rng {
    return new Rng(this.seed, name)
  }

  /** Starts a task. An error that is not `Stopped` is a broken invariant: it ends the world visibly. */
  spawn(task: () => Promise<void>): void {
    task().catch((error: unknown) => {
      if (!(error instanceof Stopped)) this.fail(error)
    })
  }

  /** A server's side of one connection. Where it breaks off the connection is closed; a mistake counts as a bug. */
  serve(connection: { close(): void }, task: () => Promise<unknown>): void {
    this.spawn(async () => {
      try {
        await task()
      } catch (error) {
        if (!(error instanceof Ending)) this.bugs.push(error)
        connection.close()
      }
    })
  }

  fail(error: unknown): void {
    if (this.crash !== undefined) return
    this.crash = error
    this.onCrash(error)
  }

  /** The one door for lazy code: holds the clock until it is there; loads end in the order they began. */
  load<T>(loader: () => Promise<T>): Promise<T> {
    this.holds++
    const before = this.lastLoad
    const loaded = loader().finally(() => before.catch(() => {}))
    this.lastLoad = loaded
    return loaded.finally(() => this.holds--)
  }
}
