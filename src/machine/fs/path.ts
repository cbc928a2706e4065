// POSIX paths as text.

/** An absolute path without `.`, `..`, double or trailing slashes; `path` is taken from `cwd` unless absolute. */
export function joinPath(cwd: string, path: string): string {
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return `/${out.join('/')}`
}

export const dirname = (path: string): string => {
  const at = path.replace(/\/+$/, '').lastIndexOf('/')
  return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at)
}

export const basename = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) || '/'
