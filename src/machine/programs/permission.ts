// What changing a directory and what is in it asks for, and mode bits as text.
import { isBlock } from '../fs/devices.ts'
import { allows, demand, demandSearch } from '../access.ts'
import { type FileSystem, FsError, type Stat } from '../fs/filesystem.ts'
import { dirname } from '../fs/path.ts'
import type { Process } from '../process.ts'

/** Making, removing and renaming `path` needs its directory to be writable; and a sticky one needs its owner. */
export function demandChange(process: Process, path: string): void {
  const { fs, user } = process
  const directory = dirname(path)
  demandSearch(process, path)
  if (fs.exists(directory) && fs.isReadOnly(path)) throw new FsError('EROFS', path)
  demand(process, directory, 'write')
  demand(process, directory, 'execute')
  if (process.can('FOWNER') || !lexists(fs, path)) return
  const parent = fs.stat(directory)
  const sticky = (parent.mode & 0o1000) !== 0
  if (sticky && parent.uid !== user.uid && fs.lstat(path).uid !== user.uid) throw new FsError('EPERM', path)
}

/** Changing mode, owner or times is the owner's right. */
export function demandOwner(process: Process, path: string): void {
  const { user } = process
  if (!process.can('FOWNER') && process.fs.stat(path).uid !== user.uid) throw new FsError('EPERM', path)
}

export const mayWrite = (process: Process, stat: Stat): boolean => allows(process, stat, 'write')

/** True for anything of that name, a dangling symlink too. */
export function lexists(fs: FileSystem, path: string): boolean {
  try {
    fs.lstat(path)
    return true
  } catch (error) {
    if (error instanceof FsError) return false
    throw error
  }
}

/** `drwxr-xr-x` */
export function modeText(stat: Stat): string {
  const type = {
    file: '-',
    directory: 'd',
    symlink: 'l',
    socket: 's',
    device: isBlock(stat.rdev) ? 'b' : 'c',
    fifo: 'p',
  }[stat.type]
  const letters = [...'rwxrwxrwx'].map((letter, i) => ((stat.mode >> (8 - i)) & 1 ? letter : '-'))
  if (stat.mode & 0o4000) letters[2] = letters[2] === 'x' ? 's' : 'S'
  if (stat.mode & 0o2000) letters[5] = letters[5] === 'x' ? 's' : 'S'
  if (stat.mode & 0o1000) letters[8] = letters[8] === 'x' ? 't' : 'T'
  return type + letters.join('')
}
