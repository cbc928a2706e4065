// overlayfs: read-only layers shared by many, and one writable layer above them, with whatever is mounted into the view.
import { Content } from '../../kernel/content.ts'
import type { Entry } from '../../kernel/entry.ts'
import type { Listener } from '../../net/namespace.ts'
import type { Budget } from '../cgroup.ts'
import { type Change, changesBetween, differenceSize, layerEntries, wholeEntries } from './difference.ts'
import { type FileSystem, FsError, type Mount, type Owner, type Special } from './filesystem.ts'
import { type Inode, SET_GROUP, afforded, checkRoom, copyUp, directory, feed, heirOf, joined, sizeOf } from './inode.ts'
import { MergedView } from './merged.ts'
import { basename, dirname, joinPath } from './path.ts'
import { Tree } from './tree.ts'
import { type Place, typeAt } from './walk.ts'

export interface OverlayOptions {
  /** Lowest first. */
  lower?: readonly Tree[]
  /** Unix ms: for the times of what is written. */
  now: () => number
  /** As `df` and `mount` show it. */
  device?: string
  readOnly?: boolean
  /** Bytes of files there is room for. */
  size?: number
}

/**
 * The merged tree is a persistent one: unchanged inodes are the layers' own, and whatever is written is copied first,
 * together with the directories above it. What differs from the layers is the writable layer.
 */
export class OverlayFs extends MergedView implements FileSystem {
  readOnly: boolean
  private readonly lower: Inode
  /** Marks the inodes that are ours to change. */
  private readonly owner: object
  private readonly now: () => number
  private readonly size: number | undefined
  /** Of a tmpfs, whose files are memory. */
  budget: Budget | undefined

  constructor(options: OverlayOptions) {
    const lower = Tree.stack(options.lower ?? []).root
    const owner = {}
    super(copyUp(lower, owner), options.device ?? 'overlay')
    this.owner = owner
    this.lower = lower
    this.now = options.now
    this.readOnly = options.readOnly ?? false
    this.size = options.size
  }

  // --- the writable layer ---

  /** As `docker diff`: parents of changes are changed too, sorted by path within each directory. */
  changes(): Change[] {
    return changesBetween(this.lower, this.root)
  }

  /** The writable layer as a tar's members, with whiteouts. */
  upperEntries(): Entry[] {
    return layerEntries(this.lower, this.root)
  }

  /** Everything, without what is mounted. */
  treeEntries(): Entry[] {
    return wholeEntries(this.root)
  }

  /** Emulated bytes in the writable layer. */
  upperSize(): number {
    return differenceSize(this.lower, this.root)
  }

  // --- changing ---

  write(path: string, content: Content | string | Uint8Array, options: { mode?: number } & Partial<Owner> = {}): void {
    const place = this.walk(path, true)
    if (place.mount) return this.writable(place).fs.write(place.inner, content, options)
    const type = place.inode?.type
    if (type === 'directory') throw new FsError('EISDIR', path)
    if (type === 'socket') throw new FsError('ENXIO', path)
    if (place.inode?.special) return feed(place.inode.special, content, path)
    this.checkWritable(path)
    const given = Content.of(content)
    const before = place.inode ? sizeOf(place.inode) : 0
    this.checkRoom(path, given.size - before)
    const kept = afforded(given, before, this.budget)
    if (place.inode) {
      const inode = this.owned(place.path)
      inode.content = kept
      inode.mtime = this.now()
    } else this.create(place.path, kept, options)
    if (kept.size < given.size) this.budget!.exhausted()
  }

  private create(path: string, content: Content, options: { mode?: number } & Partial<Owner>): void {
    const { mode = 0o644, uid = 0, gid = 0 } = options
    this.add(path, this.made('file', mode, { uid, gid, content }))
  }

