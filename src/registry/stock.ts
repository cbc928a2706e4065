// A storage that was filled beforehand: images are put in it when somebody first asks for them.
import type { Stock } from '../image/catalog/recipe.ts'
import type { Image } from '../image/image.ts'
import { type LinkKind, MemoryStorage, type Storage } from './storage.ts'

export class StockedStorage implements Storage {
  private readonly kept = new MemoryStorage()
  /** repository → tag → the image that is not put in yet. */
  private readonly waiting = new Map<string, Map<string, () => Stock>>()
  /** repository → tags in the order in which they were promised. */
  private readonly promised = new Map<string, string[]>()
  /** Tags come in the order in which they were made, as from a directory, not by their names. */
  private readonly unsorted: boolean

  constructor(unsorted = false) {
    this.unsorted = unsorted
  }

  /** Promises an image under these tags. */
  seed(repository: string, tags: readonly string[], image: () => Stock): void {
    const found = this.waiting.get(repository) ?? new Map<string, () => Stock>()
    this.waiting.set(repository, found)
    for (const tag of tags) found.set(tag, image)
    this.promised.set(repository, [...(this.promised.get(repository) ?? []), ...tags])
  }

  blob(digest: string): Uint8Array | undefined {
    return this.kept.blob(digest)
  }

  putBlob(digest: string, bytes: Uint8Array): void {
    this.kept.putBlob(digest, bytes)
  }

  linked(repository: string, kind: LinkKind, digest: string): boolean {
    if (this.kept.linked(repository, kind, digest)) return true
    this.fillAll(repository)
    return this.kept.linked(repository, kind, digest)
  }

  link(repository: string, kind: LinkKind, digest: string): void {
    this.kept.link(repository, kind, digest)
  }

  unlink(repository: string, kind: LinkKind, digest: string): void {
    this.kept.unlink(repository, kind, digest)
  }

  manifests(repository: string): string[] {
    return this.kept.manifests(repository)
  }

  tag(repository: string, tag: string): string | undefined {
    this.fill(repository, tag)
    return this.kept.tag(repository, tag)
  }

  setTag(repository: string, tag: string, digest: string): void {
    this.waiting.get(repository)?.delete(tag)
    this.kept.setTag(repository, tag, digest)
  }

  removeTag(repository: string, tag: string): void {
    this.waiting.get(repository)?.delete(tag)
    this.kept.removeTag(repository, tag)
  }

  tags(repository: string): string[] | undefined {
    const waiting = this.waiting.get(repository)
    const kept = this.kept.tags(repository)
    if (!waiting && !kept) return undefined
    const all = new Set([...(waiting?.keys() ?? []), ...(kept ?? [])])
    if (!this.unsorted) return [...all].sort()
    const first = (this.promised.get(repository) ?? []).filter((tag) => all.has(tag))
    return [...new Set([...first, ...all])]
  }

  repositories(): string[] {
    return [...new Set([...this.waiting.keys(), ...this.kept.repositories()])].sort()
  }

  private fill(repository: string, tag: string): void {
    const image = this.waiting.get(repository)?.get(tag)
    if (!image) return
    this.waiting.get(repository)!.delete(tag)
    const { images, index } = image()
    for (const one of images) this.put(repository, one)
    if (index) {
      this.kept.putBlob(index.descriptor.digest, index.bytes)
      this.kept.link(repository, 'manifests', index.descriptor.digest)
    }
    this.kept.setTag(repository, tag, index?.descriptor.digest ?? images[0]!.digest)
  }

  /** A digest that is not known yet can only be one of an image not put in yet. */
  private fillAll(repository: string): void {
    for (const tag of [...(this.waiting.get(repository)?.keys() ?? [])]) this.fill(repository, tag)
  }

  private put(repository: string, image: Image): void {
    this.kept.putBlob(image.id, image.configBytes)
    this.kept.link(repository, 'layers', image.id)
    for (const layer of image.layers) {
      this.kept.putBlob(layer.digest, layer.blob)
      this.kept.link(repository, 'layers', layer.digest)
    }
    this.kept.putBlob(image.digest, image.manifestBytes)
    this.kept.link(repository, 'manifests', image.digest)
  }
}
