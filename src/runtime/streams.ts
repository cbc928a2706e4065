// Where a container's output goes: to its log and to everybody attached, and where its input comes from.
import { text, utf8 } from '../kernel/bytes.ts'
import { Pipe, type Readable, type Writable } from '../kernel/queue.ts'
import { Tty, type WindowSize } from '../machine/tty.ts'
import type { Log, Stream } from './logs.ts'

export type Listener = (stream: Stream, bytes: Uint8Array) => Promise<void> | void

/** Output in one place, copied to all who listen at that moment. A listener that throws is dropped. */
export class Output {
  private readonly listeners = new Set<Listener>()
  private readonly log: Log | undefined

  constructor(log?: Log) {
    this.log = log
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  to(stream: Stream): Writable {
    return { write: (data) => this.write(stream, typeof data === 'string' ? utf8(data) : data) }
  }

  async write(stream: Stream, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return
    this.log?.write(stream, bytes)
    for (const listener of [...this.listeners]) {
      try {
        await listener(stream, bytes)
      } catch {
        this.listeners.delete(listener)
      }
    }
    await this.log?.pace()
  }
}

/** The three streams of a contained process, with or without a terminal. */
export interface Streams {
  stdin: Readable
  stdout: Writable
  stderr: Writable
  tty: Tty | undefined
  /** What an attached client types. */
  input: (bytes: Uint8Array) => void
  /** The client's side of stdin is over. */
  endInput: () => void
}

const NOTHING: Readable = { read: () => Promise.resolve(null) }

export interface StreamOptions {
  output: Output
  tty: boolean
  openStdin: boolean
  size?: WindowSize
}

/** Without an open stdin a process reads the end at once (a terminal: nothing ever comes). */
export function makeStreams({ output, tty, openStdin, size }: StreamOptions): Streams {
  if (tty) {
    const terminal = new Tty(size ?? { columns: 0, rows: 0 }, output.to('stdout'))
    return {
      stdin: terminal,
      stdout: terminal,
      stderr: terminal,
      tty: terminal,
      input: (bytes) => terminal.input(text(bytes)),
      endInput: () => {},
    }
  }
  const pipe = new Pipe(Infinity)
  return {
    stdin: openStdin ? pipe : NOTHING,
    stdout: output.to('stdout'),
    stderr: output.to('stderr'),
    tty: undefined,
    input: (bytes) => void pipe.write(bytes).catch(() => {}),
    endInput: () => pipe.end(),
  }
}
