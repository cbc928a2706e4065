// Blob uploads: sessions to which chunks are added until a digest closes them (OCI distribution spec, "Pushing blobs").
import { concat } from '../kernel/bytes.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { digestOf, isDigest } from '../image/digest.ts'
import { Refusal } from './errors.ts'

interface Session {
  repository: string
  chunks: Uint8Array[]
  size: number
}

export class Uploads {
  private readonly sessions = new Map<string, Session>()
  private readonly kernel: Kernel

  constructor(kernel: Kernel) {
    this.kernel = kernel
  }

  start(repository: string): string {
    const id = this.kernel.rng.uuid()
    this.sessions.set(id, { repository, chunks: [], size: 0 })
    return id
  }

  /** Bytes received so far. Throws BLOB_UPLOAD_UNKNOWN. */
  size(repository: string, id: string): number {
    return this.session(repository, id).size
  }

  /** `range`: the client's Content-Range, `0-1023`; a chunk must go on where the last ended. */
  append(repository: string, id: string, chunk: Uint8Array, range?: string): number {
    const session = this.session(repository, id)
    const bounds = range === undefined ? undefined : /^(?:bytes )?(\d+)-(\d+)/.exec(range)
    if (range !== undefined && (!bounds || Number(bounds[1]) !== session.size)) throw new Refusal('RANGE_INVALID')
    if (chunk.length > 0) session.chunks.push(chunk)
    session.size += chunk.length
    return session.size
  }

  /** The blob, whose digest is as said. Throws DIGEST_INVALID. */
  finish(repository: string, id: string, digest: string): Uint8Array {
    const { chunks } = this.session(repository, id)
    const bytes = chunks.length === 0 ? new Uint8Array(0) : concat(chunks)
    if (!isDigest(digest) || digestOf(bytes) !== digest) throw new Refusal('DIGEST_INVALID')
    this.sessions.delete(id)
    return bytes
  }

  cancel(repository: string, id: string): void {
    this.session(repository, id)
    this.sessions.delete(id)
  }

  private session(repository: string, id: string): Session {
    const found = this.sessions.get(id)
    if (!found || found.repository !== repository) throw new Refusal('BLOB_UPLOAD_UNKNOWN')
    return found
  }
}
