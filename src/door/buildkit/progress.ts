// The emulated builder's records (api/docker.ts, BuildProgress) as BuildKit tells them to its clients.
import type { BuildProgress, BuildSource, BuildVertex, BuildWarning } from '../../api/docker.ts'
import { digestOf } from '../../image/digest.ts'
import { base64, utf8 } from '../../kernel/bytes.ts'
import { CODE, GrpcError } from './grpc.ts'
import { RpcStatus, type StatusResponse, type Timestamp } from './schemas.ts'

export type Status = Parameters<typeof StatusResponse.encode>[0]
type Moment = Parameters<typeof Timestamp.encode>[0]

const NS_PER_MS = 1_000_000

/** Of Unix ms. */
export function moment(ms: number | undefined): Moment | undefined {
  if (ms === undefined) return undefined
  const seconds = Math.floor(ms / 1000)
  return { seconds, nanos: Math.round((ms - seconds * 1000) * NS_PER_MS) }
}

/** What is told while a build goes on. */
type Going = Exclude<BuildProgress, { kind: 'image' | 'error' }>

const METADATA = /^\[internal\] load metadata for /
/** The smallest difference that is told. */
const TICK_MS = 0.001

/** Of one build. Several that are shown together have vertices of their own, but for the metadata that all of them look up. */
export class Progress {
  private readonly build: string
  private readonly vertices = new Map<string, string>()
  private readonly running = new Map<string, BuildVertex>()
  private last = 0

  constructor(build: string) {
    this.build = build
  }

  statusOf(record: Going): Status {
    switch (record.kind) {
      case 'vertex': {
        const { digest, name, started, completed, ...rest } = record.vertex
        this.vertices.set(digest, digestOf(METADATA.test(name) ? name : `${this.build} ${digest}`))
        if (completed === undefined) this.running.set(digest, record.vertex)
        else this.running.delete(digest)
        const ended = completed === undefined ? undefined : this.later(completed)
        const times = { started: moment(started), completed: moment(ended) }
        return { vertexes: [{ ...rest, digest: this.vertex(digest), name, ...times }] }
      }
      case 'status': {
        const { vertex, started, completed, ...rest } = record.status
        const times = {
          timestamp: moment(completed ?? started),
          started: moment(started),
          completed: moment(completed),
        }
        return { statuses: [{ ...rest, vertex: this.vertex(vertex), ...times }] }
      }
      case 'log': {
        const { vertex, stream, data, timestamp } = record.log
        return { logs: [{ vertex: this.vertex(vertex), stream, msg: utf8(data), timestamp: moment(timestamp) }] }
      }
      case 'warning': {
        const { vertex, short, detail, url, source } = record.warning
        const said = { vertex: this.vertex(vertex), level: 1, short: utf8(short), detail: [utf8(detail)], url }
        return { warnings: [{ ...said, info: infoOf(source), ranges: rangesOf(source) }] }
      }
    }
  }

  /** What was under way when the client gave the build up. */
  cancelled(): Status[] {
    return [...this.running.values()].map((vertex) => {
      const ended = { completed: vertex.started ?? 0, error: 'context canceled' }
      return this.statusOf({ kind: 'vertex', vertex: { ...vertex, ...ended } })
    })
  }

  private vertex(digest: string): string {
    return this.vertices.get(digest) ?? digest
  }

  /** Clients show what has ended in the order of its ends: no two at the same moment. */
  private later(ms: number): number {
    this.last = Math.max(ms, this.last + TICK_MS)
    return this.last
  }
}

const infoOf = ({ filename, lines }: BuildSource) => ({ filename, data: utf8(lines.join('\n')) })
const rangesOf = ({ start, end }: BuildSource) => [{ start: { line: start }, end: { line: end } }]

const infoAsJson = ({ filename, lines }: BuildSource) => ({ filename, data: base64(utf8(lines.join('\n'))) })

/** With the place in the Dockerfile, which the client prints. */
export function failureOf(message: string, source: BuildSource | undefined): GrpcError {
  if (!source) return new GrpcError(CODE.unknown, message)
  const value = { info: infoAsJson(source), ranges: rangesOf(source) }
  const typeUrl = 'github.com/moby/buildkit/errdefs.Source+json'
  const details = [{ typeUrl, value: utf8(JSON.stringify(value)) }]
  return new GrpcError(CODE.unknown, message, RpcStatus.encode({ code: CODE.unknown, message, details }))
}

/** What `docker build --check` gets: a result without an image (frontend/subrequests/lint). */
export function lintResult(found: readonly BuildWarning[]): Map<string, Uint8Array> {
  const warnings = found.map(({ short, detail, url, source }) => ({
    ruleName: short.split(':')[0],
    url,
    detail,
    location: { sourceIndex: 0, ranges: rangesOf(source) },
  }))
  const sources = found.slice(0, 1).map(({ source }) => ({ ...infoAsJson(source), language: 'Dockerfile' }))
  const result = {
    'result.json': JSON.stringify({ warnings, sources }),
    'result.statuscode': found.length > 0 ? '1' : '0',
  }
  return new Map(Object.entries({ ...result, version: '1.0.0' }).map(([key, value]) => [key, utf8(value)]))
}