  append(path: string, content: Content | string | Uint8Array): void {
    const place = this.walk(path, true)
    if (place.mount) return this.writable(place).fs.append(place.inner, content)
    if (place.inode?.type !== 'file') return this.write(path, content)
    this.checkWritable(path)
    const given = Content.of(content)
    this.checkRoom(path, given.size)
    const kept = afforded(given, 0, this.budget)
    const inode = this.owned(place.path)
    inode.content = joined(inode.content!, kept)
    inode.mtime = this.now()
    if (kept.size < given.size) this.budget!.exhausted()
  }

  mkdir(path: string, options: { mode?: number; parents?: boolean } & Partial<Owner> = {}): void {
    if (options.parents) {
      const parent = dirname(path)
      if (parent !== path && parent !== '.' && !this.exists(parent)) this.mkdir(parent, options)
    }
    const place = this.walk(path, false)
    if (typeAt(place) !== undefined) {
      if (options.parents && this.stat(path).type === 'directory') return
      throw new FsError('EEXIST', path)
    }
    if (place.mount) return this.writable(place).fs.mkdir(place.inner, { ...options, parents: false })
    this.checkWritable(path)
    this.add(place.path, directory(options.mode ?? 0o755, this.now(), options, this.owner))
  }

  symlink(target: string, path: string): void {
    const place = this.vacant(path)
    if (place.mount) return this.writable(place).fs.symlink(target, place.inner)
    this.checkWritable(path)
    this.add(place.path, this.made('symlink', 0o777, { target }))
  }

  link(existing: string, path: string): void {
    const from = this.existing(existing, false)
    const to = this.vacant(path)
    if (typeAt(from) === 'directory') throw new FsError('EPERM', existing)
    if (from.mount !== to.mount) throw new FsError('EXDEV', path)
    if (to.mount) return this.writable(to).fs.link(from.inner, to.inner)
    this.checkWritable(path)
    const inode = this.owned(from.path)
    inode.links++
    this.add(to.path, inode)
  }

  remove(path: string, options: { recursive?: boolean } = {}): void {
    const place = this.existing(path, false)
    if (this.mountTable.has(place.path) || place.path === '/') throw new FsError('EBUSY', path)
    if (place.mount) return this.writable(place).fs.remove(place.inner, options)
    this.checkWritable(path)
    if (place.inode!.type === 'directory') {
      if (!options.recursive && place.inode!.children!.size > 0) throw new FsError('ENOTEMPTY', path)
      for (const point of this.mountTable.keys())
        if (point.startsWith(`${place.path}/`)) throw new FsError('EBUSY', path)
    } else if (place.inode!.owner === this.owner) place.inode!.links--
    this.detach(place.path)
  }

  rename(from: string, to: string): void {
    const source = this.existing(from, false)
    const target = this.walk(to, false)
    if (this.mountTable.has(source.path) || this.mountTable.has(target.path)) throw new FsError('EBUSY', to)
    if (source.mount !== target.mount) throw new FsError('EXDEV', to)
    if (source.mount) return this.writable(source).fs.rename(source.inner, target.inner)
    this.checkWritable(to)
    if (source.path === target.path || source.inode === target.inode) return
    if (target.path.startsWith(`${source.path}/`)) throw new FsError('EINVAL', to)
    const [moved, replaced] = [source.inode!, target.inode]
    if (replaced?.type === 'directory') {
      if (moved.type !== 'directory') throw new FsError('EISDIR', to)
      if (replaced.children!.size > 0) throw new FsError('ENOTEMPTY', to)
    } else if (replaced && moved.type === 'directory') throw new FsError('ENOTDIR', to)
    this.detach(source.path)
    this.add(target.path, moved)
  }

  chmod(path: string, mode: number): void {
    this.change(
      path,
      (inode) => void (inode.mode = mode),
      (fs, inner) => fs.chmod(inner, mode),
    )
  }

