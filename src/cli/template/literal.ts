// Literals of a Go template: strings, characters and numbers as strconv reads them. SyntaxError carries Go's message.
import { quote } from '../golang.ts'
import { Float } from './float.ts'

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '0': '\0' }

const INVALID_ESCAPE = /(?<!\\)(?:\\\\)*\\(?!x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[abfnrtv\\'"])/

/** strconv.ParseInt with base 0, ParseFloat. Undefined for what is no number. */
function parsed(text: string): number | undefined {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/.exec(text)!
  if (digits === '') return undefined
  const [mantissa, power] = /^0x/i.test(digits) ? digits.split(/p/i) : [digits]
  const octal = /^0[0-7]+$/.test(mantissa!) ? `0o${mantissa!.slice(1)}` : mantissa!
  const value = Number(octal) * 2 ** Number(power ?? 0)
  return Number.isNaN(value) ? undefined : sign === '-' ? -value : value
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1)
  return text.slice(1, -1).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{3}|.)/gi, (_, escape: string) => {
    if (/^[xuU]/.test(escape) && escape.length > 1) return String.fromCodePoint(parseInt(escape.slice(1), 16))
    if (/^[0-7]{3}$/.test(escape)) return String.fromCodePoint(parseInt(escape, 8))
    return ESCAPES[escape] ?? escape
  })
}

export function unquoted(text: string): string {
  if (!text.startsWith('`') && INVALID_ESCAPE.test(text.slice(1, -1))) throw new SyntaxError('invalid syntax')
  return unquote(text)
}

export function character(text: string): number {
  const [char, ...more] = unquoted(text)
  if (char === undefined) throw new SyntaxError('invalid syntax')
  if (more.length > 0) throw new SyntaxError(`malformed character constant: ${text}`)
  return char.codePointAt(0)!
}

/** With a point or an exponent it is a float64, whatever its value. */
export function number(text: string): number | Float {
  const bare = text.replaceAll('_', '')
  const value = parsed(bare)
  if (value === undefined) throw new SyntaxError(`illegal number syntax: ${quote(text)}`)
  if (/p/i.test(bare)) return new Float(value)
  if (!/^[+-]?0x/i.test(bare) && /[.e]/i.test(bare)) return Number.isInteger(value) ? new Float(value) : value
  if (/^[+-]?0[0-7]*[89]/.test(bare) || Math.abs(value) >= 2 ** 64)
    throw new SyntaxError(`integer overflow: ${quote(text)}`)
  return value
}
