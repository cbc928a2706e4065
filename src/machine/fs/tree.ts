// A layer unpacked: an immutable tree of inodes, shared by every container that stands on it.
import type { Entry } from '../../kernel/entry.ts'
import { EMPTY_CONTENT, type Inode, directory } from './inode.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

export class Tree {
  readonly root: Inode
  /** This tree with another one laid over it, once somebody asked for it. */
  private readonly covered = new WeakMap<Tree, Tree>()

  private constructor(root: Inode) {
    this.root = root
  }

  static readonly empty = new Tree(directory(0o755, 0))

  /** From a tar's members, in order. Parents that no member describes get mode 0755. */
  static of(entries: readonly Entry[]): Tree {
    const root = { ...directory(0o755, 0), implied: true }
    for (const entry of entries) place(root, entry)
    return new Tree(root)
  }

  /** One tree out of layers, lowest first. The same layers give the same tree, so a thousand containers cost one merge. */
  static stack(layers: readonly Tree[]): Tree {
    return layers.reduce((below, layer) => below.under(layer), Tree.empty)
  }

  private under(layer: Tree): Tree {
    const known = this.covered.get(layer)
    if (known) return known
    const merged = new Tree(merge(this.root, layer.root))
    this.covered.set(layer, merged)
    return merged
  }
}

function place(root: Inode, entry: Entry): void {
  const parts = entry.path.split('/').filter((part) => part !== '' && part !== '.')
  const name = parts.pop()
  if (name === undefined) return describe(root, entry)
  const parent = descend(root, parts)
  const children = parent.children!
  if (name === OPAQUE) {
    parent.opaque = true
    return
  }
  if (name.startsWith(WHITEOUT)) {
    children.set(name.slice(WHITEOUT.length), { ...inodeOf(entry), type: 'whiteout' })
    return
  }
  const existing = children.get(name)
  if (entry.type === 'directory' && existing?.type === 'directory') return describe(existing, entry)
  if (entry.type !== 'hardlink') {
    children.set(name, inodeOf(entry))
    return
  }
  const original = find(root, entry.target ?? '')
  if (!original || original.type === 'directory') return
  original.links++
  children.set(name, original)
}

function describe(inode: Inode, { mode, uid, gid, mtime }: Entry): void {
  Object.assign(inode, { mode, uid, gid, mtime, implied: false })
}

function inodeOf(entry: Entry): Inode {
  const { mode, uid, gid, mtime } = entry
  if (entry.type === 'directory') return directory(mode, mtime, entry)
  if (entry.type === 'symlink') return { type: 'symlink', mode: 0o777, uid, gid, mtime, links: 1, target: entry.target }
  return { type: 'file', mode, uid, gid, mtime, links: 1, content: entry.content ?? EMPTY_CONTENT }
}

function descend(root: Inode, parts: readonly string[]): Inode {
  let at = root
  for (const part of parts) {
    let next = at.children!.get(part)
    if (next?.type !== 'directory') {
      next = { ...directory(0o755, 0), implied: true }
      at.children!.set(part, next)
    }
    at = next
  }
  return at
}

function find(root: Inode, path: string): Inode | undefined {
  let at: Inode | undefined = root
  for (const part of path.split('/')) if (part !== '' && part !== '.') at = at?.children?.get(part)
  return at
}

/** The OCI image spec's rules for applying a layer: whiteouts remove, directories merge, everything else replaces. */
function merge(below: Inode, layer: Inode): Inode {
  if (layer.type !== 'directory' || below.type !== 'directory' || layer.opaque) return plain(layer)
  const children = new Map(below.children)
  for (const [name, inode] of layer.children!) {
    const covered = below.children!.get(name)
    if (inode.type === 'whiteout') children.delete(name)
    else children.set(name, covered ? merge(covered, inode) : plain(inode))
  }
  const { mode, uid, gid, mtime } = layer.implied ? below : layer
  return { ...directory(mode, mtime, { uid, gid }), children }
}

/** The same without whiteouts and marks; the very same inode where there are none. */
function plain(inode: Inode): Inode {
  if (inode.type !== 'directory') return inode
  let marked = inode.opaque === true
  const children = new Map<string, Inode>()
  for (const [name, child] of inode.children!) {
    if (child.type !== 'whiteout') children.set(name, plain(child))
    marked ||= children.get(name) !== child
  }
  return marked ? { ...inode, children, opaque: undefined } : inode
}
