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

/** What one line costs, in ms; who writes so much that this adds up to more than SLACK_MS waits for the log. */
const LINE_MS = 0.02
const SLACK_MS = 100

/** Of a log without rotation only so much is kept. */
const MAX_LINES = 100_000
const MAX_BYTES = 32_000_000

/** Where the lines are kept besides. */
export interface LogFile {
  /** It may keep the line back until `flush`. */
  append(line: LogLine): void
  flush(): void
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
  private bytes = 0
  /** Lines that are gone from here, while the file still counts them. */
  private forgotten = 0
  private busyUntil = 0

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
    if (rest.length > 0) this.held[stream].push(rest)
    const size = this.held[stream].reduce((sum, chunk) => sum + chunk.length, 0)
    if (size >= MAX_LINE) this.flush(stream)
    this.file?.flush()
  }

  /** For a writer that is faster than the log; undefined where there is nothing to wait for. */
  pace(): Promise<void> | undefined {
    const behind = this.busyUntil - this.clock.now
    return behind > SLACK_MS ? this.clock.sleep(behind) : undefined
  }

  /** The process is gone: what has no newline is a line, and followers see the end. */
  close(): void {
    this.flush('stdout')
    this.flush('stderr')
    this.file?.flush()
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
    this.busyUntil = Math.max(this.busyUntil, this.clock.now) + LINE_MS
    this.rotate()
    this.file?.append(line)
    this.lines.push(line)
    this.bytes += bytes.length
    if (this.lines.length > MAX_LINES || this.bytes > MAX_BYTES) this.forgotten += this.drop(this.lines.length / 10)
    for (const follower of [...this.followers]) follower(line)
  }

  private rotate(): void {
    const gone = this.file?.rotated() ?? 0
    const before = Math.min(gone, this.forgotten)
    this.forgotten -= before
    this.drop(gone - before)
  }

  /** Of the oldest lines, so many; gives back how many. */
  private drop(count: number): number {
    const gone = this.lines.splice(0, Math.ceil(count))
    for (const { bytes } of gone) this.bytes -= bytes.length
    return gone.length
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
