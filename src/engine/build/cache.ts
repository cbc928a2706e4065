// BuildKit's cache on this machine: what each step made, by what went into it.
import type { BuildCacheRecord } from '../../api/docker.ts'
import type { Layer } from '../../image/layer.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { StoredImage } from '../../runtime/content.ts'
import { goTime } from '../times.ts'

export interface CacheEntry {
  id: string
  /** What went in: the state before, the instruction, the digests of files. */
  key: string
  description: string
  type: 'regular' | 'source.local' | 'exec.cachemount'
  /** What came out; undefined where no file changed. */
  layer: Layer | undefined
  /** When it was made, as history shows it. */
  stamp: string
  /** Virtual ms. */
  created: number
  used: number
  uses: number
}

export class BuildCache {
  /** Base images that were pulled for a build only: they have no name and are not listed. */
  readonly bases = new Map<string, StoredImage>()
  private readonly entries = new Map<string, CacheEntry>()
  /** `RUN --mount=type=cache`, by id. */
  private readonly mounts = new Map<string, FileSystem>()
  /** Files of contexts that have been sent before: path and content. */
  private readonly received = new Set<string>()
  private readonly stoodOn = new Set<string>()

  find(key: string, now: number): CacheEntry | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    entry.used = now
    entry.uses++
    return entry
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  add(entry: CacheEntry): void {
    this.entries.set(entry.key, entry)
  }

  mount(id: string, make: () => FileSystem): FileSystem {
    let fs = this.mounts.get(id)
    if (!fs) {
      fs = make()
      this.mounts.set(id, fs)
    }
    return fs
  }

  /** True the first time that a build stands on this image. */
  isFirstUse(image: string): boolean {
    if (this.stoodOn.has(image)) return false
    this.stoodOn.add(image)
    return true
  }

  /** True the first time that a file with this content comes. */
  isNew(path: string, identity: string): boolean {
    const name = `${path} ${identity}`
    if (this.received.has(name)) return false
    this.received.add(name)
    return true
  }

  /** Layers that the cache keeps alive. */
  *layers(): Iterable<string> {
    for (const { layer } of this.entries.values()) if (layer) yield layer.diffId
    for (const base of this.bases.values()) for (const layer of base.layers) yield layer.diffId
  }

  all(): CacheEntry[] {
    return [...this.entries.values()]
  }

  remove(entry: CacheEntry): void {
    this.entries.delete(entry.key)
  }

  records(clock: Clock, isShared: (layer: Layer) => boolean): BuildCacheRecord[] {
    return this.all().map((entry) => ({
      ID: entry.id,
      Type: entry.type,
      Description: entry.description,
      InUse: false,
      Shared: entry.layer !== undefined && isShared(entry.layer),
      Size: entry.layer?.size ?? 0,
      CreatedAt: goTime(clock, entry.created),
      LastUsedAt: goTime(clock, entry.used),
      UsageCount: entry.uses,
    }))
  }
}
