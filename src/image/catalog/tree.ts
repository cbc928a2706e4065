// A file tree under construction: what a layer or a disk consists of, written down shortly.
import { Content, hash } from '../../kernel/content.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { Entry } from '../../kernel/entry.ts'
import { executable } from '../../kernel/executable.ts'

/** Commands that are the same program under another file name. */
const SAME: Record<string, string> = {
  mawk: 'awk',
  gawk: 'awk',
  'nc.openbsd': 'nc',
  'nc.traditional': 'nc',
  'vim.basic': 'vi',
  'vim.tiny': 'vi',
  vim: 'vi',
  'less.real': 'less',
}

/** Modes of directories that differ from 0755. */
const MODES: Record<string, number> = { tmp: 0o1777, 'var/tmp': 0o1777, root: 0o700, 'run/lock': 0o1777 }

interface Meta {
  mode?: number
  uid?: number
  gid?: number
}

export class Tree {
  private readonly map = new Map<string, Entry>()
  private readonly mtime: number

  /** `date`: the modification time of everything in it, ISO 8601. */
  constructor(date: string) {
    this.mtime = Math.floor(Date.parse(date) / 1000) * 1000
  }

  dir(paths: string, meta: Meta = {}): this {
    for (const path of paths.split(' ')) this.put(path, 'directory', { mode: MODES[path] ?? 0o755, ...meta })
    return this
  }

  file(path: string, content: string | Content, meta: Meta = {}): this {
    return this.put(path, 'file', { mode: 0o644, ...meta, content: Content.of(content) })
  }

  /** An executable text. */
  script(path: string, content: string): this {
    return this.file(path, content, { mode: 0o755 })
  }

  /** A file of `size` bytes that nobody looks into. */
  bulk(path: string, size: number, meta: Meta = {}): this {
    return this.file(path, Content.bulk(size, path), meta)
  }

  /** Executables in a directory: `name`, `name=program id`, `name:size`, `name=id:size`, separated by spaces. */
  bin(directory: string, names: string): this {
    for (const word of names.trim().split(/\s+/)) {
      const [file, size] = word.split(':') as [string, string | undefined]
      const [name, id = SAME[name!] ?? name!] = file.split('=')
      const bytes = size ? Number(size) : 31_000 + (hash(utf8(name!)) % 90_000)
      this.put(`${directory}/${name!}`, 'file', { mode: 0o755, content: executable(id!, bytes) })
    }
    return this
  }

  /** Symbolic links `path` → `target`. */
  link(path: string, target: string): this {
    return this.put(path, 'symlink', { mode: 0o777, target })
  }

  /** A hard link to a path of this tree. */
  hard(path: string, existing: string): this {
    return this.put(path, 'hardlink', { mode: this.map.get(existing)?.mode ?? 0o644, target: existing })
  }

  /** Adds entries made elsewhere. */
  add(entries: readonly Entry[]): this {
    for (const entry of entries) this.map.set(entry.path, entry)
    return this
  }

  size(): number {
    let sum = 0
    for (const entry of this.map.values()) if (entry.type === 'file') sum += entry.content?.size ?? 0
    return sum
  }

  /** Adds libraries and data at these paths (separated by spaces) so that all files add up to `total` bytes. */
  pad(total: number, paths: string): this {
    const names = paths.trim().split(/\s+/)
    const shares = names.map((name) => 1 + (hash(utf8(name)) % 16))
    const whole = shares.reduce((sum, share) => sum + share, 0)
    const room = total - this.size()
    let left = room
    names.forEach((name, i) => {
      const size = i === names.length - 1 ? left : Math.floor((room * shares[i]!) / whole)
      left -= size
      if (size > 0) this.bulk(name, size, { mode: /\.so(\.|$)/.test(name) ? 0o755 : 0o644 })
    })
    return this
  }

  /** Parents before children, hard links last. */
  entries(): Entry[] {
    const all = [...this.map.values()]
    const order = (entry: Entry) => (entry.type === 'hardlink' ? 1 : 0)
    return all.sort((a, b) => order(a) - order(b) || (a.path < b.path ? -1 : 1))
  }

  private put(path: string, type: Entry['type'], more: Partial<Entry>): this {
    const parents = path.split('/').slice(0, -1)
    for (let i = 1; i <= parents.length; i++) {
      const parent = parents.slice(0, i).join('/')
      if (!this.map.has(parent)) {
        const mode = MODES[parent] ?? 0o755
        this.map.set(parent, { path: parent, type: 'directory', mode, uid: 0, gid: 0, mtime: this.mtime })
      }
    }
    this.map.set(path, { path, type, mode: 0o644, uid: 0, gid: 0, mtime: this.mtime, ...more })
    return this
  }
}
