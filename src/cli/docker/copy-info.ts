// go-archive's copy.go: what is copied, where to, and what its first member is called there.
import type { Entry } from '../../kernel/entry.ts'
import { type FileSystem, FsError, type Stat } from '../../machine/fs/filesystem.ts'
import { basename, dirname, joinPath } from '../../machine/fs/path.ts'
import { StatusError } from '../error.ts'

export interface CopyInfo {
  /** Keeps the `/` or `/.` at its end. */
  path: string
  exists: boolean
  isDirectory: boolean
  /** What it was called before links were followed. */
  rebaseName?: string
}

const specifiesCurrent = (path: string): boolean => path === '' || /(^|\/)\.$/.test(path)

/** It must be a directory. */
export const assertsDirectory = (path: string): boolean => path.endsWith('/') || specifiesCurrent(path)

const lastPart = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) || '/'

/** The clean path, with what the given one asserts at its end. */
export function preserved(clean: string, given: string): string {
  const dotted = !specifiesCurrent(clean) && specifiesCurrent(given) ? `${clean.replace(/\/$/, '')}/.` : clean
  return given.endsWith('/') && !dotted.endsWith('/') ? `${dotted}/` : dotted
}

/** Folder and name; `.` stays a name of its own. */
export function splitEntry(path: string): { folder: string; name: string } {
  const clean = joinPath('/', path)
  return specifiesCurrent(path) ? { folder: clean, name: '.' } : { folder: dirname(clean), name: basename(clean) }
}

const failed = (call: string, path: string, why: string) => new StatusError(`${call} ${path}: ${why}`)

/** stat(2) or lstat(2), which follow what a `/` stands behind. Throws StatusError as Go says it. */
export function statPath(fs: FileSystem, path: string, call: 'stat' | 'lstat'): Stat {
  const clean = joinPath('/', path)
  try {
    const stat = call === 'stat' || assertsDirectory(path) ? fs.stat(clean) : fs.lstat(clean)
    if (!assertsDirectory(path) || stat.type === 'directory') return stat
  } catch (error) {
    if (error instanceof FsError)
      throw failed(
        call,
        path,
        error.message.replace(/^./, (first) => first.toLowerCase()),
      )
    throw error
  }
  throw failed(call, path, 'not a directory')
}

/** filepath.EvalSymlinks names the first part that is not there; of a file with something behind it, it gives the bare errno. Throws StatusError. */
function evaluated(fs: FileSystem, path: string): string {
  const parts = path.split('/').filter(Boolean)
  for (let i = 1; i <= parts.length; i++) {
    const upTo = `/${parts.slice(0, i).join('/')}`
    statPath(fs, upTo, 'lstat')
    const isLast = i === parts.length && !path.endsWith('/')
    if (!isLast && fs.exists(upTo) && fs.stat(upTo).type !== 'directory') throw new StatusError('not a directory')
  }
  return fs.realpath(joinPath('/', path))
}

/** What is copied from here. Throws StatusError. */
export function sourceInfo(fs: FileSystem, path: string, follow: boolean): CopyInfo {
  const slash = path.lastIndexOf('/')
  const found = follow
    ? rebased(path, evaluated(fs, path))
    : { path: `${evaluated(fs, path.slice(0, slash + 1)).replace(/\/$/, '')}/${path.slice(slash + 1)}` }
  const { type } = statPath(fs, found.path, 'lstat')
  return { ...found, exists: true, isDirectory: type === 'directory' }
}

/** Links have been followed: what was asserted is kept, and so is the name. */
export function rebased(path: string, resolved: string): { path: string; rebaseName?: string } {
  const kept = preserved(resolved, path)
  return lastPart(path) === lastPart(kept) ? { path: kept } : { path: kept, rebaseName: lastPart(path) }
}

const MOST_LINKS = 10

/** Where it goes here: links are followed, broken ones as well. Throws StatusError. */
export function destinationInfo(fs: FileSystem, given: string): CopyInfo {
  let path = given
  for (let links = 0; ; links++) {
    const there = fs.look(joinPath('/', path))
    if (there?.type !== 'symlink' || assertsDirectory(path)) break
    if (links > MOST_LINKS) throw new StatusError(`too many symlinks in ${given}`)
    path = joinPath(splitEntry(path).folder, there.target!)
  }
  if (fs.exists(joinPath('/', path))) {
    const { type } = statPath(fs, path, 'lstat')
    return { path, exists: true, isDirectory: type === 'directory' }
  }
  if (statPath(fs, splitEntry(path).folder, 'stat').type !== 'directory') throw new StatusError('not a directory')
  return { path, exists: false, isDirectory: false }
}

/** The folder that the archive is unpacked in; its members' names begin with `to` instead of `from`. */
export interface Landing {
  folder: string
  from: string
  to: string
}

/** PrepareArchiveCopy. Throws StatusError. */
export function landing(source: CopyInfo, destination: CopyInfo): Landing {
  const { folder, name: to } = splitEntry(destination.path)
  const from = source.rebaseName ?? splitEntry(source.path).name
  if (destination.exists && destination.isDirectory) return { folder: destination.path, from, to: from }
  if (destination.exists && source.isDirectory) throw new StatusError('cannot copy directory')
  if (!destination.exists && !source.isDirectory && assertsDirectory(destination.path))
    throw new StatusError('no such directory')
  return { folder, from, to }
}

/** RebaseArchiveEntries: what each name begins with. */
export function renamed(entries: readonly Entry[], from: string, to: string): Entry[] {
  if (from === to) return [...entries]
  const rename = from === '.' ? (path: string) => `${to}/${path}`.replace(/(\/\.)?\/*$/, '') : replaced(from, to)
  return entries.map((entry) => ({
    ...entry,
    path: rename(entry.path),
    ...(entry.type === 'hardlink' ? { target: rename(entry.target!) } : {}),
  }))
}

const replaced = (from: string, to: string) => (path: string) => path.replace(from === '/' ? '' : from, () => to)
