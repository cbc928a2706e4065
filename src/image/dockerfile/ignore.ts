// .dockerignore: which files of a folder are no part of the build context (moby/patternmatcher).

export interface Ignore {
  /** True when the file (path without a leading slash) is left out. */
  excludes(path: string): boolean
}

/** Lines of patterns, as one builder tells them to another: cleaned, `!` before those that take back. */
export const ignorePatterns = (text: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const negated = line.startsWith('!')
      const pattern = (negated ? line.slice(1).trim() : line).replace(/^\/+|\/+$/g, '').replace(/^\.\//, '')
      return (negated ? '!' : '') + pattern
    })

/** Later lines win. */
export function parseIgnore(text: string): Ignore {
  const rules = ignorePatterns(text).map((line) => {
    const negated = line.startsWith('!')
    return { negated, regexp: compile(negated ? line.slice(1) : line) }
  })
  return {
    excludes(path) {
      let out = false
      for (const { negated, regexp } of rules) {
        if (negated === out && parents(path).some((part) => regexp.test(part))) out = !negated
      }
      return out
    },
  }
}

/** The path itself and every folder above it. */
const parents = (path: string): string[] => {
  const parts = path.split('/')
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

/** `*` within a name, `**` over folders, `?`, `[a-z]`. */
function compile(pattern: string): RegExp {
  if (pattern === '' || pattern === '.') return /^[^]*$/
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '*' && pattern[i + 1] === '*') {
      i++
      if (pattern[i + 1] === '/') i++
      out += i + 1 >= pattern.length ? '.*' : '(.*/)?'
    } else if (char === '*') out += '[^/]*'
    else if (char === '?') out += '[^/]'
    else if (char === '[') {
      const end = pattern.indexOf(']', i)
      out += end < 0 ? '\\[' : pattern.slice(i, end + 1)
      if (end >= 0) i = end
    } else out += char.replace(/[.+^${}()|\\\]]/g, '\\$&')
  }
  return new RegExp(`^${out}$`)
}
