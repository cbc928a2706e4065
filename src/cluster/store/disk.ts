// What etcd keeps on its disk, so that a node that was switched off finds its cluster again: one file a key.
import { text } from '../../kernel/bytes.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { KeyValue, KeyValueStore } from './keyvalue.ts'

export class StoreDisk {
  private readonly fs: FileSystem
  private readonly directory: string

  constructor(fs: FileSystem, directory: string) {
    this.fs = fs
    this.directory = `${directory}/member/snap`
    fs.mkdir(`${this.directory}/db`, { parents: true, mode: 0o700 })
  }

  /** Reads everything back and writes every change from now on. Returns the number of keys found. */
  attach(store: KeyValueStore): number {
    const kvs = this.fs.list(`${this.directory}/db`).map((file) => JSON.parse(this.read(`db/${file}`)) as KeyValue)
    const deleted = this.fs.exists(`${this.directory}/revision`) ? Number(this.read('revision')) : 1
    store.restore(kvs, Math.max(deleted, ...kvs.map(({ mod_revision }) => mod_revision)))
    store.watch(({ type, kv }) => {
      const path = `${this.directory}/db/${encodeURIComponent(kv.key)}`
      if (type === 'PUT') return this.fs.write(path, JSON.stringify(kv), { mode: 0o600 })
      this.fs.remove(path)
      // A put leaves its revision with its key; a deletion leaves nothing else behind.
      this.fs.write(`${this.directory}/revision`, String(kv.mod_revision), { mode: 0o600 })
    })
    return kvs.length
  }

  private read(file: string): string {
    return text(this.fs.read(`${this.directory}/${file}`).bytes())
  }
}
