// The content store of one machine: layers, images and their names, as dockerd's or containerd's image store holds them.
import type { ImageObject, LayerObject, LayerRef } from '../api/objects.ts'
import type { Descriptor, ImageConfig, Manifest } from '../api/oci.ts'
import { decodeConfig } from '../image/config.ts'
import { digestOf } from '../image/digest.ts'
import type { Layer } from '../image/layer.ts'
import { canonical, canonicalName, parseReference, type Reference, familiar } from '../image/reference.ts'
import type { Entry } from '../kernel/entry.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Cause } from '../kernel/trace.ts'
import { Tree } from '../machine/fs/tree.ts'

export interface StoredImage {
  /** Digest of the config. */
  readonly id: string
  readonly config: ImageConfig
  readonly configBytes: Uint8Array
  readonly layers: readonly Layer[]
  /** Image it was built from, where it was built here step by step. */
  parent?: string
  /** Unix ms of the last time it got a name. */
  lastTagTime?: number
}

/** Unpacked once in the world: every machine and container that has the layer stands on the same tree. */
const trees = new WeakMap<readonly Entry[], Tree>()

export function treeOf(layer: Layer): Tree {
  const { entries } = layer
  let tree = trees.get(entries)
  if (!tree) {
    tree = Tree.of(entries)
    trees.set(entries, tree)
  }
  return tree
}

export const layerRef = (layer: Layer): LayerRef => ({
  diffId: layer.diffId,
  digest: layer.digest,
  size: layer.size,
  name: layer.name,
})

export const imageSize = (image: StoredImage): number => image.layers.reduce((sum, layer) => sum + layer.size, 0)

export class ContentStore {
  /** By diffId. */
  readonly layers = new Map<string, Layer>()
  readonly images = new Map<string, StoredImage>()
  /** `docker.io/library/busybox:latest` and `docker.io/library/busybox@sha256:…` → image id. */
  readonly names = new Map<string, string>()
  /** Where blobs are known to be, by digest: repositories they can be mounted from when pushing. */
  readonly sources = new Map<string, Set<string>>()
  /** Layers that somebody else needs, too: a builder's cache. */
  pinned: () => Iterable<string> = () => []
  private readonly kernel: Kernel
  private readonly place: string
  private readonly objectType: 'image' | 'nodeimage'
  private readonly byDigest = new Map<string, string>()
  private readonly said = new Set<string>()

  /** `nodeimage` objects are told by name, as a kubelet lists them. */
  constructor(kernel: Kernel, place: string, objectType: 'image' | 'nodeimage' = 'image') {
    this.kernel = kernel
    this.place = place
    this.objectType = objectType
  }

  // --- layers ---

  /** The layer of a compressed blob, if it is here. */
  layerOfBlob(digest: string): Layer | undefined {
    const diffId = this.byDigest.get(digest)
    return diffId === undefined ? undefined : this.layers.get(diffId)
  }

  /** Another digest for a layer we have: the same tar compressed elsewhere. */
  addLayer(layer: Layer, blobDigest: string, cause: Cause, image?: string): void {
    this.byDigest.set(blobDigest, layer.diffId)
    if (!this.layers.has(layer.diffId)) this.layers.set(layer.diffId, layer)
    this.sayLayer({ ...layerRef(layer), state: 'ready', image }, cause)
  }

  sayLayer(layer: LayerObject, cause: Cause): void {
    this.say('layer', layer.diffId, { ...layer }, cause)
  }

  forgetLayer(diffId: string, cause: Cause): void {
    this.say('layer', diffId, undefined, cause)
  }

  hasSource(digest: string, reference: Reference): boolean {
    return this.sources.get(digest)?.has(canonicalName(reference)) ?? false
  }

  /** The latest comes last. */
  addSource(digest: string, reference: Reference): void {
    const known = this.sources.get(digest) ?? new Set()
    const name = canonicalName(reference)
    known.delete(name)
    this.sources.set(digest, known.add(name))
  }

  // --- images ---

  /** Layers must be here already. Gives the image that was there where it is known. */
  addImage(configBytes: Uint8Array, layers: readonly Layer[], cause: Cause, parent?: string): StoredImage {
    const id = digestOf(configBytes)
    const known = this.images.get(id)
    if (known) return known
    const image: StoredImage = { id, config: decodeConfig(configBytes), configBytes, layers, parent }
    this.images.set(id, image)
    for (const layer of layers) if (!this.layers.has(layer.diffId)) this.addLayer(layer, layer.digest, cause)
    this.sayImage(id, cause)
    return image
  }

