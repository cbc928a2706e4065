// Content digests: sha256 over bytes, written `sha256:<64 hex digits>` (OCI image spec, descriptor.md).
import { sha256 } from '@noble/hashes/sha2.js'
import { hex, utf8 } from '../kernel/bytes.ts'

/** Blobs travel as the very same array; hashing 1 MB takes 12 ms, so each array is hashed once. Arrays are never changed. */
const known = new WeakMap<Uint8Array, string>()

export function digestOf(data: Uint8Array | string): string {
  if (typeof data === 'string') return `sha256:${hex(sha256(utf8(data)))}`
  let digest = known.get(data)
  if (digest === undefined) {
    digest = `sha256:${hex(sha256(data))}`
    known.set(data, digest)
  }
  return digest
}

/** The 32 bytes themselves. */
export const sha256Bytes = (data: Uint8Array): Uint8Array => sha256(data)

export const isDigest = (text: string): boolean => /^sha256:[a-f0-9]{64}$/.test(text)

/** The 12 digits that docker shows. */
export const shortId = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12)

/** ChainID of each layer (OCI image spec, config.md): the name of a layer together with all those below it. */
export function chainIds(diffIds: readonly string[]): string[] {
  const out: string[] = []
  for (const diffId of diffIds) out.push(out.length === 0 ? diffId : digestOf(`${out.at(-1)!} ${diffId}`))
  return out
}
