// Copying a tree of files from one file system to another, with owners, modes, times and links.
import type { Entry } from '../kernel/entry.ts'
import { type FileSystem, FsError } from '../machine/fs/filesystem.ts'

/** The contents of directory `from` into directory `to`, which must be there. */
export function copyTree(source: FileSystem, from: string, target: FileSystem, to: string): void {
  for (const name of source.list(from)) copyOne(source, `${from}/${name}`, target, `${to}/${name}`)
}

/** One file or whole directory; what is there already is replaced, directories are merged. */
export function copyOne(source: FileSystem, from: string, target: FileSystem, to: string): void {
  const stat = source.lstat(from)
  const { uid, gid, mode } = stat
  if (stat.type === 'directory') {
    if (!target.exists(to)) target.mkdir(to, { mode, uid, gid })
    copyTree(source, from, target, to)
  } else if (stat.type === 'symlink') {
    if (present(target, to)) target.remove(to)
    target.symlink(stat.target!, to)
    return
  } else if (stat.type === 'file') {
    if (present(target, to)) target.remove(to)
    target.write(to, source.read(from), { mode, uid, gid })
  } else return
  target.touch(to, stat.mtime)
}

export function present(fs: FileSystem, path: string): boolean {
  try {
    fs.lstat(path)
    return true
  } catch (error) {
    if (error instanceof FsError) return false
    throw error
  }
}

/** A file or directory as members of an archive; `name` is what it is called there. */
export function treeEntries(fs: FileSystem, path: string, name: string): Entry[] {
  const stat = fs.lstat(path)
  const { mode, uid, gid, mtime } = stat
  const common = { path: name, mode, uid, gid, mtime }
  if (stat.type === 'symlink') return [{ ...common, type: 'symlink', target: stat.target }]
  if (stat.type === 'file') return [{ ...common, type: 'file', content: fs.read(path) }]
  if (stat.type !== 'directory') return []
  const inside = fs
    .list(path)
    .flatMap((child) => treeEntries(fs, `${path}/${child}`, name ? `${name}/${child}` : child))
  return [{ ...common, type: 'directory' }, ...inside]
}

/** Writes members of an archive below a directory; directories that are there keep their mode. */
export function extract(fs: FileSystem, directory: string, entries: readonly Entry[]): void {
  const base = directory === '/' ? '' : directory
  for (const entry of entries) {
    if (entry.path === '' || entry.path === '.') continue
    const path = `${base}/${entry.path}`
    const { mode, uid, gid } = entry
    const parent = path.slice(0, path.lastIndexOf('/')) || '/'
    if (!fs.exists(parent)) fs.mkdir(parent, { parents: true })
    if (entry.type === 'directory') {
      if (!fs.exists(path)) fs.mkdir(path, { mode, uid, gid })
      fs.touch(path, entry.mtime)
      continue
    }
    if (present(fs, path)) fs.remove(path, { recursive: true })
    if (entry.type === 'symlink') fs.symlink(entry.target!, path)
    else if (entry.type === 'hardlink') fs.link(`${base}/${entry.target!}`, path)
    else {
      fs.write(path, entry.content ?? '', { mode, uid, gid })
      fs.touch(path, entry.mtime)
    }
  }
}
