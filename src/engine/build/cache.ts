// BuildKit's cache on this machine: what each step made, by what went into it.
import type { BuildCacheRecord } from '../../api/docker.ts'
import type { Layer } from '../../image/layer.ts'
import type { Clock } from '../../kernel/clock.ts'
import { goTime } from '../times.ts'

export interface CacheEntry {
  id: string
  /** What went in: the state before, the instruction, the digests of files. */
  key: string
  description: string
  type: 'regular' | 'source.local' | 'exec.cachemount'
  /** What came out; undefined where nothing but the configuration changed. */
  layer: Layer | undefined
  created: number
  used: number
  uses: number
}

export class BuildCache {
  private readonly entries = new Map<string, CacheEntry>()

  find(key: string, now: number): CacheEntry | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    entry.used = now
    entry.uses++
    return entry
  }

  add(entry: CacheEntry): void {
    this.entries.set(entry.key, entry)
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
