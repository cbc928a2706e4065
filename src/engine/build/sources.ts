// Where a BuildKit build takes files from: base images, and the context that came with the request.
import type { Dockerfile, Stage } from '../../image/dockerfile/instruction.ts'
import type { PullProgress } from '../../runtime/pull.ts'
import type { Engine } from '../engine.ts'
import { type Base, baseReference, resolveBase } from './base.ts'
import type { Report, Vertex } from './report.ts'
import type { BuildRequest } from './request.ts'
import { contextBytes, wantedPaths } from './transfer.ts'

export interface Resolved {
  base: Base
  /** Ends the FROM vertex; begins it where nothing had to be pulled. */
  finish: (label: string, mayBeCached: boolean) => void
}

export class Sources {
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly file: Dockerfile
  private readonly report: Report
  private readonly bases = new Map<string, Promise<Resolved>>()
  private contextSent = false
  private ignoreTold = false

  constructor(engine: Engine, request: BuildRequest, file: Dockerfile, report: Report) {
    this.engine = engine
    this.request = request
    this.file = file
    this.report = report
  }

  /** The metadata of a base, once a build; its layers come with the first stage that stands on it. */
  source(name: string, at: Stage['from'], place = ''): Promise<Resolved> {
    const known = this.bases.get(name)
    if (known) return known
    const found = this.resolve(name, at, place)
    this.bases.set(name, found)
    return found
  }

  private async resolve(name: string, at: Stage['from'], place: string): Promise<Resolved> {
    const full = baseReference(name)
    const metadata = this.report.begin(`[internal] load metadata for ${full}`)
    let pulled: Vertex | undefined
    const layers = new Map<string, number>()
    let shown = full
    const vertex = () => (pulled ??= this.report.begin(`${place}FROM ${shown}`))
    try {
      const base = await resolveBase(
        this.engine,
        name,
        {
          auth: this.request.auth,
          pull: this.request.pull,
          platform: at.platform ?? this.request.platform,
          onManifest: (known) => {
            shown = known
            metadata.done()
            this.ignore()
          },
          onProgress: (progress) => showPull(vertex, progress, layers),
        },
        this.request.cause,
      )
      const finish = (label: string, mayBeCached: boolean) => {
        if (pulled) return pulled.done()
        const from = this.report.begin(label)
        if (mayBeCached) from.cached()
        else from.done()
      }
      return { base, finish }
    } catch (error) {
      metadata.failed(error instanceof Error ? problemOf(error) : String(error))
      throw error
    }
  }

  ignore(): void {
    if (this.ignoreTold) return
    this.ignoreTold = true
    const vertex = this.report.begin('[internal] load .dockerignore')
    const { ignoreSize } = this.request.context
    const size = ignoreSize === undefined ? 2 : ignoreSize + 41
    vertex.status('transferring context:', size, 0, true)
    vertex.done()
  }

  sendContext(): void {
    if (this.contextSent) return
    this.contextSent = true
    const vertex = this.report.begin('[internal] load build context')
    const bytes = contextBytes(this.engine, this.request, wantedPaths(this.file))
    vertex.status('transferring context:', bytes, 0, true)
    vertex.done()
  }
}

const problemOf = (error: Error & { problem?: string }): string => error.problem ?? error.message

function showPull(vertex: () => Vertex, progress: PullProgress, totals: Map<string, number>): void {
  const { digest, state, current = 0, total = 0 } = progress
  if (total > 0) totals.set(digest, total)
  if (state === 'downloading') vertex().status(digest, current, total)
  if (state === 'downloaded') {
    const all = totals.get(digest) ?? 0
    vertex().status(digest, all, all, true)
  }
  if (state === 'extracting') vertex().status(`extracting ${digest}`, 0)
  if (state === 'complete') vertex().status(`extracting ${digest}`, 0, 0, true)
}
