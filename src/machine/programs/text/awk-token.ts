// The tokens of awk (POSIX).

/** Where the program makes no sense. */
export class AwkSyntaxError extends Error {}

export interface Token {
  kind: 'number' | 'string' | 'regexp' | 'word' | 'call' | 'sign' | 'newline' | 'end'
  text: string
  /** White space before it. */
  spaced: boolean
}

const SIGNS = [
  '&&',
  '||',
  '**=',
  '**',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '++',
  '--',
  '>>',
  '!~',
]

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}

export function tokenize(source: string): Token[] {
  const out: Token[] = []
  let at = 0
  while (at < source.length) {
    const blank = /^(?:[ \t\r]|\\\n)+|^#[^\n]*/.exec(source.slice(at))
    if (blank) at += blank[0].length
    if (at >= source.length) break
    const rest = source.slice(at)
    if (/^[ \t\r#]|^\\\n/.test(rest)) continue
    const spaced = blank !== null
    const add = (kind: Token['kind'], text: string, length = text.length) => {
      out.push({ kind, text, spaced })
      at += length
    }
    const before = out.at(-1)
    const operand =
      before &&
      (['number', 'string', 'regexp', 'word'].includes(before.kind) ||
        [')', ']', '$', '++', '--'].includes(before.text)) &&
      !KEYWORDS.has(before.text)
    if (rest[0] === '\n') add('newline', '\n')
    else if (rest[0] === '"') {
      const match = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest)
      if (!match) throw new AwkSyntaxError('unterminated string')
      add(
        'string',
        match[1]!.replace(/\\([0-7]{1,3}|[^])/g, (_, char: string) =>
          /^[0-7]/.test(char) ? String.fromCharCode(parseInt(char, 8)) : (ESCAPES[char] ?? `\\${char}`),
        ),
        match[0].length,
      )
    } else if (rest[0] === '/' && !operand) {
      const match = /^\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)+\])*)\//.exec(rest)
      if (!match) throw new AwkSyntaxError('unterminated regexp')
      add('regexp', match[1]!, match[0].length)
    } else {
      const number = /^(?:0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)
      const word = /^[A-Za-z_]\w*/.exec(rest)
      if (number) add('number', number[0])
      else if (word) add(rest[word[0].length] === '(' && !KEYWORDS.has(word[0]) ? 'call' : 'word', word[0])
      else add('sign', SIGNS.find((sign) => rest.startsWith(sign)) ?? rest[0]!)
    }
  }
  out.push({ kind: 'end', text: '', spaced: false })
  return out
}

export const KEYWORDS = new Set([
  'if',
  'else',
  'while',
  'for',
  'do',
  'in',
  'print',
  'printf',
  'next',
  'nextfile',
  'exit',
  'break',
  'continue',
  'return',
  'delete',
  'function',
  'func',
  'getline',
  'BEGIN',
  'END',
])
