// POSIX regular expressions, basic and extended (regex(7)) with GNU's additions, as JavaScript's.

const CLASSES: Record<string, string> = {
  alpha: 'a-zA-Z\\u00aa-\\uffdc',
  digit: '0-9',
  alnum: 'a-zA-Z0-9\\u00aa-\\uffdc',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: '\\x20-\\x7e\\u00a0-\\uffff',
  graph: '\\x21-\\x7e\\u00a1-\\uffff',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
}

/** Why a pattern is wrong, in the words of the GNU library. */
export class PatternError extends Error {}

/** The source of the same pattern in JavaScript. Throws PatternError. */
export function translate(pattern: string, extended: boolean): string {
  let out = ''
  let depth = 0
  let atStart = true
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    const begin: boolean = atStart
    atStart = false
    if (char === '[') {
      const [source, end] = bracket(pattern, i)
      out += source
      i = end
      continue
    }
    if (char === '\\') {
      const next = pattern[++i]
      if (next === undefined) throw new PatternError('Trailing backslash')
      const operator = !extended && '(){}|+?'.includes(next)
      if (operator) {
        if (next === '(') depth++
        if (next === ')' && --depth < 0) throw new PatternError('Unmatched ) or \\)')
        out += next
        atStart = next === '(' || next === '|'
      } else out += escape(next)
      continue
    }
    if (extended && '(){}|+?'.includes(char)) {
      if (char === '(') depth++
      if (char === ')' && --depth < 0) {
        depth = 0
        out += '\\)'
        continue
      }
      if (char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(i))) {
        out += '\\{'
        continue
      }
      out += begin && '+?{'.includes(char) ? `\\${char}` : char
      atStart = char === '(' || char === '|'
      continue
    }
    if (char === '*') out += begin ? '\\*' : '*'
    else if (char === '^') {
      out += begin || extended ? '^' : '\\^'
      atStart = true
    } else if (char === '$') out += extended || endsHere(pattern, i) ? '$' : '\\$'
    else if ('(){}|+?'.includes(char)) out += `\\${char}`
    else if (char === '.') out += '[^]'
    else out += char === '/' || char === ']' ? `\\${char}` : char
  }
  if (depth > 0) throw new PatternError('Unmatched ( or \\(')
  return out
}

const endsHere = (pattern: string, i: number) => i === pattern.length - 1 || /^\\[)|]/.test(pattern.slice(i + 1))

function escape(char: string): string {
  if (char === '<') return '\\b(?=\\w)'
  if (char === '>') return '\\b(?<=\\w)'
  if (char === '`') return '^'
  if (char === "'") return '$'
  if (/[wWsSbBnt0-9]/.test(char)) return `\\${char}`
  return /[a-zA-Z]/.test(char) ? char : `\\${char}`
}

function bracket(pattern: string, start: number): [string, number] {
  let i = start + 1
  let out = '['
  if (pattern[i] === '^') {
    out += '^'
    i++
  }
  for (let first = true; ; first = false, i++) {
    const char = pattern[i]
    if (char === undefined) throw new PatternError('Unmatched [, [^, [:, [., or [=')
    if (char === ']' && !first) return [`${out}]`, i]
    const named = /^\[:(\w+):\]/.exec(pattern.slice(i))
    if (named) {
      const members = CLASSES[named[1]!]
      if (!members) throw new PatternError('Invalid character class name')
      out += members
      i += named[0].length - 1
    } else if (char === '\\' && 'nt'.includes(pattern[i + 1] ?? ' ')) {
      out += `\\${pattern[++i]}`
    } else out += '\\[]^'.includes(char) ? `\\${char}` : char
  }
}

/** A compiled pattern. Throws PatternError. */
export function compilePattern(pattern: string, extended: boolean, flags = ''): RegExp {
  const source = translate(pattern, extended)
  try {
    return new RegExp(source, flags)
  } catch {
    throw new PatternError('Invalid preceding regular expression')
  }
}
