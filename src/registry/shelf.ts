// What the rooms of one registry share: its storage, the emulated sizes of its blobs, and what the trace is told of it.
import type { LayerRef, RepositoryObject } from '../api/objects.ts'
import { text } from '../kernel/bytes.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Cause } from '../kernel/trace.ts'
import type { ImageConfig, Index, Manifest } from '../api/oci.ts'
import { knownLayer, readLayer } from '../image/layer.ts'
import { decodeManifest, isIndex, selectPlatform } from '../image/manifest.ts'
import { nameOf, toldOf, weightOf } from '../image/weight.ts'
import type { Storage } from './storage.ts'

const AMD64 = { architecture: 'amd64', os: 'linux' }

export class Shelf {
  readonly kernel: Kernel
  readonly storage: Storage
  /** The registry's place in the trace: `docker.io`. */
  readonly place: string
  readonly isPrivate: (name: string) => boolean
  /** Emulated bytes of blobs, as manifests say them. */
  private readonly weights = new Map<string, number>()
  /** `repository:tag` → digest last told. */
  private readonly told = new Map<string, string>()

  constructor(kernel: Kernel, storage: Storage, place: string, isPrivate: (name: string) => boolean) {
    this.kernel = kernel
    this.storage = storage
    this.place = place
    this.isPrivate = isPrivate
  }

  weight(digest: string, blob: Uint8Array): number {
    return Math.max(blob.length, this.weights.get(digest) ?? 0)
  }

  /** A manifest was read or written: its blobs' weights are known from now on. */
  learn(manifest: Manifest | Index): void {
    if (isIndex(manifest)) return
    for (const layer of manifest.layers) {
      const blob = this.storage.blob(layer.digest)
      const known = (blob && knownLayer(blob)?.weight) ?? 0
      this.weights.set(layer.digest, Math.max(known, weightOf(layer)))
    }
  }

  /** Says that a tag is there, once for each digest it points to. */
  tell(repository: string, tag: string, digest: string, cause: Cause): void {
    const id = `${repository}:${tag}`
    if (this.told.get(id) === digest) return
    this.told.set(id, digest)
    const layers = this.layers(digest)
    const data: RepositoryObject = { repository, tag, digest, layers, private: this.isPrivate(repository) }
    this.kernel.trace.add({
      kind: 'object',
      topic: 'object.repository',
      type: 'repository',
      place: this.place,
      id,
      data: { ...data },
      cause,
    })
  }

  /** Says all tags there are: of a registry that starts on what an earlier one kept. */
  tellAll(cause: Cause): void {
    for (const repository of this.storage.repositories()) {
      for (const tag of this.storage.tags(repository) ?? []) {
        const digest = this.storage.tag(repository, tag)
        if (digest !== undefined) this.tell(repository, tag, digest, cause)
      }
    }
  }

  gone(repository: string, tag: string, cause: Cause): void {
    const id = `${repository}:${tag}`
    if (!this.told.delete(id)) return
    this.kernel.trace.add({
      kind: 'object',
      topic: 'object.repository',
      type: 'repository',
      place: this.place,
      id,
      cause,
    })
  }

  /** The layers behind a manifest or index (its linux/amd64 one), as far as they are container layers. */
  private layers(digest: string): LayerRef[] {
    const bytes = this.storage.blob(digest)
    if (!bytes) return []
    const manifest = decodeManifest(bytes)
    if (isIndex(manifest)) {
      const child = selectPlatform(manifest, AMD64) ?? manifest.manifests[0]
      return child ? this.layers(child.digest) : []
    }
    this.learn(manifest)
    const config = this.storage.blob(manifest.config?.digest ?? '')
    const diffIds = config ? ((JSON.parse(text(config)) as Partial<ImageConfig>).rootfs?.diff_ids ?? []) : []
    return manifest.layers.slice(0, diffIds.length).map((descriptor, i) => {
      const blob = this.storage.blob(descriptor.digest)
      const layer = blob && readLayer(blob, toldOf(descriptor))
      const size = layer?.size ?? weightOf(descriptor)
      return { diffId: diffIds[i]!, digest: descriptor.digest, size, name: layer?.name ?? nameOf(descriptor) ?? '' }
    })
  }
}
