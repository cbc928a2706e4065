// The tokens of JavaScript.

export interface Token {
  kind: 'number' | 'string' | 'template' | 'regexp' | 'name' | 'keyword' | 'sign' | 'end'
  text: string
  /** Of a template: its texts and the sources between. */
  parts?: { texts: string[]; sources: string[] }
  /** Of a regular expression. */
  flags?: string
  line: number
  /** A newline stands before it. */
  fresh: boolean
}

export class ScriptSyntaxError extends Error {
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

const KEYWORDS = new Set(
  'var let const function return if else for while do switch case default break continue throw try catch finally new typeof delete void in instanceof this class extends super null true false async await yield import export'.split(
    ' ',
  ),
)
const SIGNS =
  '>>>= ... === !== **= <<= >>= >>> &&= ||= ??= => == != <= >= && || ?? ?. ++ -- += -= *= /= %= &= |= ^= << >> **'.split(
    ' ',
  )
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }

export const unescapeText = (text: string): string =>
  text.replace(
    /\\(u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n|[^])/g,
    (_, all: string, point?: string, four?: string, two?: string) => {
      const code = point ?? four ?? two
      if (code !== undefined) return String.fromCodePoint(parseInt(code, 16))
      return /^\r?\n$/.test(all) ? '' : (ESCAPES[all] ?? all)
    },
  )

export function tokenize(source: string): Token[] {
  const out: Token[] = []
  let at = source.startsWith('#!') ? source.indexOf('\n') : 0
  let line = 1
  let fresh = true
  const add = (kind: Token['kind'], text: string, length: number, more: Partial<Token> = {}) => {
    out.push({ kind, text, line, fresh, ...more })
    line += source.slice(at, at + length).split('\n').length - 1
    at += length
    fresh = false
  }
  while (at < source.length) {
    const rest = source.slice(at, at + 4000)
    const blank = /^(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)/.exec(rest)
    if (blank) {
      if (blank[0].includes('\n')) fresh = true
      line += blank[0].split('\n').length - 1
      at += blank[0].length
      continue
    }
    const name = /^[A-Za-z_$\u0080-\uffff#][\w$\u0080-\uffff]*/.exec(rest)
    const number =
      /^(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)n?/.exec(rest)
    const string = /^(?:"((?:[^"\\\n]|\\[^])*)"|'((?:[^'\\\n]|\\[^])*)')/.exec(rest)
    if (name) add(KEYWORDS.has(name[0]) ? 'keyword' : 'name', name[0], name[0].length)
    else if (number) add('number', number[0].replace(/_/g, ''), number[0].length)
    else if (string) add('string', unescapeText(string[1] ?? string[2]!), string[0].length)
    else if (rest[0] === '`') template(source, at, add, line)
    else if (rest[0] === '/' && regexpAllowed(out.at(-1))) {
      const found = /^\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([a-z]*)/.exec(rest)
      if (!found) throw new ScriptSyntaxError('Invalid regular expression: missing /', line)
      add('regexp', found[1]!, found[0].length, { flags: found[2]! })
    } else {
      const sign = SIGNS.find((each) => rest.startsWith(each) && !(each === '?.' && /^\?\.\d/.test(rest))) ?? rest[0]!
      if (!/^[{}()[\];,<>=+\-*/%&|^!~?:.@]/.test(sign)) throw new ScriptSyntaxError('Invalid or unexpected token', line)
      add('sign', sign, sign.length)
    }
  }
  out.push({ kind: 'end', text: '', line, fresh: true })
  return out
}

const regexpAllowed = (before: Token | undefined) =>
  !before ||
  (before.kind === 'keyword'
    ? !['this', 'super', 'null', 'true', 'false'].includes(before.text)
    : before.kind === 'sign' && ![')', ']', '}'].includes(before.text))

function template(
  source: string,
  start: number,
  add: (kind: Token['kind'], text: string, length: number, more?: Partial<Token>) => void,
  line: number,
): void {
  const parts = { texts: [] as string[], sources: [] as string[] }
  let text = ''
  let at = start + 1
  for (;;) {
    const char = source[at]
    if (char === undefined) throw new ScriptSyntaxError('Unterminated template literal', line)
    if (char === '`') break
    if (char === '\\') {
      text += source.slice(at, at + 2)
      at += 2
    } else if (char === '$' && source[at + 1] === '{') {
      parts.texts.push(unescapeText(text))
      text = ''
      const end = closing(source, at + 2)
      parts.sources.push(source.slice(at + 2, end))
      at = end + 1
    } else {
      text += char
      at++
    }
  }
  parts.texts.push(unescapeText(text))
  add('template', '', at + 1 - start, { parts })
}

/** Where the brace that is open at `at` closes. */
function closing(source: string, at: number): number {
  let depth = 1
  for (let i = at; i < source.length; i++) {
    const char = source[i]!
    if (char === '{') depth++
    else if (char === '}' && --depth === 0) return i
    else if (char === '"' || char === "'" || char === '`') {
      for (i++; i < source.length && source[i] !== char; i++) if (source[i] === '\\') i++
    }
  }
  return source.length
}
