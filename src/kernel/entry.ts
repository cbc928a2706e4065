// One member of a tar archive: what layers, disks and archives consist of.
import type { Content } from './content.ts'

export interface Entry {
  /** Without a leading slash: `etc/passwd`. Whiteouts are `dir/.wh.name` and `dir/.wh..wh..opq` (OCI image spec, layers). */
  path: string
  type: 'file' | 'directory' | 'symlink' | 'hardlink'
  /** Permission bits. */
  mode: number
  uid: number
  gid: number
  /** Unix ms. */
  mtime: number
  content?: Content
  /** Of a symlink or (path in the archive) of a hard link. */
  target?: string
}

/** A file of root's that says nothing else of itself. */
export const plainFile = (path: string, content: Content, mtime = 0): Entry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime,
  content,
})
