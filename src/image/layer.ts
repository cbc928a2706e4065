// A layer: a tar of changed files (OCI image spec, layer.md), packed only when somebody asks for its digest or blob.
import { gunzipSync, gzipSync } from 'fflate'
import type { Entry } from '../kernel/entry.ts'
import { digestOf } from './digest.ts'
import { writeTar } from '../kernel/tar.ts'
import { readTar } from '../kernel/untar.ts'
import { estimateCompressed, unpackedSize } from './weight.ts'

export interface Layer {
  /** Digest of the tar: the layer's identity. */
  readonly diffId: string
  /** Digest of the blob. */
  readonly digest: string
  /** The gzip'd tar of what is kept. */
  readonly blob: Uint8Array
  /** Emulated bytes of its files, uncompressed. */
  readonly size: number
  /** Emulated bytes of the blob, compressed. */
  readonly weight: number
  readonly entries: readonly Entry[]
  readonly name: string
}

export interface LayerOptions {
  /** Short human name: `debian 12`, `COPY app.js`. */
  name: string
  /** Emulated compressed bytes; estimated from the files where it is left out. */
  weight?: number
}

/** A blob that was made or read here need not be unpacked again: it travels as the very same array. */
const byBlob = new WeakMap<Uint8Array, Layer>()

class PackedLayer implements Layer {
  readonly name: string
  private given: readonly Entry[] | (() => readonly Entry[])
  private readonly givenWeight: number | undefined
  private packedTar: { diffId: string } | undefined
  private packedBlob: { blob: Uint8Array; digest: string } | undefined
  private sizes: { size: number; weight: number } | undefined

  constructor(entries: readonly Entry[] | (() => readonly Entry[]), options: LayerOptions) {
    this.given = entries
    this.name = options.name
    this.givenWeight = options.weight
  }

  get entries(): readonly Entry[] {
    if (typeof this.given === 'function') this.given = this.given()
    return this.given
  }

  get diffId(): string {
    this.packedTar ??= { diffId: digestOf(writeTar(this.entries)) }
    return this.packedTar.diffId
  }

  get blob(): Uint8Array {
    return this.packed().blob
  }

  get digest(): string {
    return this.packed().digest
  }

  get size(): number {
    return this.measured().size
  }

  get weight(): number {
    return this.measured().weight
  }

  private packed() {
    if (this.packedBlob) return this.packedBlob
    const tar = writeTar(this.entries)
    this.packedTar ??= { diffId: digestOf(tar) }
    const blob = gzipSync(tar, { mtime: 0, level: 6 })
    byBlob.set(blob, this)
    this.packedBlob = { blob, digest: digestOf(blob) }
    return this.packedBlob
  }

  private measured() {
    const { entries, givenWeight } = this
    this.sizes ??= { size: unpackedSize(entries), weight: givenWeight ?? estimateCompressed(entries) }
    return this.sizes
  }
}

/** A layer of these files. The entries (or the function that makes them) must not change afterwards. */
export const makeLayer = (entries: readonly Entry[] | (() => readonly Entry[]), options: LayerOptions): Layer =>
  new PackedLayer(entries, options)

/** The layer as a tar that is not compressed: what its diffId is the digest of. */
export const tarOf = ({ blob }: Layer): Uint8Array => (isGzip(blob) ? gunzipSync(blob) : blob)

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The layer of a blob that was made or read here, however far it has travelled since. */
export const knownLayer = (blob: Uint8Array): Layer | undefined => byBlob.get(blob)

/** A layer from a blob, gzip'd or not. Throws when it is neither a gzip nor a tar. */
export function readLayer(blob: Uint8Array, options: Partial<LayerOptions> = {}): Layer {
  const known = byBlob.get(blob)
  const name = options.name ?? known?.name ?? ''
  const weight = options.weight ?? known?.weight
  if (known && known.name === name && known.weight === weight) return known
  const tar = isGzip(blob) ? gunzipSync(blob) : blob
  const entries = known?.entries ?? readTar(tar)
  const size = unpackedSize(entries)
  const diffId = known?.diffId ?? digestOf(tar)
  const layer = {
    name,
    entries,
    blob,
    diffId,
    size,
    digest: digestOf(blob),
    weight: weight ?? Math.max(blob.length, estimateCompressed(entries)),
  }
  byBlob.set(blob, layer)
  return layer
}