  chown(path: string, owner: Partial<Owner>): void {
    const { uid, gid } = owner
    const apply = (inode: Inode) => {
      inode.uid = uid ?? inode.uid
      inode.gid = gid ?? inode.gid
    }
    this.change(path, apply, (fs, inner) => fs.chown(inner, owner))
  }

  touch(path: string, mtime: number): void {
    this.change(
      path,
      (inode) => void (inode.mtime = mtime),
      (fs, inner) => fs.touch(inner, mtime),
    )
  }

  bindSocket(path: string, listener: Listener): void {
    const before = this.walk(path, true)
    if (typeAt(before) === 'socket') this.remove(before.path)
    const place = this.vacant(before.path)
    if (place.mount) return this.writable(place).fs.bindSocket(place.inner, listener)
    this.add(place.path, this.made('socket', 0o755, { listener }))
  }

  isReadOnly(path: string): boolean {
    const { mount, inner } = this.walk(path, true)
    return mount ? mount.readOnly === true || mount.fs.isReadOnly(inner) : this.readOnly
  }

  mknod(path: string, special: Special, mode = 0o666): void {
    const place = this.vacant(path)
    if (place.mount) return this.writable(place).fs.mknod(place.inner, special, mode)
    this.checkWritable(path)
    const type = special.device === 'fifo' ? 'fifo' : 'device'
    this.add(place.path, this.made(type, mode, { special }))
  }

  // --- mounts ---

  /** Makes the mount point where it is missing, in the writable layer, as a container runtime does. */
  mount(path: string, source: Mount): void {
    if (!source.virtual) this.makeMountPoint(path, source)
    this.mountTable.set(source.virtual ? joinPath('/', path) : this.existing(path, true).path, source)
  }

  unmount(path: string): void {
    const { path: point } = this.walk(path, true)
    if (!this.mountTable.delete(point)) throw new FsError('EINVAL', path)
  }

  private makeMountPoint(path: string, source: Mount): void {
    if (this.exists(path)) return
    if (source.fs.stat(source.root).type === 'directory') return this.mkdir(path, { parents: true })
    if (!this.exists(dirname(path))) this.mkdir(dirname(path), { parents: true })
    this.write(path, '')
  }

  // --- inside ---

  private made(type: Inode['type'], mode: number, fields: Partial<Inode>): Inode {
    return { type, mode, uid: 0, gid: 0, mtime: this.now(), links: 1, owner: this.owner, ...fields }
  }

  private writable(place: Place): Mount {
    if (place.mount!.readOnly) throw new FsError('EROFS', place.path)
    return place.mount!
  }

  private checkWritable(path: string): void {
    if (this.readOnly) throw new FsError('EROFS', path)
  }

  private checkRoom(path: string, more: number): void {
    if (this.size !== undefined && more > 0) checkRoom(path, more, this.size - this.upperSize())
  }

  private change(path: string, own: (inode: Inode) => void, other: (fs: FileSystem, inner: string) => void): void {
    const place = this.existing(path, true)
    if (place.mount) return other(this.writable(place).fs, place.inner)
    this.checkWritable(path)
    own(this.owned(place.path))
  }

  /** The inode at a canonical path, copied up with the directories above it where it is a layer's. */
  private owned(path: string): Inode {
    let at = this.root
    for (const part of path.split('/')) {
      if (part === '') continue
      let next = at.children!.get(part)!
      if (next.owner !== this.owner) {
        next = this.renumbered(next, copyUp(next, this.owner))
        at.children!.set(part, next)
      }
      at = next
    }
    return at
  }

  private add(path: string, inode: Inode): void {
    const parent = this.owned(dirname(path))
    if (parent.mode & SET_GROUP) Object.assign(inode, heirOf(parent, inode))
    parent.children!.set(basename(path), inode)
    parent.mtime = this.now()
  }

  private detach(path: string): void {
    const parent = this.owned(dirname(path))
    parent.children!.delete(basename(path))
    parent.mtime = this.now()
  }
}
