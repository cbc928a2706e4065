// A file's content: bytes we keep, and bulk (a size and a seed) standing for bytes nobody needs to look at.
import { concat, utf8 } from './bytes.ts'

/** `size` bytes that are only generated when somebody reads them. Equal seeds and offsets give equal bytes. */
export interface Bulk {
  readonly size: number
  readonly seed: string
  readonly offset: number
}

type Part = Uint8Array | Bulk

const sizeOf = (part: Part) => (part instanceof Uint8Array ? part.length : part.size)

/** Bytes up to which appended pieces are joined. */
const PIECE = 16_384

export class Content {
  readonly size: number
  readonly parts: readonly Part[]
  private name: string | undefined

  constructor(parts: readonly Part[]) {
    this.parts = parts.filter((part) => sizeOf(part) > 0)
    this.size = this.parts.reduce((sum, part) => sum + sizeOf(part), 0)
  }

  static of(data: string | Uint8Array | Content): Content {
    if (data instanceof Content) return data
    return new Content([typeof data === 'string' ? utf8(data) : data])
  }

  static bulk(size: number, seed: string, head: Uint8Array = new Uint8Array(0)): Content {
    return new Content([head, { size: Math.max(0, size - head.length), seed, offset: 0 }])
  }

  /** Short pieces become one, so that a file that grows line by line stays a few pieces. */
  append(more: Content): Content {
    const [last, first] = [this.parts.at(-1), more.parts[0]]
    if (last instanceof Uint8Array && first instanceof Uint8Array && last.length + first.length <= PIECE)
      return new Content([...this.parts.slice(0, -1), concat([last, first]), ...more.parts.slice(1)])
    return new Content([...this.parts, ...more.parts])
  }

  slice(start: number, end = this.size): Content {
    const out: Part[] = []
    let at = 0
    for (const part of this.parts) {
      const size = sizeOf(part)
      const from = Math.max(0, start - at)
      const to = Math.min(size, end - at)
      if (from < to) out.push(part instanceof Uint8Array ? part.subarray(from, to) : cut(part, from, to))
      at += size
    }
    return new Content(out)
  }

  /** All bytes; bulk is generated. Do not call it for tens of megabytes: read slices. */
  bytes(): Uint8Array {
    return concat(this.parts.map((part) => (part instanceof Uint8Array ? part : generate(part))))
  }

  /** The first piece, if its bytes are kept: of a short file all, of a long one the beginning. */
  head(): Uint8Array {
    const first = this.parts[0]
    return first instanceof Uint8Array ? first : new Uint8Array(0)
  }

  /** A cheap identity (not a digest): equal for equal content built the same way. */
  identity(): string {
    if (this.name === undefined) {
      this.name = this.parts
        .map((p) => (p instanceof Uint8Array ? `b${p.length}:${hash(p)}` : `g${p.size}:${p.seed}:${p.offset}`))
        .join('|')
    }
    return this.name
  }
}

const cut = (bulk: Bulk, from: number, to: number): Bulk => ({
  size: to - from,
  seed: bulk.seed,
  offset: bulk.offset + from,
})

function generate(bulk: Bulk): Uint8Array {
  const out = new Uint8Array(bulk.size)
  const key = hash(utf8(bulk.seed))
  for (let i = 0; i < out.length; i++) {
    let x = Math.imul(bulk.offset + i + 1, 0x9e3779b1) ^ key
    x = Math.imul(x ^ (x >>> 15), 0x85ebca6b)
    out[i] = (x ^ (x >>> 13)) & 255
  }
  return out
}

/** FNV-1a, 32 bits. */
export function hash(bytes: Uint8Array): number {
  let h = 0x811c9dc5
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193)
  return h >>> 0
}
