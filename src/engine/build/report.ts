// BuildKit's progress as records: vertices, their statuses and logs, one JSON value a line.
import type { BuildProgress, BuildSource, BuildVertex, BuildWarning } from '../../api/docker.ts'
import { digestOf } from '../../image/digest.ts'
import { text } from '../../kernel/bytes.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { JsonStream } from '../answer.ts'
import type { Stream } from '../../runtime/logs.ts'

export class Report {
  private readonly stream: JsonStream
  private readonly clock: Clock
  private made = 0
  private readonly running = new Set<Vertex>()

  constructor(stream: JsonStream, clock: Clock) {
    this.stream = stream
    this.clock = clock
  }

  say(record: BuildProgress): void {
    this.stream.write(record)
  }

  /** Started now. */
  begin(name: string): Vertex {
    const digest = digestOf(`${this.made++} ${name}`)
    const vertex = new Vertex(this, this.clock, { digest, name, started: this.clock.unix() })
    this.running.add(vertex)
    return vertex
  }

  ended(vertex: Vertex): void {
    this.running.delete(vertex)
  }

  /** Whatever is still under way ends with the build. */
  cancel(): void {
    for (const vertex of this.running) vertex.failed('context canceled')
  }

  /** A warning about no step: the answer of a check. */
  warn(warning: Omit<BuildWarning, 'vertex'>): void {
    this.say({ kind: 'warning', warning: { vertex: '', ...warning } })
  }

  fail(message: string, source?: BuildSource): void {
    this.say({ kind: 'error', message, ...(source ? { source } : {}) })
  }
}

export class Vertex {
  readonly name: string
  private readonly report: Report
  private readonly clock: Clock
  private readonly vertex: BuildVertex
  private readonly began = new Map<string, number>()

  constructor(report: Report, clock: Clock, vertex: BuildVertex) {
    this.report = report
    this.clock = clock
    this.vertex = vertex
    this.name = vertex.name
    this.tell()
  }

  cached(): void {
    this.vertex.cached = true
    this.done()
  }

  get over(): boolean {
    return this.vertex.completed !== undefined
  }

  done(): void {
    if (this.over) return
    this.report.ended(this)
    this.vertex.completed = this.clock.unix()
    this.tell()
  }

  failed(error: string): void {
    if (this.over) return
    this.vertex.error = error
    this.done()
  }

  /** A line inside: `transferring context:`, `sha256:…`. */
  status(id: string, current: number, total = 0, completed = false): void {
    if (this.over) return
    const now = this.clock.unix()
    const started = this.began.get(id) ?? now
    this.began.set(id, started)
    const { digest: vertex } = this.vertex
    this.report.say({
      kind: 'status',
      status: { vertex, id, current, total, started, ...(completed ? { completed: now } : {}) },
    })
  }

  log(stream: Stream, bytes: Uint8Array): void {
    if (this.over) return
    const { digest: vertex } = this.vertex
    const log = {
      vertex,
      stream: stream === 'stdout' ? 1 : 2,
      data: text(bytes),
      timestamp: this.clock.unix(),
    } as const
    this.report.say({ kind: 'log', log })
  }

  warn(warning: Omit<BuildWarning, 'vertex'>): void {
    this.report.say({ kind: 'warning', warning: { vertex: this.vertex.digest, ...warning } })
  }

  private tell(): void {
    this.report.say({ kind: 'vertex', vertex: { ...this.vertex } })
  }
}
