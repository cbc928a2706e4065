// A rate-limited work queue (upstream: client-go/util/workqueue): no key is worked on twice at a time, none is lost.
import type { Clock, Timer } from '../../kernel/clock.ts'
import type { Cause } from '../../kernel/trace.ts'

const FIRST_DELAY_MS = 5
const LAST_DELAY_MS = 1_000_000

export class WorkQueue {
  private readonly clock: Clock
  private readonly queue: string[] = []
  /** Keys that need work: those in `queue`, and those that came back while being worked on. */
  private readonly dirty = new Map<string, Cause>()
  private readonly processing = new Set<string>()
  private readonly timers = new Map<string, Timer>()
  private readonly failures = new Map<string, number>()
  private readonly ready: () => void

  /** `ready` is called whenever there is a key to take. */
  constructor(clock: Clock, ready: () => void) {
    this.clock = clock
    this.ready = ready
  }

  add(key: string, cause: Cause): void {
    if (this.dirty.has(key)) {
      if (cause !== undefined) this.dirty.set(key, cause)
      return
    }
    this.dirty.set(key, cause)
    if (this.processing.has(key)) return
    this.queue.push(key)
    this.ready()
  }

  /** The earlier of two appointments counts. */
  addAfter(key: string, delay: number, cause: Cause): void {
    if (delay <= 0) return this.add(key, cause)
    const pending = this.timers.get(key)
    if (pending && pending.time <= this.clock.now + delay) return
    this.clock.clear(pending)
    const timer = this.clock.after(delay, () => {
      this.timers.delete(key)
      this.add(key, cause)
    })
    this.timers.set(key, timer)
  }

  retry(key: string, cause: Cause): void {
    const failed = this.failures.get(key) ?? 0
    this.failures.set(key, failed + 1)
    this.addAfter(key, Math.min(FIRST_DELAY_MS * 2 ** failed, LAST_DELAY_MS), cause)
  }

  forget(key: string): void {
    this.failures.delete(key)
  }

  take(): { key: string; cause: Cause } | undefined {
    const key = this.queue.shift()
    if (key === undefined) return undefined
    const cause = this.dirty.get(key)
    this.dirty.delete(key)
    this.processing.add(key)
    return { key, cause }
  }

  done(key: string): void {
    this.processing.delete(key)
    if (!this.dirty.has(key)) return
    this.queue.push(key)
    this.ready()
  }

  /** No appointment will come any more. */
  close(): void {
    for (const timer of this.timers.values()) this.clock.clear(timer)
    this.timers.clear()
    this.queue.length = 0
  }
}