  setName(name: string, id: string, cause: Cause): void {
    const before = this.names.get(name)
    this.names.set(name, id)
    const image = this.images.get(id)
    if (image) image.lastTagTime = this.kernel.clock.unix()
    if (before !== undefined && before !== id) this.sayImage(before, cause)
    this.sayImage(id, cause)
  }

  removeName(name: string, cause: Cause): void {
    const id = this.names.get(name)
    this.names.delete(name)
    if (this.objectType === 'nodeimage') this.say('nodeimage', shown(name), undefined, cause)
    else if (id !== undefined) this.sayImage(id, cause)
  }

  /** Takes the image and its names away, and the layers that no other image needs; gives those layers' diffIds, top first. */
  removeImage(id: string, cause: Cause): string[] {
    const image = this.images.get(id)
    if (!image) return []
    for (const [name, named] of [...this.names]) if (named === id) this.removeName(name, cause)
    this.images.delete(id)
    if (this.objectType === 'image') this.say('image', id, undefined, cause)
    const needed = new Set(this.pinned())
    for (const other of this.images.values()) for (const layer of other.layers) needed.add(layer.diffId)
    const gone = image.layers.map((layer) => layer.diffId).filter((diffId) => !needed.has(diffId))
    for (const diffId of gone) {
      this.layers.delete(diffId)
      for (const [digest, named] of [...this.byDigest]) if (named === diffId) this.byDigest.delete(digest)
      this.forgetLayer(diffId, cause)
    }
    return gone.reverse()
  }

  /** Canonical names of an image, tags before digests, in the order they were given. */
  namesOf(id: string): string[] {
    const all = [...this.names].filter(([, named]) => named === id).map(([name]) => name)
    return [...all.filter((name) => !name.includes('@')), ...all.filter((name) => name.includes('@'))]
  }

  /** By id or unambiguous beginning of it, by name, by name and digest. Undefined when there is none. */
  find(word: string): StoredImage | undefined {
    const bare = word.replace(/^sha256:/, '')
    if (/^[0-9a-f]{64}$/.test(bare)) return this.images.get(`sha256:${bare}`)
    const named = this.byName(word)
    if (named) return named
    if (!/^[0-9a-f]+$/.test(bare)) return undefined
    const starting = [...this.images.values()].filter((image) => image.id.startsWith(`sha256:${bare}`))
    return starting.length === 1 ? starting[0] : undefined
  }

  private byName(word: string): StoredImage | undefined {
    const reference = referenceOf(word)
    if (!reference) return undefined
    const full = reference.tag || reference.digest ? reference : { ...reference, tag: 'latest' }
    const { domain, path, digest } = full
    const key = digest ? canonical({ domain, path, digest }) : canonical(full)
    const id = this.names.get(key)
    return id === undefined ? undefined : this.images.get(id)
  }

  sayImage(id: string, cause: Cause): void {
    const image = this.images.get(id)
    if (!image) return
    const names = this.namesOf(id).map(shown)
    const data: ImageObject = {
      names,
      layers: image.layers.map(layerRef),
      size: imageSize(image),
      created: image.config.created ?? '',
    }
    if (this.objectType === 'image') return this.say('image', id, { ...data }, cause)
    for (const name of names) this.say('nodeimage', name, { ...data }, cause)
  }

  private say(type: string, id: string, data: Record<string, unknown> | undefined, cause: Cause): void {
    const key = `${type} ${id}`
    const told = JSON.stringify(data)
    if (data === undefined ? !this.said.delete(key) : this.told.get(key) === told) return
    if (data !== undefined) this.said.add(key)
    this.told.set(key, told)
    this.kernel.trace.add({ kind: 'object', topic: `object.${type}`, type, place: this.place, id, data, cause })
  }

  private readonly told = new Map<string, string>()
}

/** As people write it: without `docker.io/library/`. */
function shown(name: string): string {
  const reference = referenceOf(name)
  return reference ? familiar(reference) : name
}

function referenceOf(word: string): Reference | undefined {
  try {
    return parseReference(word)
  } catch {
    return undefined
  }
}

/** What a manifest says of its layers, for progress and trace before the layers are here. */
export interface ExpectedLayer {
  descriptor: Descriptor
  diffId: string
}

export const expectedLayers = (manifest: Manifest, config: ImageConfig): ExpectedLayer[] =>
  manifest.layers.map((descriptor, i) => ({ descriptor, diffId: config.rootfs.diff_ids[i] ?? descriptor.digest }))
