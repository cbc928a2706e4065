// filepath.Match over a file system: the paths that a pattern of COPY means.
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { present } from '../../runtime/copy.ts'

const SPECIAL = /[*?[]/

/** A path without wildcards means itself; an unmatched pattern gives nothing. */
export function matchPaths(fs: FileSystem, pattern: string): string[] {
  if (!SPECIAL.test(pattern)) return present(fs, pattern) ? [pattern] : []
  let found = ['']
  for (const part of pattern.split('/').filter(Boolean)) {
    found = found.flatMap((directory) => {
      if (!SPECIAL.test(part)) return present(fs, `${directory}/${part}`) ? [`${directory}/${part}`] : []
      if (fs.stat(directory || '/').type !== 'directory') return []
      const regexp = patternRegExp(part)
      return fs
        .list(directory || '/')
        .filter((name) => regexp.test(name))
        .map((name) => `${directory}/${name}`)
    })
  }
  return found
}

/** `*` and `?` stop at slashes, `[a-z]` is a class. */
export function patternRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
  return new RegExp(`^${source}$`)
}
