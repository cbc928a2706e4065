// The pieces of a streamed body: each was a message of its own, and says which one and about what.
import type { Cancel } from '../kernel/cancel.ts'
import type { Readable } from '../kernel/queue.ts'
import type { Cause, MessageEvent } from '../kernel/trace.ts'

/** A stream that can be asked about the piece last read. */
export interface Narrated extends Readable {
  /** What the trace says about it (a server's source tells it to the fabric). */
  about?: MessageEvent['about']
  /** At the server: the event it was sent because of. At the client: `seq` of the message it came in. */
  cause?: Cause
}

/** A streamed body in memory, at either end. Pieces are not joined: one read takes (at most) one message. */
export class ChunkQueue implements Narrated {
  about: MessageEvent['about']
  cause: Cause
  ended = false
  private chunks: { data: Uint8Array; cause: Cause; about: MessageEvent['about'] }[] = []
  private readers: (() => void)[] = []

  async read(max = Infinity, cancel?: Cancel): Promise<Uint8Array | null> {
    while (this.chunks.length === 0) {
      if (this.ended) return null
      const arrival = new Promise<void>((resolve) => this.readers.push(resolve))
      await (cancel ? cancel.guard(arrival) : arrival)
    }
    const first = this.chunks[0]!
    this.cause = first.cause
    this.about = first.about
    if (first.data.length <= max) this.chunks.shift()
    else this.chunks[0] = { ...first, data: first.data.subarray(max) }
    return first.data.length <= max ? first.data : first.data.subarray(0, max)
  }

  push(data: Uint8Array, cause?: Cause, about?: MessageEvent['about']): void {
    if (this.ended || data.length === 0) return
    this.chunks.push({ data, cause, about })
    this.wake()
  }

  /** Readers get what is there, then the end. */
  end(): void {
    this.ended = true
    this.wake()
  }

  private wake(): void {
    for (const reader of this.readers.splice(0)) reader()
  }
}
