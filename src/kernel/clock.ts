// The world's clock: virtual milliseconds and a queue of timers in (time, sequence) order. It jumps, it never ticks.
import type { Cancel } from './cancel.ts'

export interface Timer {
  readonly time: number
  readonly sequence: number
  fire: (() => void) | undefined
}

/** Times are milliseconds since the world began; `epoch` is the Unix time (ms) of that beginning. */
export class Clock {
  now = 0
  readonly epoch: number
  private heap: Timer[] = []
  private sequence = 0

  constructor(epoch: number) {
    this.epoch = epoch
  }

  /** Unix time in ms at this virtual moment. */
  unix(): number {
    return this.epoch + this.now
  }

  /** RFC 3339 with seconds, as Kubernetes writes times. */
  rfc3339(time = this.now): string {
    return new Date(this.epoch + time).toISOString().slice(0, 19) + 'Z'
  }

  /** RFC 3339 with nanoseconds, as dockerd writes times. */
  rfc3339Nano(time = this.now): string {
    const ms = this.epoch + time
    const fraction = Math.floor((ms - Math.floor(ms)) * 1e6)
    return new Date(Math.floor(ms)).toISOString().slice(0, 23) + String(fraction).padStart(6, '0') + 'Z'
  }

  at(time: number, fire: () => void): Timer {
    const timer: Timer = { time: Math.max(time, this.now), sequence: this.sequence++, fire }
    push(this.heap, timer)
    return timer
  }

  after(delay: number, fire: () => void): Timer {
    return this.at(this.now + Math.max(0, delay), fire)
  }

  clear(timer: Timer | undefined): void {
    if (timer) timer.fire = undefined
  }

  /** Resolves `delay` ms from now; rejects with the cancel's reason when cancelled before. */
  sleep(delay: number, cancel?: Cancel): Promise<void> {
    return new Promise((resolve, reject) => {
      if (cancel?.cancelled) return reject(cancel.reason)
      let off = () => {}
      const timer = this.after(delay, () => {
        off()
        resolve()
      })
      if (!cancel) return
      off = cancel.onCancel((reason) => {
        this.clear(timer)
        reject(reason)
      })
    })
  }

  /** The time of the next live timer, or undefined when nothing will ever happen by itself. */
  next(): number | undefined {
    while (this.heap[0] && !this.heap[0].fire) pop(this.heap)
    return this.heap[0]?.time
  }

  /** Jumps to the next timer's moment and fires every timer already due then. False when there is none. */
  step(): boolean {
    const time = this.next()
    if (time === undefined) return false
    this.now = time
    const last = this.sequence
    while (this.next() === time && this.heap[0]!.sequence < last) {
      const fire = pop(this.heap)!.fire!
      fire()
    }
    return true
  }

  /** Lets time pass up to `time` where nothing is due before it. */
  pass(time: number): void {
    const next = this.next()
    this.now = Math.max(this.now, next === undefined ? time : Math.min(time, next))
  }
}

const before = (a: Timer, b: Timer) => a.time < b.time || (a.time === b.time && a.sequence < b.sequence)

function push(heap: Timer[], timer: Timer): void {
  let i = heap.push(timer) - 1
  while (i > 0) {
    const up = (i - 1) >> 1
    if (!before(timer, heap[up]!)) break
    heap[i] = heap[up]!
    i = up
  }
  heap[i] = timer
}

function pop(heap: Timer[]): Timer | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (!last || heap.length === 0) return top
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, last)) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return top
}
