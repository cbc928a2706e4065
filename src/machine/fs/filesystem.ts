// What a process sees of files: POSIX paths on a mount namespace. Synchronous: files are in memory.
import type { Content } from '../../kernel/content.ts'
import type { Listener } from '../../net/namespace.ts'

export type FileType = 'file' | 'directory' | 'symlink' | 'socket' | 'device' | 'fifo'

export interface Stat {
  type: FileType
  /** Permission bits, 0o755. */
  mode: number
  uid: number
  gid: number
  size: number
  /** Unix ms. */
  mtime: number
  inode: number
  links: number
  /** Of a symlink. */
  target?: string
  /** A symlink of /proc/<pid>/fd: it leads to something open, not to a path. */
  magic?: boolean
  /** Of a device: `1,   3`. */
  rdev?: string
  /** Name of the file system it lies on, as `df` and `mount` show it. */
  device: string
}

export type Errno =
  | 'ENOENT'
  | 'EEXIST'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'ENOTEMPTY'
  | 'EACCES'
  | 'EPERM'
  | 'ELOOP'
  | 'EINVAL'
  | 'EROFS'
  | 'EBUSY'
  | 'EAGAIN'
  | 'ENOSPC'
  | 'ENOTSUP'
  | 'EXDEV'
  | 'ENXIO'
  | 'ENOEXEC'
  | 'EBADF'

const MESSAGES: Record<Errno, string> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  ELOOP: 'Too many levels of symbolic links',
  EINVAL: 'Invalid argument',
  EROFS: 'Read-only file system',
  EBUSY: 'Device or resource busy',
  EAGAIN: 'Resource temporarily unavailable',
  ENOSPC: 'No space left on device',
  ENOTSUP: 'Operation not supported',
  EXDEV: 'Invalid cross-device link',
  ENXIO: 'No such device or address',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
}

/** `message` is strerror's text; programs put their name and the path before it. */
export class FsError extends Error {
  readonly code: Errno
  readonly path: string
  /** With ENOSPC: bytes that would have found room. */
  readonly room: number

  constructor(code: Errno, path: string, room = 0) {
    super(MESSAGES[code])
    this.room = room
    this.code = code
    this.path = path
  }
}

/** A file made while it is read: /proc, /dev. */
export interface Special {
  /** The whole content now, for reading (undefined: cannot be read). */
  read?: () => string | Uint8Array
  /** What writing to it does (undefined: EACCES). */
  write?: (data: Uint8Array) => void
  /** `null`, `zero`, `random`, `tty`, `full`: opened as a stream by machine/open. */
  device?: string
}

export interface Owner {
  uid: number
  gid: number
}

/**
 * Paths are absolute; `.` and `..` are resolved; symlinks are followed except by lstat, readlink, remove and rename.
 * Every method throws FsError. Permission checks are done by the methods of Process, which know who asks.
 */
export interface FileSystem {
  stat(path: string): Stat
  lstat(path: string): Stat
  /** lstat without a complaint: undefined when there is nothing. */
  look(path: string): Stat | undefined
  exists(path: string): boolean
  /** The path with every symlink followed. */
  realpath(path: string): string
  readlink(path: string): string
  /** Names in the order of their bytes, without `.` and `..`. */
  list(path: string): string[]
  read(path: string): Content
  /** Creates or replaces; keeps mode and owner of a file that exists. */
  write(path: string, content: Content | string | Uint8Array, options?: { mode?: number } & Partial<Owner>): void
  append(path: string, content: Content | string | Uint8Array): void
  mkdir(path: string, options?: { mode?: number; parents?: boolean } & Partial<Owner>): void
  symlink(target: string, path: string): void
  link(existing: string, path: string): void
  /** A file, symlink, socket or empty directory; `recursive` takes whole trees. */
  remove(path: string, options?: { recursive?: boolean }): void
  rename(from: string, to: string): void
  chmod(path: string, mode: number): void
  chown(path: string, owner: Partial<Owner>): void
  touch(path: string, mtime: number): void
  /** Binds a unix socket: the listener is found again by `socket`. */
  bindSocket(path: string, listener: Listener): void
  socket(path: string): Listener | undefined
  /** Nothing can be made or changed there, whoever asks. */
  isReadOnly(path: string): boolean
  special(path: string): Special | undefined
  mknod(path: string, special: Special, mode?: number): void
  /** Mounts a directory (or file) of another file system here. */
  mount(path: string, source: Mount): void
  unmount(path: string): void
  mounts(): { path: string; source: Mount }[]
}

/** What can be mounted: any file system's subtree. */
export interface Mount {
  fs: FileSystem
  /** Path inside `fs` that appears at the mount point. */
  root: string
  readOnly?: boolean
  /** As `mount` and `df` show it: `overlay`, `tmpfs`, `/dev/vda1`, `proc`. */
  device: string
  type: string
  /** Further options as `mount` shows them: `nosuid,nodev,noexec`. */
  options?: string
  /** Times of reading are kept exactly: no `relatime` among the options. */
  exactTimes?: boolean
  /** Options of its own kind of file system, after all others: `gid=5,mode=620`. */
  data?: string
  /** The kernel's own: it appears where nobody has made a mount point. */
  virtual?: boolean
  /** Bytes there is room for, where it is not the whole disk or half the memory. */
  size?: number
}
