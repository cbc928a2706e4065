// Files of the client as tar archives, and tar archives as files: what docker cp moves.
import type { Entry } from '../../kernel/entry.ts'
import { Content } from '../../kernel/content.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { joinPath } from '../../machine/fs/path.ts'

/** A file or folder as entries whose first is called `name`. */
export function pack(fs: FileSystem, path: string, name: string): Entry[] {
  const stat = fs.lstat(path)
  const { mode, uid, gid, mtime } = stat
  const base = { path: name, mode, uid, gid, mtime }
  if (stat.type === 'symlink') return [{ ...base, type: 'symlink', target: stat.target! }]
  if (stat.type === 'file') return [{ ...base, type: 'file', content: fs.read(path) }]
  if (stat.type !== 'directory') return []
  const below = fs
    .list(path)
    .flatMap((child) => pack(fs, joinPath(path, child), name === '.' ? child : `${name}/${child}`))
  return [{ ...base, type: 'directory' }, ...below]
}

/** Writes entries below a folder. */
export function unpack(
  fs: FileSystem,
  entries: readonly Entry[],
  folder: string,
  owner: { uid: number; gid: number },
): void {
  for (const entry of entries) {
    const path = joinPath(folder, entry.path.replace(/\/$/, ''))
    if (entry.type === 'directory') {
      if (!fs.exists(path)) fs.mkdir(path, { parents: true, mode: entry.mode, ...owner })
    } else if (entry.type === 'symlink') {
      if (fs.exists(path)) fs.remove(path)
      fs.symlink(entry.target!, path)
    } else if (entry.type === 'hardlink') fs.link(joinPath(folder, entry.target!), path)
    else fs.write(path, entry.content ?? Content.of(''), { mode: entry.mode, ...owner })
  }
}
