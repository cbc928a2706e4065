// A multi-version key-value store (upstream: etcd's mvcc): every change has a revision, old changes can be watched.

export interface KeyValue {
  key: string
  value: string
  create_revision: number
  mod_revision: number
  /** How often it was written since it was made. */
  version: number
}

export interface StoreEvent {
  type: 'PUT' | 'DELETE'
  kv: KeyValue
}

/** mod_revision 0: the key does not exist. */
export interface Compare {
  key: string
  target: 'MOD' | 'VERSION' | 'CREATE'
  result: 'EQUAL' | 'GREATER' | 'LESS' | 'NOT_EQUAL'
  mod_revision?: number
  version?: number
  create_revision?: number
}

/** Changes kept for watchers that come late. */
const HISTORY = 2000

export class KeyValueStore {
  revision = 1
  private readonly keys = new Map<string, KeyValue>()
  private history: StoreEvent[] = []
  private readonly watchers = new Set<(event: StoreEvent) => void>()

  get(key: string): KeyValue | undefined {
    return this.keys.get(key)
  }

  /** All keys from `key` up to `end` (not included), in order of bytes; only `key` itself without `end`. */
  range(key: string, end?: string): KeyValue[] {
    if (end === undefined) return this.keys.has(key) ? [this.keys.get(key)!] : []
    return [...this.keys.values()].filter((kv) => kv.key >= key && kv.key < end).sort(byKey)
  }

  put(key: string, value: string): KeyValue {
    const old = this.keys.get(key)
    const mod_revision = ++this.revision
    const create_revision = old?.create_revision ?? mod_revision
    const kv = { key, value, create_revision, mod_revision, version: (old?.version ?? 0) + 1 }
    this.keys.set(key, kv)
    this.tell({ type: 'PUT', kv })
    return kv
  }

  delete(key: string): KeyValue | undefined {
    const old = this.keys.get(key)
    if (!old) return undefined
    this.keys.delete(key)
    this.tell({ type: 'DELETE', kv: { ...old, value: '', mod_revision: ++this.revision } })
    return old
  }

  holds(compare: Compare): boolean {
    const kv = this.keys.get(compare.key)
    const { target } = compare
    const found = target === 'MOD' ? kv?.mod_revision : target === 'VERSION' ? kv?.version : kv?.create_revision
    const wanted =
      target === 'MOD' ? compare.mod_revision : target === 'VERSION' ? compare.version : compare.create_revision
    const difference = (found ?? 0) - (wanted ?? 0)
    if (compare.result === 'GREATER') return difference > 0
    if (compare.result === 'LESS') return difference < 0
    return (difference === 0) === (compare.result === 'EQUAL')
  }

  /** Changes since a revision (included); undefined when they are compacted. */
  since(revision: number): StoreEvent[] | undefined {
    const first = this.history[0]?.kv.mod_revision ?? this.revision + 1
    if (revision < first && this.revision >= revision && first > 2) return undefined
    return this.history.filter((event) => event.kv.mod_revision >= revision)
  }

  watch(watcher: (event: StoreEvent) => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** What a disk gave back, before anything else happens. */
  restore(kvs: readonly KeyValue[], revision: number): void {
    for (const kv of kvs) this.keys.set(kv.key, kv)
    this.revision = revision
  }

  private tell(event: StoreEvent): void {
    this.history.push(event)
    if (this.history.length > 2 * HISTORY) this.history = this.history.slice(-HISTORY)
    for (const watcher of this.watchers) watcher(event)
  }
}

const byKey = (a: KeyValue, b: KeyValue) => (a.key < b.key ? -1 : 1)

/** The end of the range of all keys with a prefix. */
export const prefixEnd = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
