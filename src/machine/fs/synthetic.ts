// A file system whose files are made while they are read: the base of /proc and /sys.
import { Content } from '../../kernel/content.ts'
import { type Errno, type FileSystem, FsError, type Mount, type Owner, type Special, type Stat } from './filesystem.ts'

export type Folder = () => ReadonlyMap<string, Generated>

/** A directory (`entry` finds one name without making all of them), a file, or a symlink (with `special`: a magic one that opens something without a path). */
export type Generated =
  | { folder: Folder; entry?: (name: string) => Generated | undefined; owner?: Owner }
  | { text: () => string; write?: (text: Uint8Array) => void; owner?: Owner }
  | { link: string; special?: Special; owner?: Owner }

const NOBODY: Owner = { uid: 0, gid: 0 }

export class SyntheticFs implements FileSystem {
  private readonly root: Generated
  private readonly device: string
  private readonly now: () => number

  /** `now` is Unix ms: everything was always changed just now. */
  constructor(root: Folder | Generated, device: string, now: () => number) {
    this.root = typeof root === 'function' ? { folder: root } : root
    this.device = device
    this.now = now
  }

  stat(path: string): Stat {
    return this.lstat(path)
  }

  lstat(path: string): Stat {
    return this.describe(this.find(path))
  }

  look(path: string): Stat | undefined {
    const found = this.seek(path)
    return typeof found === 'string' ? undefined : this.describe(found)
  }

  private describe(found: Generated): Stat {
    const { uid, gid } = found.owner ?? NOBODY
    const type = 'folder' in found ? 'directory' : 'link' in found ? 'symlink' : 'file'
    const mode =
      type === 'directory' ? 0o555 : type === 'symlink' ? 0o777 : 'write' in found && found.write ? 0o644 : 0o444
    const target = 'link' in found ? found.link : undefined
    return {
      type,
      mode,
      uid,
      gid,
      size: 0,
      mtime: this.now(),
      inode: 1,
      links: 1,
      target,
      magic: 'link' in found && found.special !== undefined,
      device: this.device,
    }
  }

  exists(path: string): boolean {
    return typeof this.seek(path) !== 'string'
  }

  realpath(path: string): string {
    this.find(path)
    return path
  }

  readlink(path: string): string {
    const found = this.find(path)
    if (!('link' in found)) throw new FsError('EINVAL', path)
    return found.link
  }

  list(path: string): string[] {
    const found = this.find(path)
    if (!('folder' in found)) throw new FsError('ENOTDIR', path)
    return [...found.folder().keys()].sort()
  }

  read(path: string): Content {
    const found = this.find(path)
    if ('folder' in found) throw new FsError('EISDIR', path)
    if (!('text' in found)) throw new FsError('EINVAL', path)
    return Content.of(found.text())
  }

  /** Some files are for writing; the rest refuses by itself. */
  isReadOnly(): boolean {
    return false
  }

  special(path: string): Special | undefined {
    const found = this.seek(path)
    if (typeof found === 'string') return undefined
    if ('link' in found) return found.special
    return 'text' in found ? { read: found.text, write: found.write } : undefined
  }

  write(path: string, content: Content | string | Uint8Array): void {
    const found = this.find(path)
    if (!('text' in found) || !found.write) throw new FsError('EACCES', path)
    found.write(Content.of(content).bytes())
  }

  append(path: string, content: Content | string | Uint8Array): void {
    this.write(path, content)
  }

  socket(): undefined {
    return undefined
  }

  mkdir(path: string): never {
    throw new FsError('ENOENT', path)
  }

  symlink(_: string, path: string): never {
    throw new FsError('EPERM', path)
  }

  link(_: string, path: string): never {
    throw new FsError('EPERM', path)
  }

  remove(path: string): never {
    throw new FsError('EPERM', path)
  }

  rename(from: string): never {
    throw new FsError('EPERM', from)
  }

  chmod(path: string): never {
    throw new FsError('EPERM', path)
  }

  chown(path: string): never {
    throw new FsError('EPERM', path)
  }

  touch(path: string): never {
    throw new FsError('EPERM', path)
  }

  bindSocket(path: string): never {
    throw new FsError('EPERM', path)
  }

  mknod(path: string): never {
    throw new FsError('EPERM', path)
  }

  mount(path: string): never {
    throw new FsError('EPERM', path)
  }

  unmount(path: string): never {
    throw new FsError('EINVAL', path)
  }

  mounts(): { path: string; source: Mount }[] {
    return []
  }

  private find(path: string): Generated {
    const found = this.seek(path)
    if (typeof found === 'string') throw new FsError(found, path)
    return found
  }

  private seek(path: string): Generated | Errno {
    let at = this.root
    for (const part of path.split('/')) {
      if (part === '') continue
      if (!('folder' in at)) return 'ENOTDIR'
      const next = at.entry ? at.entry(part) : at.folder().get(part)
      if (!next) return 'ENOENT'
      at = next
    }
    return at
  }
}
