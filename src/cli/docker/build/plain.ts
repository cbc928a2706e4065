// `--progress plain`: a build as lines, `#n`, one vertex after the other (buildkit's textMux).
import type { BuildProgress, BuildStatus } from '../../../api/docker.ts'
import { Graph, type Vertex, isCanceled, transferred } from './graph.ts'

export class PlainProgress {
  readonly graph = new Graph()
  private readonly write: (text: string) => Promise<void>
  private current: Vertex | undefined
  private said = false
  private shown = new Map<
    string,
    { status: Set<string>; warnings: number; logs: number; partial: string; header: boolean; done: boolean }
  >()

  constructor(write: (text: string) => Promise<void>) {
    this.write = write
  }

  begin(): Promise<void> {
    this.said = true
    return this.write('#0 building with "default" instance using docker driver\n')
  }

  async add(record: BuildProgress): Promise<void> {
    this.graph.add(record)
    await this.flush()
  }

  /** Vertices wait until the one before them is done. */
  private async flush(): Promise<void> {
    for (;;) {
      this.current ??= this.graph.order.find((vertex) => !this.shown.get(vertex.digest)?.done)
      if (!this.current) return
      await this.print(this.current)
      if (!this.shown.get(this.current.digest)!.done) return
      this.current = undefined
    }
  }

  private async print(vertex: Vertex): Promise<void> {
    const state = this.shown.get(vertex.digest) ?? {
      status: new Set(),
      warnings: 0,
      logs: 0,
      partial: '',
      header: false,
      done: false,
    }
    this.shown.set(vertex.digest, state)
    const n = `#${vertex.index}`
    let out = ''
    if (!state.header) {
      out += `${this.said ? '\n' : ''}${n} ${vertex.name}\n`
      this.said = true
      state.header = true
    }
    for (const [id, status] of vertex.statuses) {
      if (status.completed === undefined || state.status.has(id)) continue
      state.status.add(id)
      out += `${n} ${id}${statusLine(status)}\n`
    }
    for (; state.warnings < vertex.warnings.length; state.warnings++)
      out += `${n} WARN: ${vertex.warnings[state.warnings]!.short}\n`
    for (; state.logs < vertex.logs.length; state.logs++) {
      const log = vertex.logs[state.logs]!
      const time = ((log.timestamp - vertex.started!) / 1000).toFixed(3)
      const lines = (state.partial + log.data).split('\n')
      state.partial = lines.pop()!
      for (const line of lines) out += `${n} ${time} ${line.replace(/\r$/, '')}\n`
    }
    if (vertex.completed !== undefined) {
      if (state.partial) out += `${n} ${state.partial}\n`
      if (isCanceled(vertex)) out += `${n} CANCELED\n`
      else if (vertex.error) out += `${n} ERROR: ${vertex.error}\n`
      else if (vertex.cached) out += `${n} CACHED\n`
      else out += `${n} DONE ${((vertex.completed - vertex.started!) / 1000).toFixed(1)}s\n`
      state.done = true
    }
    if (out) await this.write(out)
  }
}

function statusLine(status: BuildStatus): string {
  const size = transferred(status)
  const seconds = ((status.completed ?? 0) - (status.started ?? status.completed ?? 0)) / 1000
  return `${size ? ` ${size}` : ''}${seconds > 0.01 ? ` ${seconds.toFixed(1)}s` : ''} done`
}
