// glob(7): the files that a pattern of a command line means.
import { type FileSystem, FsError } from '../fs/filesystem.ts'
import { joinPath } from '../fs/path.ts'
import { collate } from './collation.ts'
import { hasPattern, patternRegExp, unquotePattern } from './pattern.ts'

export interface GlobOptions {
  dotglob: boolean
  globstar: boolean
  nocaseglob: boolean
  /** The value of the locale variables, for the order of names. */
  locale: string
}

/** Paths as the pattern spells them (relative stays relative), in order; empty when nothing matches. */
export function glob(fs: FileSystem, cwd: string, pattern: string, options: GlobOptions): string[] {
  const absolute = pattern.startsWith('/')
  const segments = pattern.split(/\/+/).filter((segment) => segment !== '')
  let found = [absolute ? '/' : '']
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1
    found = found.flatMap((base) => step(fs, cwd, base, segment, last, options))
  }
  const out = pattern.endsWith('/')
    ? found.filter((path) => isDirectory(fs, joinPath(cwd, path))).map((path) => `${path}/`)
    : found
  return out.sort(collate(options.locale))
}

function step(
  fs: FileSystem,
  cwd: string,
  base: string,
  segment: string,
  last: boolean,
  options: GlobOptions,
): string[] {
  const join = (name: string) => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`)
  if (!hasPattern(segment)) {
    const path = join(unquotePattern(segment))
    return exists(fs, joinPath(cwd, path)) ? [path] : []
  }
  const here = joinPath(cwd, base || '.')
  if (segment === '**' && options.globstar) return descend(fs, here, base, last)
  const names = listing(fs, here)
  const hidden = options.dotglob || /^\\?\./.test(segment)
  const regexp = patternRegExp(segment, { path: true, ignoreCase: options.nocaseglob })
  const matching = names.filter((name) => (hidden || !name.startsWith('.')) && regexp.test(name))
  return matching.map(join).filter((path) => last || isDirectory(fs, joinPath(cwd, path)))
}

/** `**`: this directory and all below it; as the last segment files too. */
function descend(fs: FileSystem, here: string, base: string, last: boolean): string[] {
  const out = last && base !== '' ? [base.endsWith('/') ? base : `${base}/`] : last ? [] : [base]
  for (const name of listing(fs, here)) {
    if (name.startsWith('.')) continue
    const path = base === '' || base.endsWith('/') ? base + name : `${base}/${name}`
    const inner = joinPath(here, name)
    const directory = fs.lstat(inner).type === 'directory'
    if (last) out.push(path)
    if (directory) out.push(...descend(fs, inner, path, last).filter((each) => each !== `${path}/`))
  }
  return out
}

function listing(fs: FileSystem, path: string): string[] {
  return attempt(() => fs.list(path)) ?? []
}

const exists = (fs: FileSystem, path: string) => attempt(() => fs.lstat(path)) !== undefined
const isDirectory = (fs: FileSystem, path: string) => attempt(() => fs.stat(path))?.type === 'directory'

function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof FsError) return undefined
    throw error
  }
}
