// What is known of a running build: its vertices in the order they started, with their output (buildkit's client graph).
import type {
  BuildLog,
  BuildProgress,
  BuildSource,
  BuildStatus,
  BuildVertex,
  BuildWarning,
} from '../../../api/docker.ts'

export interface Vertex extends BuildVertex {
  /** From 1, by start. 0: not started. */
  index: number
  statuses: Map<string, BuildStatus>
  logs: BuildLog[]
  warnings: BuildWarning[]
}

export class Graph {
  /** By digest, in the order they were first told of. */
  readonly vertices = new Map<string, Vertex>()
  /** Those that started, by index. */
  readonly order: Vertex[] = []
  readonly warnings: BuildWarning[] = []
  image: string | undefined
  failure: { message: string; source?: BuildSource } | undefined

  /** Takes one record; gives the vertex that it is about. */
  add(record: BuildProgress): Vertex | undefined {
    switch (record.kind) {
      case 'vertex':
        return this.update(record.vertex)
      case 'status': {
        const vertex = this.vertices.get(record.status.vertex)
        vertex?.statuses.set(record.status.id, record.status)
        return vertex
      }
      case 'log': {
        const vertex = this.vertices.get(record.log.vertex)
        vertex?.logs.push(record.log)
        return vertex
      }
      case 'warning':
        this.warnings.push(record.warning)
        this.vertices.get(record.warning.vertex)?.warnings.push(record.warning)
        return undefined
      case 'image':
        this.image = record.image
        return undefined
      case 'error':
        this.failure = record.source ? { message: record.message, source: record.source } : { message: record.message }
        return undefined
    }
  }

  private update(told: BuildVertex): Vertex {
    const known = this.vertices.get(told.digest)
    const vertex: Vertex = known ?? { ...told, index: 0, statuses: new Map(), logs: [], warnings: [] }
    Object.assign(vertex, told)
    this.vertices.set(told.digest, vertex)
    if (vertex.started !== undefined && vertex.index === 0) vertex.index = this.order.push(vertex)
    return vertex
  }
}

/** github.com/tonistiigi/units `%.2f`: 207B, 38.40MB. */
export function bytes(size: number): string {
  if (size < 1000) return `${size}B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = size / 1000
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value.toFixed(2)}${units[unit]}`
}

export const transferred = ({ current, total }: BuildStatus): string =>
  total !== 0 ? `${bytes(current)} / ${bytes(total)}` : current !== 0 ? bytes(current) : ''

/** Ended because another step failed. */
export const isCanceled = ({ error }: BuildVertex): boolean => error?.endsWith('context canceled') ?? false
