// Where a BuildKit build takes files from: base images, and the context that came with the request.
import type { Dockerfile } from '../../image/dockerfile/instruction.ts'
import { InvalidReference } from '../../image/reference.ts'
import type { PullProgress } from '../../runtime/pull.ts'
import type { Engine } from '../engine.ts'
import { type Base, baseReference, resolveBase } from './base.ts'
import { StepError } from './make.ts'
import type { Report, Vertex } from './report.ts'
import type { BuildRequest } from './request.ts'
import type { External } from '../../image/dockerfile/stages.ts'
import { contextBytes, wantedPaths } from './transfer.ts'

export interface Resolved {
  base: Base
  /** Tells that it is there, once a build. */
  finish: (label: string, mayBeCached: boolean) => void
}

export class Sources {
  private readonly engine: Engine
  private readonly request: BuildRequest
  private readonly file: Dockerfile
  private readonly report: Report
  private readonly bases = new Map<string, Promise<Resolved>>()
  private contextSent = false
  /** Lets the layers of all images travel. */
  open: () => void = () => {}

  constructor(engine: Engine, request: BuildRequest, file: Dockerfile, report: Report) {
    this.engine = engine
    this.request = request
    this.file = file
    this.report = report
  }

  /** Metadata of every image are asked for at once; layers travel when `open` is called. `places` are their steps: `[1/3] `. */
  async load(images: readonly External[], places: ReadonlyMap<string, string>): Promise<void> {
    let refuse: (error: unknown) => void = () => {}
    const gate = new Promise<void>((resolve, reject) => {
      this.open = resolve
      refuse = reject
    })
    gate.catch(() => {})
    const known = images.map((image) => {
      return new Promise<void>((resolve, reject) => {
        const manifest = () => {
          resolve()
          return gate
        }
        const found = this.resolve(image, places.get(image.name) ?? '', manifest)
        found.catch(reject)
        this.bases.set(image.name, found)
      })
    })
    const refused = (await Promise.allSettled(known)).find(({ status }) => status === 'rejected')
    if (refused?.status === 'rejected') {
      refuse(refused.reason)
      throw refused.reason
    }
    this.ignore()
  }

  /** An image of those that were loaded. */
  source(name: string): Promise<Resolved> {
    const found = this.bases.get(name)
    if (!found) throw new Error(`nobody has asked for ${name}`)
    return found
  }

  private async resolve(image: External, place: string, known: () => Promise<void>): Promise<Resolved> {
    const { name, platform, at } = image
    const full = fullName(image)
    const metadata = this.report.begin(`[internal] load metadata for ${full}`)
    let told = false
    let shown = full
    const shownPull = new ShownPull(
      () => this.report.begin(`${place}FROM ${shown}`),
      () => shown,
    )
    try {
      const base = await resolveBase(
        this.engine,
        name,
        {
          auth: this.request.auth,
          pull: this.request.pull,
          platform: platform ?? this.request.platform,
          onManifest: (manifest) => {
            shown = manifest
            metadata.done()
            return known()
          },
          onProgress: (progress) => shownPull.show(progress),
          onDocument: (digest, size) => shownPull.document(digest, size),
        },
        this.request.cause,
      )
      const finish = (label: string, mayBeCached: boolean) => {
        if (told) return
        told = true
        if (shownPull.vertex) return shownPull.vertex.done()
        const from = this.report.begin(label)
        if (mayBeCached) from.cached()
        else from.done()
      }
      return { base, finish }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (!metadata.over) metadata.failed(problemOf(error))
      throw new StepError(error.message, at)
    }
  }

  private ignore(): void {
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

/** Throws StepError. */
function fullName({ name, at }: External): string {
  if (name === '' && at.name === 'FROM') throw new StepError(`base name (${at.base}) should not be blank`, at)
  try {
    return baseReference(name)
  } catch (error) {
    if (!(error instanceof InvalidReference)) throw error
    throw new StepError(`failed to parse stage name ${JSON.stringify(name)}: ${error.message}`, at)
  }
}

/** An image as it arrives: what it is found out to be, then its layers. Nothing is told of one that is here. */
export class ShownPull {
  vertex: Vertex | undefined
  private readonly begin: () => Vertex
  private readonly name: () => string
  private readonly documents = new Map<string, number>()

  constructor(begin: () => Vertex, name: () => string) {
    this.begin = begin
    this.name = name
  }

  document(digest: string, size: number): void {
    this.documents.set(digest, size)
  }

  show({ digest, state, current = 0, total = 0 }: PullProgress): void {
    if (state === 'downloading') this.begun().status(digest, current, total)
    if (state === 'downloaded') this.begun().status(digest, total, total, true)
    if (state === 'extracting') this.begun().status(`extracting ${digest}`, 0)
    if (state === 'complete') this.begun().status(`extracting ${digest}`, 0, 0, true)
  }

  private begun(): Vertex {
    if (this.vertex) return this.vertex
    this.vertex = this.begin()
    this.vertex.status(`resolve ${this.name()}`, 0, 0, true)
    for (const [digest, size] of this.documents) this.vertex.status(digest, size, size, true)
    return this.vertex
  }
}
