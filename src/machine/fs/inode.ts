// An inode: what a name in a directory stands for. Hard links are two names for one of these.
import { concat } from '../../kernel/bytes.ts'
import { Content } from '../../kernel/content.ts'
import type { Listener } from '../../net/namespace.ts'
import type { Budget } from '../cgroup.ts'
import { type FileType, FsError, type Owner, type Special } from './filesystem.ts'

export interface Inode {
  type: FileType | 'whiteout'
  mode: number
  uid: number
  gid: number
  /** Unix ms. */
  mtime: number
  links: number
  /** Of a file. */
  content?: Content
  /** Of a symlink. */
  target?: string
  /** Of a directory. */
  children?: Map<string, Inode>
  /** A layer's directory that hides what lies below it. */
  opaque?: boolean
  /** A directory that no entry of its layer describes: what lies below decides mode and owner. */
  implied?: boolean
  /** Of a socket. */
  listener?: Listener
  /** Of a device or fifo. */
  special?: Special
  /** The file system that may change it in place; everybody else copies it first. */
  owner?: object
}

/** Appended pieces are joined up to this many bytes, so that a log stays a short list of parts. */
const PIECE = 16_384

export const EMPTY_CONTENT = new Content([])

export function directory(mode: number, mtime: number, by: Partial<Owner> = {}, owner?: object): Inode {
  const { uid = 0, gid = 0 } = by
  return { type: 'directory', mode, uid, gid, mtime, links: 2, children: new Map(), owner }
}

/** A copy that `owner` may change. It is a file of its own: hard links to the original do not see the changes. */
export function copyUp(inode: Inode, owner: object): Inode {
  const children = inode.children && new Map(inode.children)
  return { ...inode, children, links: inode.type === 'directory' ? inode.links : 1, owner }
}

export function sizeOf(inode: Inode): number {
  if (inode.type === 'file') return inode.content!.size
  if (inode.type === 'directory') return 4096
  return inode.target?.length ?? 0
}

/** Writes into a device. */
export function feed(special: Special, content: Content | string | Uint8Array, path: string): void {
  if (special.device === 'full') throw new FsError('ENOSPC', path)
  if (special.write) special.write(Content.of(content).bytes())
  else if (special.device === undefined) throw new FsError('EACCES', path)
}

/** What a file is after an append. */
export function joined(before: Content, more: Content): Content {
  const [last, first] = [before.parts.at(-1), more.parts[0]]
  if (!(last instanceof Uint8Array) || !(first instanceof Uint8Array)) return before.append(more)
  if (last.length + first.length > PIECE) return before.append(more)
  return new Content([...before.parts.slice(0, -1), concat([last, first]), ...more.parts.slice(1)])
}

/** As much of it as there is memory for, where so many bytes are there already. */
export function afforded(content: Content, before: number, budget: Budget | undefined): Content {
  const room = budget?.room() ?? Infinity
  return content.size - before <= room ? content : content.slice(0, before + room)
}

/** The bit of a directory whose group what is made in it has, too. */
export const SET_GROUP = 0o2000

export const heirOf = (parent: Inode, inode: Inode): Partial<Inode> => ({
  gid: parent.gid,
  mode: inode.type === 'directory' ? inode.mode | SET_GROUP : inode.mode,
})

/** Throws ENOSPC with the bytes that would have found room. */
export function checkRoom(path: string, more: number, room: number): void {
  if (more > room) throw new FsError('ENOSPC', path, Math.max(0, room))
}
