// The merged view of layers and mounts: looking, without changing anything.
import { Content } from '../../kernel/content.ts'
import type { Listener } from '../../net/namespace.ts'
import { deviceNumber } from './devices.ts'
import { FsError, type Mount, type Special, type Stat } from './filesystem.ts'
import { EMPTY_CONTENT, type Inode, sizeOf } from './inode.ts'
import { type Place, find, typeAt, walk } from './walk.ts'

export class MergedView {
  readonly device: string
  protected readonly root: Inode
  protected readonly mountTable = new Map<string, Mount>()
  private readonly numbers = new WeakMap<Inode, number>()
  private lastNumber = 1

  constructor(root: Inode, device: string) {
    this.root = root
    this.device = device
  }

  stat(path: string): Stat {
    return this.describe(this.existing(path, true))
  }

  lstat(path: string): Stat {
    return this.describe(this.existing(path, false))
  }

  look(path: string): Stat | undefined {
    const found = find(this.root, this.mountTable, path, false)
    return typeof found === 'string' || typeAt(found) === undefined ? undefined : this.describe(found)
  }

  exists(path: string): boolean {
    const found = find(this.root, this.mountTable, path, true)
    return typeof found !== 'string' && typeAt(found) !== undefined
  }

  realpath(path: string): string {
    return this.existing(path, true).path
  }

  readlink(path: string): string {
    const place = this.existing(path, false)
    const target = place.inode ? place.inode.target : place.stat!.target
    if (target === undefined) throw new FsError('EINVAL', path)
    return target
  }

  list(path: string): string[] {
    const place = this.existing(path, true)
    if (typeAt(place) !== 'directory') throw new FsError('ENOTDIR', path)
    const names = new Set(place.mount ? place.mount.fs.list(place.inner) : place.inode!.children!.keys())
    const prefix = place.path === '/' ? '/' : `${place.path}/`
    for (const point of this.mountTable.keys()) {
      if (point.startsWith(prefix) && point.length > prefix.length && !point.includes('/', prefix.length))
        names.add(point.slice(prefix.length))
    }
    return [...names].sort()
  }

  read(path: string): Content {
    const place = this.existing(path, true)
    if (place.mount) return place.mount.fs.read(place.inner)
    const { type, content, special } = place.inode!
    if (type === 'directory') throw new FsError('EISDIR', path)
    if (type === 'file') return content!
    if (special?.read) return Content.of(special.read())
    if (special?.device === 'null') return EMPTY_CONTENT
    throw new FsError(type === 'socket' ? 'ENXIO' : 'EINVAL', path)
  }

  socket(path: string): Listener | undefined {
    const place = this.existing(path, true)
    return place.mount ? place.mount.fs.socket(place.inner) : place.inode!.listener
  }

  special(path: string): Special | undefined {
    const place = this.walk(path, true)
    if (!place.mount) return place.inode?.special
    const special = place.mount.fs.special(place.inner)
    if (!place.mount.readOnly || !special?.write) return special
    return {
      ...special,
      write: () => {
        throw new FsError('EROFS', path)
      },
    }
  }

  mounts(): { path: string; source: Mount }[] {
    return [...this.mountTable].map(([path, source]) => ({ path, source }))
  }

  protected walk(path: string, follow: boolean): Place {
    return walk(this.root, this.mountTable, path, follow)
  }

  protected existing(path: string, follow: boolean): Place {
    const place = this.walk(path, follow)
    if (typeAt(place) === undefined) throw new FsError('ENOENT', path)
    return place
  }

  protected vacant(path: string): Place {
    const place = this.walk(path, false)
    if (typeAt(place) !== undefined) throw new FsError('EEXIST', path)
    return place
  }

  private describe(place: Place): Stat {
    if (place.mount) return place.stat!.type === 'symlink' ? place.stat! : place.mount.fs.stat(place.inner)
    const inode = place.inode!
    const { type, mode, uid, gid, mtime, links, target } = inode
    const rdev = deviceNumber(inode.special)
    const shared = { mode, uid, gid, mtime, links, target, rdev, size: sizeOf(inode), device: this.device }
    return { ...shared, type: type as Stat['type'], inode: this.number(inode) }
  }

  /** The copy keeps the number of its original. */
  protected renumbered(original: Inode, copy: Inode): Inode {
    this.numbers.set(copy, this.number(original))
    return copy
  }

  private number(inode: Inode): number {
    const known = this.numbers.get(inode)
    if (known !== undefined) return known
    const next = inode === this.root ? 2 : ++this.lastNumber + 131_072
    this.numbers.set(inode, next)
    return next
  }
}
