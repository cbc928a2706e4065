// What a container changed in its image: `docker diff`, the layer that a commit makes, and a whole disk as an archive.
import type { Entry } from '../../kernel/entry.ts'
import { type Inode, sizeOf } from './inode.ts'

export interface Change {
  /** Added, changed, deleted. */
  kind: 'A' | 'C' | 'D'
  path: string
}

const sorted = (names: Iterable<string>): string[] => [...names].sort()

/** As moby's archive.ChangesDirs tells it: a directory above a change counts as changed, its times do not count. */
export function changesBetween(lower: Inode | undefined, upper: Inode): Change[] {
  const out: Change[] = []
  visit(lower, upper, '', (kind, path) => void out.push({ kind, path }))
  return out
}

type Tell = (kind: Change['kind'], path: string, inode: Inode) => void

function visit(lower: Inode | undefined, upper: Inode, path: string, tell: Tell): void {
  const before = lower?.type === 'directory' ? lower.children! : new Map<string, Inode>()
  for (const name of sorted(new Set([...before.keys(), ...upper.children!.keys()]))) {
    const [old, now] = [before.get(name), upper.children!.get(name)]
    if (old === now) continue
    const at = `${path}/${name}`
    if (!now) tell('D', at, old!)
    else compare(old, now, at, tell)
  }
}

function compare(old: Inode | undefined, now: Inode, path: string, tell: Tell): void {
  if (!old) tell('A', path, now)
  if (now.type !== 'directory') {
    if (old && differs(old, now)) tell('C', path, now)
    return
  }
  const inside: Parameters<Tell>[] = []
  visit(old, now, path, (...change) => void inside.push(change))
  if (old && (differs(old, now) || inside.length > 0)) tell('C', path, now)
  for (const change of inside) tell(...change)
}

function differs(a: Inode, b: Inode): boolean {
  if (a.type !== b.type || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return true
  return a.type !== 'directory' && (a.mtime !== b.mtime || sizeOf(a) !== sizeOf(b) || a.target !== b.target)
}

/** The difference as a layer's members: parents before children, deletions as whiteouts. */
export function layerEntries(lower: Inode, upper: Inode): Entry[] {
  const out: Entry[] = []
  const names = new Map<Inode, string>()
  visit(lower, upper, '', (kind, path, inode) => {
    if (kind !== 'D') return emit(out, names, path, inode)
    const at = path.lastIndexOf('/')
    const whiteout = `${path.slice(1, at + 1)}.wh.${path.slice(at + 1)}`
    out.push({ path: whiteout, type: 'file', mode: 0, uid: 0, gid: 0, mtime: inode.mtime })
  })
  return out
}

/** The whole tree as an archive's members. */
export function wholeEntries(root: Inode): Entry[] {
  const out: Entry[] = []
  const names = new Map<Inode, string>()
  const descend = (inode: Inode, path: string) => {
    for (const name of sorted(inode.children!.keys())) {
      const child = inode.children!.get(name)!
      emit(out, names, `${path}/${name}`, child)
      if (child.type === 'directory') descend(child, `${path}/${name}`)
    }
  }
  descend(root, '')
  return out
}

/** Sockets and devices have no place in an archive of ours. */
function emit(out: Entry[], names: Map<Inode, string>, absolute: string, inode: Inode): void {
  const path = absolute.slice(1)
  const { mode, uid, gid, mtime } = inode
  const common = { path, mode, uid, gid, mtime }
  if (inode.type === 'directory') out.push({ ...common, type: 'directory' })
  else if (inode.type === 'symlink') out.push({ ...common, type: 'symlink', target: inode.target })
  else if (inode.type === 'file') {
    const first = names.get(inode)
    names.set(inode, first ?? path)
    if (first === undefined) out.push({ ...common, type: 'file', content: inode.content })
    else out.push({ ...common, type: 'hardlink', target: first })
  }
}

/** Emulated bytes of files that the difference holds, a hard-linked file once. */
export function differenceSize(lower: Inode, upper: Inode): number {
  const seen = new Set<Inode>()
  visit(lower, upper, '', (kind, _, inode) => {
    if (kind !== 'D' && inode.type === 'file') seen.add(inode)
  })
  return [...seen].reduce((sum, inode) => sum + sizeOf(inode), 0)
}
