// Patterns of case, [[ ]], ${x#…} and of file names, as regular expressions. A backslash takes the meaning from what follows.

const CLASSES: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
  word: '\\w',
}

const escapeRegExp = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')

/** Takes every meaning from a text. */
export const quotePattern = (text: string): string => text.replace(/[\\*?[\]()|+@!-]/g, '\\$&')

export const hasPattern = (pattern: string): boolean => /(^|[^\\])(\\\\)*([*?[]|[?*+@!]\()/.test(pattern)

/** The pattern without its backslashes, where nothing in it is active. */
export const unquotePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1')

export interface PatternOptions {
  ignoreCase?: boolean
  /** `*` and `?` do not match a slash. */
  path?: boolean
}

/** The source of a regular expression without anchors. */
export function patternSource(pattern: string, options: PatternOptions = {}): string {
  const any = options.path ? '[^/]' : '[^]'
  let out = ''
  let i = 0
  while (i < pattern.length) {
    const char = pattern[i]!
    if ('?*+@!'.includes(char) && pattern[i + 1] === '(') {
      const end = closing(pattern, i + 1)
      if (end > 0) {
        out += extended(char, pattern.slice(i + 2, end), pattern.slice(end + 1), options)
        if (char === '!') return out
        i = end + 1
        continue
      }
    }
    if (char === '\\' && i + 1 < pattern.length) {
      out += escapeRegExp(pattern[i + 1]!)
      i += 2
      continue
    }
    const set = char === '[' ? bracket(pattern, i) : undefined
    out += char === '*' ? `${any}*` : char === '?' ? any : (set?.source ?? escapeRegExp(char))
    i = set?.end ?? i + 1
  }
  return out
}

export function patternRegExp(pattern: string, options: PatternOptions = {}): RegExp {
  return new RegExp(`^(?:${patternSource(pattern, options)})$`, options.ignoreCase ? 'iu' : 'u')
}

/** `!(a|b)` looks at what follows too, so that it can give way. */
function extended(operator: string, body: string, rest: string, options: PatternOptions): string {
  const choices = alternatives(body)
    .map((choice) => patternSource(choice, options))
    .join('|')
  const after = () => patternSource(rest, options)
  if (operator === '!') return `(?!(?:${choices})${after()}$)${options.path ? '[^/]' : '[^]'}*?${after()}`
  return `(?:${choices})${operator === '@' ? '' : operator}`
}

function closing(pattern: string, open: number): number {
  let depth = 0
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '(') depth++
    else if (pattern[i] === ')' && --depth === 0) return i
  }
  return -1
}

function alternatives(body: string): string[] {
  const out = ['']
  let depth = 0
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === '|' && depth === 0) out.push('')
    else out[out.length - 1] += char === '\\' ? char + (body[++i] ?? '') : char
  }
  return out
}

function bracket(pattern: string, start: number): { source: string; end: number } | undefined {
  let i = start + 1
  let out = ''
  const negated = pattern[i] === '!' || pattern[i] === '^'
  if (negated) i++
  for (let first = true; i < pattern.length; first = false) {
    const char = pattern[i]!
    if (char === ']' && !first) return out === '' ? undefined : { source: `[${negated ? '^' : ''}${out}]`, end: i + 1 }
    const named = /^\[:(\w+):\]/.exec(pattern.slice(i))
    if (named && CLASSES[named[1]!]) {
      out += CLASSES[named[1]!]
      i += named[0].length
    } else if (char === '\\' && i + 1 < pattern.length) {
      out += pattern[i + 1]!.replace(/[\\\]^-]/, '\\$&')
      i += 2
    } else {
      out += char === '-' ? dash(pattern, i, first) : char.replace(/[\\\][^]/, '\\$&')
      i++
    }
  }
  return undefined
}

const dash = (pattern: string, at: number, first: boolean) => (first || pattern[at + 1] === ']' ? '\\-' : '-')
