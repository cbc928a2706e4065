// execve(2): from a name to the program that runs.
import { text } from '../kernel/bytes.ts'
import { programId } from '../kernel/executable.ts'
import { type FileSystem, FsError } from './fs/filesystem.ts'
import { joinPath } from './fs/path.ts'
import type { User } from './spawn.ts'

export interface Executable {
  /** Id in the program table. */
  program: string
  /** argv as the program gets it: with the interpreter's words before it for a `#!` script. */
  argv: string[]
  path: string
}

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The file a command word means. Throws FsError ENOENT, EACCES, EISDIR as execvp(3) would. */
export function findExecutable(
  fs: FileSystem,
  cwd: string,
  path: string | undefined,
  word: string,
  user: User,
): string {
  if (word.includes('/')) {
    const absolute = joinPath(cwd, word)
    check(fs, absolute, word, user)
    return absolute
  }
  let denied: FsError | undefined
  for (const directory of (path ?? DEFAULT_PATH).split(':')) {
    const candidate = joinPath(cwd, `${directory || '.'}/${word}`)
    if (!fs.exists(candidate)) continue
    try {
      check(fs, candidate, word, user)
      return candidate
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      if (error.code !== 'EISDIR') denied = error
    }
  }
  throw denied ?? new FsError('ENOENT', word)
}

function check(fs: FileSystem, path: string, word: string, user: User): void {
  const stat = fs.stat(path)
  if (stat.type === 'directory') throw new FsError(word.includes('/') ? 'EACCES' : 'EISDIR', word)
  if (!mayExecute(stat, user)) throw new FsError('EACCES', word)
}

function mayExecute(stat: { mode: number; uid: number; gid: number }, user: User): boolean {
  if (user.uid === 0) return (stat.mode & 0o111) !== 0
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0
  if (stat.gid === user.gid || user.groups.includes(stat.gid)) return (stat.mode & 0o010) !== 0
  return (stat.mode & 0o001) !== 0
}

/** Reads the file's first bytes: ELF, or `#!interpreter [argument]`. Throws ENOEXEC for anything else. */
export function loadExecutable(
  fs: FileSystem,
  cwd: string,
  path: string,
  argv: string[],
  user: User,
  depth = 0,
): Executable {
  const content = fs.read(path)
  const id = programId(content)
  if (id !== undefined) return { program: id, argv, path }
  const head = text(content.head().subarray(0, 256)).split('\n', 1)[0]!
  if (!head.startsWith('#!') || depth > 4) throw new FsError('ENOEXEC', argv[0]!)
  const [interpreter, argument] = head
    .slice(2)
    .trim()
    .split(/\s+(.*)/, 2)
  const interpreterPath = findExecutable(fs, cwd, undefined, interpreter!, user)
  const script = argv[0]!.includes('/') ? argv[0]! : path
  const words = [interpreter!, ...(argument ? [argument] : []), script, ...argv.slice(1)]
  return loadExecutable(fs, cwd, interpreterPath, words, user, depth + 1)
}
