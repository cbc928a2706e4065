// Permissions of files: mode bits, owner and groups; root may do all. Directories above must let one pass.
import { FsError, type Stat } from './fs/filesystem.ts'
import { dirname } from './fs/path.ts'
import type { Process } from './process.ts'

const BITS = { read: 4, write: 2, execute: 1 } as const
export type Access = keyof typeof BITS

export function allows(process: Process, stat: Stat, access: Access): boolean {
  const { user } = process
  if (process.can('DAC_OVERRIDE')) return access !== 'execute' || stat.type === 'directory' || (stat.mode & 0o111) !== 0
  const shift = stat.uid === user.uid ? 6 : stat.gid === user.gid || user.groups.includes(stat.gid) ? 3 : 0
  return ((stat.mode >> shift) & BITS[access]) !== 0
}

/** access(2), without throwing: false for what is missing, too. */
export function canAccess(process: Process, path: string, access: Access): boolean {
  try {
    demand(process, path, access)
    return true
  } catch (error) {
    if (error instanceof FsError) return false
    throw error
  }
}

/** Absolute path. Throws EACCES, ENOENT, ENOTDIR. */
export function demandRead(process: Process, path: string): void {
  demand(process, path, 'read')
}

/** A file that exists must be writable, a new one needs a writable directory; first of all the file system must be. */
export function demandWrite(process: Process, path: string): void {
  if (process.can('DAC_OVERRIDE')) return
  const { fs } = process
  demandSearch(process, path)
  if (fs.exists(dirname(path)) && fs.isReadOnly(path)) throw new FsError('EROFS', path)
  if (fs.exists(path)) return demand(process, path, 'write')
  const directory = dirname(path)
  demand(process, directory, 'write')
  demand(process, directory, 'execute')
}

export function demand(process: Process, path: string, access: Access): void {
  demandSearch(process, path)
  if (!allows(process, process.fs.stat(path), access)) throw new FsError('EACCES', path)
}

/** Every directory on the way must let the process pass. */
export function demandSearch(process: Process, path: string): void {
  if (process.can('DAC_OVERRIDE')) return
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
    const stat = process.fs.stat(path.slice(0, at))
    if (stat.type === 'directory' && !allows(process, stat, 'execute')) throw new FsError('EACCES', path)
  }
}
