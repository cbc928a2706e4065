// Reading from an open file exactly as much as one line.
import { concat, text } from '../../kernel/bytes.ts'
import { Cancel } from '../../kernel/cancel.ts'
import type { Readable } from '../../kernel/queue.ts'
import type { Shell } from './shell.ts'

export interface ReadOptions {
  /** Byte that ends the line; undefined: none does. */
  delimiter?: number
  /** Characters after which it is enough. */
  limit?: number
  /** ms; gives what came until then, `timedOut`. */
  timeout?: number
}

export interface Read {
  text: string
  /** The delimiter was there. */
  ended: boolean
  timedOut: boolean
}

const NEWLINE = 10

/** Undefined at the end of the file (or what there was of a last line, not `ended`). */
export async function readLine(
  shell: Shell,
  stream: Readable | undefined,
  options: ReadOptions = {},
): Promise<Read | undefined> {
  if (!stream) return undefined
  const { delimiter = NEWLINE, limit = Infinity } = options
  const until = options.timeout === undefined ? undefined : shell.process.kernel.clock.now + options.timeout
  const pieces: Uint8Array[] = []
  let length = 0
  const result = (ended: boolean, timedOut = false) => ({ text: text(concat(pieces)), ended, timedOut })
  for (;;) {
    const chunk = await next(shell, stream, until)
    if (chunk === 'late') return result(false, true)
    if (chunk === null) return length > 0 ? result(false) : undefined
    const at = chunk.indexOf(delimiter)
    const wanted = Math.min(limit - length, at < 0 ? chunk.length : at)
    pieces.push(chunk.subarray(0, wanted))
    length += wanted
    const complete = at >= 0 && at <= wanted
    if (complete || length >= limit) {
      giveBack(stream, chunk.subarray(wanted + (complete && wanted === at && length < limit ? 1 : 0)))
      return result(true)
    }
  }
}

interface GivesBack {
  unread: (bytes: Uint8Array) => void
}

const givesBack = (stream: object): stream is GivesBack => 'unread' in stream

function giveBack(stream: Readable, bytes: Uint8Array): void {
  if (givesBack(stream) && bytes.length > 0) stream.unread(bytes)
}

/** What cannot be given back is read byte by byte. A read that is given up takes nothing of what comes later. */
async function next(shell: Shell, stream: Readable, until: number | undefined): Promise<Uint8Array | null | 'late'> {
  const { process } = shell
  const { clock } = process.kernel
  const late = new Error('late')
  const stop = new Cancel()
  const offs = [process.killed, shell.cancel].map((cancel) => cancel.onCancel((reason) => stop.cancel(reason)))
  const timer = until === undefined ? undefined : clock.after(Math.max(0, until - clock.now), () => stop.cancel(late))
  try {
    return await process.alive(() => stream.read(givesBack(stream) ? 4096 : 1, stop))
  } catch (error) {
    if (error !== late) throw error
    return 'late'
  } finally {
    for (const off of offs) off()
    if (timer !== undefined) clock.clear(timer)
  }
}
