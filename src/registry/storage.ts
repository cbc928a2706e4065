// Where a registry keeps blobs, links and tags: in memory here; on a disk in disk.ts.

export type LinkKind = 'layers' | 'manifests'

/** Blobs are stored once and linked from the repositories that have them (docker/distribution, registry/storage/paths.go). */
export interface Storage {
  blob(digest: string): Uint8Array | undefined
  putBlob(digest: string, bytes: Uint8Array): void
  linked(repository: string, kind: LinkKind, digest: string): boolean
  link(repository: string, kind: LinkKind, digest: string): void
  unlink(repository: string, kind: LinkKind, digest: string): void
  /** Digests of a repository's manifests. */
  manifests(repository: string): string[]
  tag(repository: string, tag: string): string | undefined
  setTag(repository: string, tag: string, digest: string): void
  removeTag(repository: string, tag: string): void
  /** In the order of their bytes; undefined when there is no such repository. */
  tags(repository: string): string[] | undefined
  /** In the order of their bytes. */
  repositories(): string[]
}

interface Repository {
  layers: Set<string>
  manifests: Set<string>
  tags: Map<string, string>
}

export class MemoryStorage implements Storage {
  private readonly blobs = new Map<string, Uint8Array>()
  private readonly all = new Map<string, Repository>()

  blob(digest: string): Uint8Array | undefined {
    return this.blobs.get(digest)
  }

  putBlob(digest: string, bytes: Uint8Array): void {
    this.blobs.set(digest, bytes)
  }

  linked(repository: string, kind: LinkKind, digest: string): boolean {
    return this.all.get(repository)?.[kind].has(digest) ?? false
  }

  link(repository: string, kind: LinkKind, digest: string): void {
    this.open(repository)[kind].add(digest)
  }

  unlink(repository: string, kind: LinkKind, digest: string): void {
    this.all.get(repository)?.[kind].delete(digest)
  }

  manifests(repository: string): string[] {
    return [...(this.all.get(repository)?.manifests ?? [])]
  }

  tag(repository: string, tag: string): string | undefined {
    return this.all.get(repository)?.tags.get(tag)
  }

  setTag(repository: string, tag: string, digest: string): void {
    this.open(repository).tags.set(tag, digest)
  }

  removeTag(repository: string, tag: string): void {
    this.all.get(repository)?.tags.delete(tag)
  }

  tags(repository: string): string[] | undefined {
    const found = this.all.get(repository)
    return found && [...found.tags.keys()].sort()
  }

  repositories(): string[] {
    return [...this.all.keys()].sort()
  }

  private open(name: string): Repository {
    let found = this.all.get(name)
    if (!found) this.all.set(name, (found = { layers: new Set(), manifests: new Set(), tags: new Map() }))
    return found
  }
}
