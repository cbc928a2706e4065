// fmt.Sprintf over the values that templates have. https://pkg.go.dev/fmt
import { utf8 } from '../../kernel/bytes.ts'
import { quote } from '../golang.ts'
import { formatFloat, isFloat, numberOf } from './float.ts'
import { GoTime, Nil, formatted, isMap, isStruct, printed, typeOf } from './value.ts'

interface Directive {
  flags: string
  width: number | undefined
  precision: number | undefined
  verb: string
}

const has = ({ flags }: Directive, flag: string) => flags.includes(flag)

export function sprintf(format: string, values: readonly unknown[]): string {
  const state = { next: 0, reordered: false }
  const out = format.replace(
    /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(?:\[(\d+)\])?(\*|\d*))?(?:\[(\d+)\])?(\p{L}|\P{L})?/gu,
    (_, flags: string, ...parts: (string | undefined)[]) => directive(flags, parts, values, state),
  )
  if (state.reordered || state.next >= values.length) return out
  const extra = values
    .slice(state.next)
    .map((value) => (value === undefined || value === null ? '<nil>' : `${typeOf(value)}=${printed(value, false)}`))
  return `${out}%!(EXTRA ${extra.join(', ')})`
}

function directive(
  flags: string,
  [beforeWidth, width, beforePrecision, precision, beforeVerb, verb]: (string | undefined)[],
  values: readonly unknown[],
  state: { next: number; reordered: boolean },
): string {
  if (verb === undefined) return '%!(NOVERB)'
  if (verb === '%') return '%'
  let bad = false
  const jump = (index: string | undefined) => {
    if (index === undefined) return
    state.reordered = true
    bad ||= Number(index) < 1 || Number(index) > values.length
    state.next = Number(index) - 1
  }
  const size = (word: string | undefined): number | undefined =>
    word === '*' ? numberOf(values[state.next++]) : word === undefined ? undefined : Number(word)
  jump(beforeWidth)
  const wide = size(width)
  jump(beforePrecision)
  const exact = size(precision)
  jump(beforeVerb)
  if (bad) return `%!${verb}(BADINDEX)`
  if (state.next >= values.length) return `%!${verb}(MISSING)`
  // For %+v the sign is not the number's: it names the fields of structs.
  const own = verb === 'v' ? flags.replaceAll('+', '') : flags
  const left = wide !== undefined && wide < 0 ? `${own}-` : own
  const given = { flags: left, width: wide === undefined ? undefined : Math.abs(wide), precision: exact, verb }
  return value(given, values[state.next++])
}

/** One argument by one directive. */
function value(how: Directive, given: unknown): string {
  const { verb } = how
  if (verb === 'T') return padded(how, typeOf(given))
  if (given === undefined || given === null) return verb === 'v' ? padded(how, '<nil>') : `%!${verb}(<nil>)`
  if (given instanceof GoTime && 'vsq'.includes(verb)) return text(how, given.toString())
  if (typeof given === 'string') return text(how, given)
  if (typeof given === 'boolean') return 'tv'.includes(verb) ? padded(how, String(given)) : wrong(how, given)
  if (isFloat(given)) return float(how, numberOf(given)!) ?? wrong(how, given)
  if (typeof given === 'number') return integer(how, given) ?? wrong(how, given)
  if (Array.isArray(given)) return list(how, given)
  if (isMap(given) && !isStruct(given)) return map(how, given)
  return padded(how, given instanceof Nil ? printed(given) : formatted(given))
}

const wrong = (how: Directive, given: unknown): string =>
  `%!${how.verb}(${typeOf(given)}=${value({ flags: '', width: undefined, precision: undefined, verb: 'v' }, given)})`

function padded({ flags, width = 0 }: Directive, text: string, zeros = false): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!zeros || !flags.includes('0')) return ' '.repeat(missing) + text
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

function text(how: Directive, given: string): string {
  const { verb, precision } = how
  const cut = precision === undefined ? given : [...given].slice(0, precision).join('')
  if (verb === 's' || (verb === 'v' && !has(how, '#'))) return padded(how, cut)
  if (verb === 'q' || verb === 'v') {
    if (has(how, '#') && verb === 'q' && !/[`\n]/.test(cut)) return padded(how, `\`${cut}\``)
    const quoted = quote(cut)
    return padded(how, has(how, '+') ? quoted.replace(/[^ -~]/gu, escaped) : quoted)
  }
  if (verb !== 'x' && verb !== 'X') return wrong(how, given)
  const bytes = [...utf8(given)].slice(0, precision).map((byte) => byte.toString(16).padStart(2, '0'))
  const prefix = has(how, '#') && bytes.length > 0 ? '0x' : ''
  const joined = has(how, ' ') ? bytes.map((byte) => prefix + byte).join(' ') : prefix + bytes.join('')
  return padded(how, verb === 'X' ? joined.toUpperCase() : joined)
}

const escaped = (char: string): string => {
  const code = char.codePointAt(0)!
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

const BASES: Record<string, number> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
const PREFIXES: Record<string, string> = { b: '0b', o: '0', x: '0x', X: '0X' }

function integer(how: Directive, given: number): string | undefined {
  const { verb, precision } = how
  if (verb === 'c') return padded(how, String.fromCodePoint(given))
  if (verb === 'q') return padded(how, `'${quote(String.fromCodePoint(given)).slice(1, -1)}'`)
  if (verb === 'U') return padded(how, `U+${given.toString(16).toUpperCase().padStart(4, '0')}`)
  const base = BASES[verb]
  if (base === undefined) return undefined
  const digits = Math.abs(given)
    .toString(base)
    .padStart(precision ?? 1, '0')
  const prefix = verb === 'O' ? '0o' : has(how, '#') ? (PREFIXES[verb] ?? '') : ''
  const sign = given < 0 ? '-' : has(how, '+') ? '+' : has(how, ' ') ? ' ' : ''
  const shown = sign + prefix + (verb === 'X' ? digits.toUpperCase() : digits)
  return padded(how, shown, precision === undefined)
}

function float(how: Directive, given: number): string | undefined {
  const { verb, precision } = how
  const kind = { v: 'g', g: 'g', G: 'g', e: 'e', E: 'e', f: 'f', F: 'f' }[verb]
  if (kind === undefined) return undefined
  const shown = formatFloat(given, kind, precision ?? (kind === 'g' ? -1 : 6))
  const signed = given >= 0 && has(how, '+') ? `+${shown}` : given >= 0 && has(how, ' ') ? ` ${shown}` : shown
  return padded(how, 'EG'.includes(verb) ? signed.toUpperCase() : signed, true)
}

/** Of nil there is only one way to print it, inside of others. */
const inner = (how: Directive, item: unknown) =>
  item === undefined || item === null
    ? has(how, '#') && how.verb === 'v'
      ? 'interface {}(nil)'
      : '<nil>'
    : value(how, item)

const inGo = (how: Directive) => how.verb === 'v' && has(how, '#')

function list(how: Directive, items: readonly unknown[]): string {
  const shown = items.map((item) => inner(how, item))
  return inGo(how) ? `${typeOf(items)}{${shown.join(', ')}}` : `[${shown.join(' ')}]`
}

function map(how: Directive, items: Record<string, unknown>): string {
  const keys = Object.keys(items).sort()
  const shown = keys.map((key) => `${value(how, key)}:${inner(how, items[key])}`)
  return inGo(how) ? `${typeOf(items)}{${shown.join(', ')}}` : `map[${shown.join(' ')}]`
}
