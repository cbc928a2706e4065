// Go's template lexer: text and, between {{ and }}, tokens.
import { quote } from '../golang.ts'

export interface Token {
  type:
    | 'text'
    | 'open'
    | 'close'
    | 'field'
    | 'variable'
    | 'word'
    | 'string'
    | 'char'
    | 'number'
    | 'space'
    | 'operator'
    | 'end'
  text: string
  position: number
}

/** `template: name:line: message`. */
export class TemplateError extends Error {}

/** The template is right, what it was given does not fit. */
export class ExecutionError extends TemplateError {}

export function parseError(name: string, text: string, position: number, message: string): TemplateError {
  const line = text.slice(0, position).split('\n').length
  return new TemplateError(`template: ${name}:${line}: ${message}`)
}

const TOKENS: [Token['type'], RegExp][] = [
  ['space', /\s+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)*'/y],
  [
    'number',
    /[+-]?(?:0[xX][\da-fA-F_]+(?:[pP][+-]?\d+)?|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|[+-](?=[\s}])/y,
  ],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['operator', /:=|=|\||\(|\)|,|\./y],
]

/** Throws TemplateError for what is no template. */
export function tokenize(name: string, text: string): Token[] {
  const out: Token[] = []
  let at = 0
  let trim = false
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    let plain = text.slice(at, open < 0 ? text.length : open)
    if (trim) plain = plain.trimStart()
    const trimsLeft = open >= 0 && /^\{\{-\s/.test(text.slice(open, open + 4))
    if (trimsLeft) plain = plain.trimEnd()
    if (plain) out.push({ type: 'text', text: plain, position: at })
    if (open < 0) break
    const inside = open + (trimsLeft ? 3 : 2)
    const comment = /^\s?\/\*/.exec(text.slice(inside))
    if (comment && comment[0].length === (trimsLeft ? 3 : 2)) {
      const closed = text.indexOf('*/', inside + comment[0].length)
      if (closed < 0) throw parseError(name, text, inside, 'unclosed comment')
      const end = /^(?:\s(-))?\}\}/.exec(text.slice(closed + 2))
      if (!end) throw parseError(name, text, closed, 'comment ends before closing delimiter')
      at = closed + 2 + end[0].length
      trim = end[1] === '-'
      continue
    }
    out.push({ type: 'open', text: '{{', position: open })
    const end = action(name, text, inside, out)
    at = end.at
    trim = end.trim
  }
  out.push({ type: 'end', text: '', position: text.length })
  return out
}

function action(name: string, text: string, start: number, out: Token[]): { at: number; trim: boolean } {
  let at = start
  let depth = 0
  for (;;) {
    const close = /\s-\}\}|\}\}/y
    close.lastIndex = at
    const closed = close.exec(text)
    if (closed) {
      if (depth > 0) throw parseError(name, text, at, 'unclosed left paren')
      out.push({ type: 'close', text: '}}', position: at })
      return { at: at + closed[0].length, trim: closed[0].length > 2 }
    }
    if (at >= text.length) throw parseError(name, text, at, 'unclosed action')
    const token = next(text, at)
    if (!token) throw parseError(name, text, at, complaint(text, at, contextOf(out)))
    const after = text[at + token.text.length] ?? ''
    if (token.type === 'number' && /\w/.test(after)) {
      throw parseError(name, text, at, `bad number syntax: ${quote(token.text + after)}`)
    }
    if (token.text === '(') depth++
    if (token.text === ')' && --depth < 0) throw parseError(name, text, at, `unexpected right paren`)
    out.push(token)
    at += token.text.length
  }
}

function next(text: string, at: number): Token | undefined {
  for (const [type, pattern] of TOKENS) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { type, text: match[0], position: at }
  }
  return undefined
}

/** What the parser is at: a command begins after `{{`, `|` and `(`. */
const contextOf = (before: readonly Token[]): string =>
  ['{{', '|', '('].includes(before.findLast((token) => token.type !== 'space')?.text ?? '{{') ? 'command' : 'operand'

function complaint(text: string, at: number, context: string): string {
  const char = String.fromCodePoint(text.codePointAt(at)!)
  if (char === '"') return 'unterminated quoted string'
  if (char === '`') return 'unterminated raw quoted string'
  if (char === "'") return 'unterminated character constant'
  const code = `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`
  if (/[\w.]/.test(text[at - 1] ?? '')) return `bad character ${code}`
  return /[!-~]/.test(char) ? `unexpected ${quote(char)} in ${context}` : `unrecognized character in action: ${code}`
}

export const KEYWORDS = [
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'block',
  'template',
  'break',
  'continue',
  'nil',
  '.',
]

/** An item as the lexer prints it. */
export function shown(token: Token): string {
  if (token.type === 'end') return 'EOF'
  if (KEYWORDS.includes(token.text)) return `<${token.text}>`
  return token.text.length > 10 ? `${quote(token.text.slice(0, 10))}...` : quote(token.text)
}
