// namei(7): from a path to the place it means, through symlinks and mounts.
import { type Errno, FsError, type Mount, type Stat } from './filesystem.ts'
import type { Inode } from './inode.ts'

/** Where a path leads. Either in the file system's own tree (`inode`), or inside something mounted (`mount`, `inner`). */
export interface Place {
  /** Canonical, as seen from outside. */
  path: string
  mount?: Mount
  /** Path in the mounted file system. */
  inner: string
  inode?: Inode
  /** Of what lies inside a mount. */
  stat?: Stat
}

const MAX_SYMLINKS = 40

export const typeAt = (place: Place) => place.inode?.type ?? place.stat?.type

/** Throws ENOENT, ENOTDIR and ELOOP for what leads there; the place itself may be missing. */
export function walk(root: Inode, mounts: ReadonlyMap<string, Mount>, path: string, follow: boolean): Place {
  const found = find(root, mounts, path, follow)
  if (typeof found === 'string') throw new FsError(found, path)
  return found
}

/** The same without throwing, which is dear: looking for what is not there is the commonest thing of all. */
export function find(root: Inode, mounts: ReadonlyMap<string, Mount>, path: string, follow: boolean): Place | Errno {
  const top: Place = mounted('/', mounts.get('/')) ?? { path: '/', inner: '/', inode: root }
  const rest = path.split('/').reverse()
  const trail: Place[] = []
  let at = top
  let symlinks = 0
  while (rest.length > 0) {
    const name = rest.pop()!
    if (name === '' || name === '.') continue
    if (typeAt(at) !== 'directory') return typeAt(at) === undefined ? 'ENOENT' : 'ENOTDIR'
    if (name === '..') {
      at = trail.pop() ?? top
      continue
    }
    const next = child(at, name, mounts)
    const target = follow || rest.some((part) => part !== '') ? linkTarget(next) : undefined
    if (target === undefined) {
      trail.push(at)
      at = next
      continue
    }
    if (++symlinks > MAX_SYMLINKS) return 'ELOOP'
    rest.push(...target.split('/').reverse())
    if (!target.startsWith('/')) continue
    at = top
    trail.length = 0
  }
  return at
}

function child(at: Place, name: string, mounts: ReadonlyMap<string, Mount>): Place {
  const path = at.path === '/' ? `/${name}` : `${at.path}/${name}`
  const over = mounts.size > 0 ? mounted(path, mounts.get(path)) : undefined
  if (over) return over
  if (!at.mount) return { path, inner: path, inode: at.inode!.children!.get(name) }
  const inner = at.inner === '/' ? `/${name}` : `${at.inner}/${name}`
  return { path, mount: at.mount, inner, stat: at.mount.fs.look(inner) }
}

function mounted(path: string, mount: Mount | undefined): Place | undefined {
  return mount && { path, mount, inner: mount.root, stat: mount.fs.look(mount.root) }
}

function linkTarget(place: Place): string | undefined {
  if (typeAt(place) !== 'symlink' || place.stat?.magic) return undefined
  return place.inode?.target ?? place.stat?.target
}
