// A container's log (moby's json-file driver, containerd's log files): lines with time and stream, followed by readers.
import { concat, text } from '../kernel/bytes.ts'
import type { Clock } from '../kernel/clock.ts'

export type Stream = 'stdout' | 'stderr'

export interface LogLine {
  /** Virtual ms. */
  time: number
  stream: Stream
  /** With its newline, if it has one. */
  bytes: Uint8Array
}

/** A line without a newline is cut after this many bytes, as moby's copier does. */
const MAX_LINE = 16_384

/** Where the lines are kept besides; told before a line is written, and when the oldest piece is thrown away. */
export interface LogFile {
  append(line: LogLine): void
  /** How many of the oldest lines are gone now. */
  rotated(): number
}

export class Log {
  readonly lines: LogLine[] = []
  closed = false
  file: LogFile | undefined
  private readonly clock: Clock
  private readonly held: Record<Stream, Uint8Array[]> = { stdout: [], stderr: [] }
  private readonly followers = new Set<(line: LogLine | undefined) => void>()

  constructor(clock: Clock) {
    this.clock = clock
  }

  write(stream: Stream, bytes: Uint8Array): void {
    let rest = bytes
    for (;;) {
      const newline = rest.indexOf(10)
      if (newline < 0) break
      this.add(stream, concat([...this.held[stream].splice(0), rest.subarray(0, newline + 1)]))
      rest = rest.subarray(newline + 1)
    }
    if (rest.length === 0) return
    this.held[stream].push(rest)
    const size = this.held[stream].reduce((sum, chunk) => sum + chunk.length, 0)
    if (size >= MAX_LINE) this.flush(stream)
  }

  /** The process is gone: what has no newline is a line, and followers see the end. */
  close(): void {
    this.flush('stdout')
    this.flush('stderr')
    this.closed = true
    for (const follower of [...this.followers]) follower(undefined)
    this.followers.clear()
  }

  /** The container runs again: the same log goes on. */
  reopen(): void {
    this.closed = false
  }

  /** Calls back with each new line, then once with undefined. Gives back what stops it. */
  follow(listener: (line: LogLine | undefined) => void): () => void {
    if (this.closed) {
      listener(undefined)
      return () => {}
    }
    this.followers.add(listener)
    return () => this.followers.delete(listener)
  }

  text(): string {
    return text(concat(this.lines.map((line) => line.bytes)))
  }

  private flush(stream: Stream): void {
    if (this.held[stream].length > 0) this.add(stream, concat(this.held[stream].splice(0)))
  }

  private add(stream: Stream, bytes: Uint8Array): void {
    const line = { time: this.clock.now, stream, bytes }
    const gone = this.file?.rotated() ?? 0
    if (gone > 0) this.lines.splice(0, gone)
    this.file?.append(line)
    this.lines.push(line)
    for (const follower of [...this.followers]) follower(line)
  }
}

export interface LogQuery {
  stdout: boolean
  stderr: boolean
  /** Virtual ms. */
  since?: number
  until?: number
  /** Last so many lines; undefined: all. */
  tail?: number
}

export const wanted = (line: LogLine, query: LogQuery): boolean =>
  query[line.stream] &&
  (query.since === undefined || line.time >= query.since) &&
  (query.until === undefined || line.time <= query.until)

/** The lines there are now that a query asks for. The tail is counted before the streams are told apart. */
export function selectLines(log: Log, query: LogQuery): LogLine[] {
  const inTime = log.lines.filter((line) => wanted(line, { ...query, stdout: true, stderr: true }))
  const tail = query.tail === undefined ? inTime : query.tail === 0 ? [] : inTime.slice(-query.tail)
  return tail.filter((line) => query[line.stream])
}
