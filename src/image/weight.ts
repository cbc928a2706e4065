// Emulated sizes: what a blob would weigh if all its bytes were kept. They travel as annotations on descriptors.
import type { Descriptor } from '../api/oci.ts'
import type { Entry } from '../kernel/entry.ts'

/** Emulated bytes of the blob, compressed, as a registry would show. */
const SIZE = 'naru.size'
/** The layer's short human name. */
const NAME = 'naru.name'

export function weigh(descriptor: Descriptor, weight: number, name?: string): Descriptor {
  const annotations = { ...descriptor.annotations, [SIZE]: String(weight), ...(name ? { [NAME]: name } : {}) }
  return { ...descriptor, annotations }
}

/** The emulated size of a descriptor's blob; for foreign images it is the size they say. */
export function weightOf(descriptor: Descriptor): number {
  const size = Number(descriptor.annotations?.[SIZE])
  return Number.isFinite(size) && size > 0 ? size : descriptor.size
}

/** What the descriptor itself says of its layer. */
export function toldOf(descriptor: Descriptor): { weight?: number; name?: string } {
  const name = nameOf(descriptor)
  const weight = descriptor.annotations?.[SIZE]
  return { ...(weight ? { weight: weightOf(descriptor) } : {}), ...(name ? { name } : {}) }
}

export const nameOf = (descriptor: Descriptor): string | undefined => descriptor.annotations?.[NAME]

const PACKED = /\.(jar|war|gz|tgz|bz2|xz|zst|zip|png|jpe?g|gif|webp|woff2?|mp4|whl|deb|apk|rpm)$/i

/** How much gzip would leave of these files: packed formats stay as they are, programs keep about two fifths. */
export function estimateCompressed(entries: readonly Entry[]): number {
  let sum = 32
  for (const entry of entries) {
    const size = entry.content?.size ?? 0
    sum += 60 + Math.round(size * (PACKED.test(entry.path) ? 0.97 : 0.4))
  }
  return sum
}

/** Bytes that files take: what `docker history` and `docker images` add up. Hard links count once. */
export const unpackedSize = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + (entry.type === 'file' ? (entry.content?.size ?? 0) : 0), 0)
