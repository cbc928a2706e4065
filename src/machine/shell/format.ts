// printf's formats.
import { unescape } from './escape.ts'
import { quoted } from './quoting.ts'

const DIRECTIVE = /%(%|([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:hh|h|ll|l|q|j|z|t|L)?(\([^)]*\)T|[a-zA-Z]))/g

interface State {
  values: string[]
  problems: string[]
  now: number
  stopped: boolean
}

/** The format is used again as long as there are arguments. `now` is Unix ms, for %(…)T. */
export function format(template: string, values: readonly string[], now: number): { text: string; problems: string[] } {
  const state: State = { values: [...values], problems: [], now, stopped: false }
  let out = ''
  do {
    const left = state.values.length
    out += once(template, state)
    if (state.values.length === left) break
  } while (state.values.length > 0 && !state.stopped)
  return { text: out, problems: state.problems }
}

function once(template: string, state: State): string {
  let out = ''
  let at = 0
  for (const match of template.matchAll(DIRECTIVE)) {
    const literal = unescape(template.slice(at, match.index))
    out += literal.text
    if (literal.stopped) state.stopped = true
    if (state.stopped) return out
    out += directive(match, state)
    if (state.stopped) return out
    at = match.index + match[0].length
  }
  const end = unescape(template.slice(at))
  if (end.stopped) state.stopped = true
  const bad = /%(.?)/.exec(template.slice(at))
  if (!bad) return out + end.text
  state.problems.push(bad[1] ? `\`${bad[1]}': invalid format character` : "`%': missing format character")
  state.stopped = true
  return out + unescape(template.slice(at, at + bad.index)).text
}

function directive(match: RegExpMatchArray, state: State): string {
  if (match[1] === '%') return '%'
  const next = () => state.values.shift() ?? ''
  let flags = match[2] ?? ''
  const given = match[3] === '*' ? number(next(), state) : Number(match[3] ?? 0)
  if (given < 0) flags += '-'
  const width = Math.abs(given)
  const precise = /\./.test(match[0].replace(/\(.*/s, ''))
  const precision = !precise ? undefined : match[4] === '*' ? number(next(), state) : Number(match[4] ?? 0)
  const kind = match[5]!
  const text = converted(kind, next, flags, precision, state)
  const zero =
    flags.includes('0') && !flags.includes('-') && /[diouxXeEfFgG]/.test(kind) && !(precise && /[diouxX]/.test(kind))
  if (zero) return padZero(text, width)
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

const padZero = (text: string, width: number) => {
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

function converted(
  kind: string,
  next: () => string,
  flags: string,
  precision: number | undefined,
  state: State,
): string {
  const cut = (text: string) =>
    precision === undefined || precision < 0 ? text : [...text].slice(0, precision).join('')
  if (kind.endsWith('T') && kind.startsWith('(')) return dated(kind.slice(1, -2), next(), state)
  switch (kind) {
    case 's':
      return cut(next())
    case 'b': {
      const { text, stopped } = unescape(next(), 'argument')
      state.stopped = stopped
      return cut(text)
    }
    case 'q':
    case 'Q':
      return quoted(next())
    case 'c':
      return [...next()][0] ?? ''
    case 'd':
    case 'i':
      return signed(number(next(), state), flags, precision)
    case 'u':
      return signed(wrapped(number(next(), state)), '', precision)
    case 'o':
      return inBase(number(next(), state), 8, flags.includes('#') ? '0' : '', precision)
    case 'x':
      return inBase(number(next(), state), 16, flags.includes('#') ? '0x' : '', precision)
    case 'X':
      return inBase(number(next(), state), 16, flags.includes('#') ? '0X' : '', precision).toUpperCase()
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floating(kind, decimal(next(), state), flags, precision ?? 6)
    default:
      state.problems.push(`\`${kind}': invalid format character`)
      state.stopped = true
      return ''
  }
}

const signed = (value: number | bigint, flags: string, precision = 1) => {
  const digits = String(value).replace('-', '').padStart(precision, '0')
  return (value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits
}

const wrapped = (value: number) => (value < 0 ? BigInt.asUintN(64, BigInt(value)) : value)

const inBase = (value: number, base: number, prefix: string, precision = 1) =>
  prefix + wrapped(value).toString(base).padStart(precision, '0')

function floating(kind: string, value: number, flags: string, precision: number): string {
  const sign = value >= 0 && flags.includes('+') ? '+' : ''
  const lower = kind.toLowerCase()
  if (!Number.isFinite(value)) return sign + (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf')
  const exponent = (text: string) => text.replace(/e([-+])(\d)$/, 'e$10$2')
  if (lower === 'f') return sign + value.toFixed(precision)
  const text = lower === 'e' ? exponent(value.toExponential(precision)) : general(value, precision || 1, exponent)
  return sign + (kind === lower ? text : text.toUpperCase())
}

function general(value: number, precision: number, exponent: (text: string) => string): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  if (power < -4 || power >= precision) return exponent(value.toExponential(precision - 1).replace(/\.?0+e/, 'e'))
  return value
    .toFixed(Math.max(0, precision - 1 - power))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

/** C constants: 0x1f, 017, 'A. */
function number(word: string, state: State): number {
  const text = word.trim()
  if (text === '') return 0
  if (/^['"]/.test(text)) return text.codePointAt(1) ?? 0
  const match = /^[-+]?(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text)
  if (!match || match[0] !== text) state.problems.push(`${word}: invalid number`)
  if (!match) return 0
  const body = match[1]!
  const value = /^0[xX]/.test(body)
    ? Number.parseInt(body, 16)
    : body.startsWith('0')
      ? Number.parseInt(body, 8)
      : Number(body)
  return text.startsWith('-') ? -value : value
}

function decimal(word: string, state: State): number {
  if (word === '') return 0
  const value = Number(word)
  if (!Number.isNaN(value)) return value
  state.problems.push(`${word}: invalid number`)
  return Number.parseFloat(word) || 0
}

/** strftime, in UTC. */
function dated(template: string, word: string, state: State): string {
  const seconds = word === '' || word === '-1' || word === '-2' ? Math.floor(state.now / 1000) : Number(word)
  const date = new Date(seconds * 1000)
  const iso = date.toISOString()
  const parts: Record<string, string> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    R: iso.slice(11, 16),
    s: String(seconds),
    y: iso.slice(2, 4),
    Z: 'UTC',
    z: '+0000',
    '%': '%',
    n: '\n',
  }
  return (template || '%T').replace(/%(.)/g, (all, letter: string) => parts[letter] ?? all)
}
