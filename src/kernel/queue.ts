// Channels between tasks: an unbounded queue of values, and a bounded byte pipe with back-pressure.
import { concat, utf8 } from './bytes.ts'
import type { Cancel } from './cancel.ts'
import { Ending } from './ending.ts'

/** Many producers, one consumer at a time; `undefined` means closed and empty. */
export class Queue<T> {
  private items: T[] = []
  private waiting: ((item: T | undefined) => void)[] = []
  closed = false

  get length(): number {
    return this.items.length
  }

  push(item: T): void {
    if (this.closed) return
    const waiter = this.waiting.shift()
    if (waiter) waiter(item)
    else this.items.push(item)
  }

  shift(): Promise<T | undefined> {
    if (this.items.length > 0) return Promise.resolve(this.items.shift())
    if (this.closed) return Promise.resolve(undefined)
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  close(): void {
    this.closed = true
    for (const waiter of this.waiting.splice(0)) waiter(undefined)
  }
}

/** Where bytes are read from. `null` is the end of the stream. */
export interface Readable {
  /** A cancelled read rejects with the reason and takes no bytes. */
  read(max?: number, cancel?: Cancel): Promise<Uint8Array | null>
}

/** Where bytes are written to. Rejects with `BrokenPipe` when nobody will ever read them. */
export interface Writable {
  write(data: Uint8Array | string): Promise<void>
}

/** A connection: each side reads what the other writes. `close` ends our writing half. */
export interface Duplex extends Readable, Writable {
  close(): void
}

export class BrokenPipe extends Ending {
  constructor() {
    super('write: broken pipe')
  }
}

/** A pipe(7): `capacity` bytes are buffered, then writers wait. */
export class Pipe implements Readable, Writable {
  private chunks: Uint8Array[] = []
  private size = 0
  private readers: (() => void)[] = []
  private writers: (() => void)[] = []
  ended = false
  broken = false
  private readonly capacity: number

  constructor(capacity = 65536) {
    this.capacity = capacity
  }

  async read(max = Infinity, cancel?: Cancel): Promise<Uint8Array | null> {
    while (this.size === 0) {
      if (this.ended || this.broken) return null
      const arrival = new Promise<void>((resolve) => this.readers.push(resolve))
      await (cancel ? cancel.guard(arrival) : arrival)
    }
    return this.take(max)
  }

  /** What is there now, without waiting; null when empty. */
  poll(max = Infinity): Uint8Array | null {
    return this.size > 0 ? this.take(max) : null
  }

  async write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? utf8(data) : data
    while (this.size >= this.capacity && !this.broken) {
      await new Promise<void>((resolve) => this.writers.push(resolve))
    }
    if (this.broken || this.ended) throw new BrokenPipe()
    if (bytes.length === 0) return
    this.chunks.push(bytes)
    this.size += bytes.length
    wake(this.readers)
  }

  /** The writing side is done: readers see the rest, then the end. */
  end(): void {
    this.ended = true
    wake(this.readers)
  }

  /** The reading side is gone: writers get BrokenPipe. */
  break(): void {
    this.broken = true
    this.chunks = []
    this.size = 0
    wake(this.writers)
    wake(this.readers)
  }

  private take(max: number): Uint8Array {
    const all = this.chunks.length === 1 ? this.chunks[0]! : concat(this.chunks)
    const out = all.length > max ? all.subarray(0, max) : all
    const rest = all.subarray(out.length)
    this.chunks = rest.length > 0 ? [rest] : []
    this.size = rest.length
    wake(this.writers)
    return out
  }
}

function wake(waiting: (() => void)[]): void {
  for (const waiter of waiting.splice(0)) waiter()
}

/** Reads a stream to its end. */
export async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for (;;) {
    const chunk = await stream.read()
    if (chunk === null) return concat(chunks)
    chunks.push(chunk)
  }
}
