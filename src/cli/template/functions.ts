// The functions every Go template has, and those that docker adds.
import { quote } from '../golang.ts'
import { Nil, Struct, isMap, printed, toJson, truth, typeOf } from './value.ts'

export type TemplateFunction = (...values: unknown[]) => unknown
export type Functions = Readonly<Record<string, TemplateFunction>>

export type Parameter = 'string' | 'integer' | '[]string'
const signatures = new WeakMap<TemplateFunction, readonly Parameter[]>()

/** The types of what a Go function takes, where it takes no `interface{}`. */
export const signatureOf = (fn: TemplateFunction): readonly Parameter[] | undefined => signatures.get(fn)

function typed(parameters: readonly Parameter[], fn: TemplateFunction): TemplateFunction {
  signatures.set(fn, parameters)
  return fn
}

const text = (value: unknown) => printed(value, false)

/** fmt.Sprint: spaces between operands when neither is a string. */
function sprint(values: unknown[]): string {
  return values
    .map(
      (value, i) => (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ' ' : '') + text(value),
    )
    .join('')
}

/** fmt.Sprintf. */
export function sprintf(format: string, values: unknown[]): string {
  let next = 0
  const out = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width, precision, verb: string) => {
      if (verb === '%') return '%'
      const wide = width === '*' ? Number(values[next++]) : width === undefined ? 0 : Number(width)
      if (next >= values.length) return `%!${verb}(MISSING)`
      const body = verbText(
        verb,
        values[next++],
        flags,
        precision === undefined ? undefined : Number(precision as string),
      )
      if (flags.includes('-')) return body.padEnd(wide)
      return flags.includes('0') && verb !== 's' ? body.padStart(wide, '0') : body.padStart(wide)
    },
  )
  if (next >= values.length) return out
  const extra = values.slice(next).map((value) => `${typeOf(value)}=${text(value)}`)
  return `${out}%!(EXTRA ${extra.join(', ')})`
}

function verbText(verb: string, value: unknown, flags: string, precision: number | undefined): string {
  const wrong = () => `%!${verb}(${typeOf(value)}=${text(value)})`
  const cut = (out: string) => (precision === undefined ? out : [...out].slice(0, precision).join(''))
  switch (verb) {
    case 'v':
      return cut(text(value))
    case 's':
      return typeof value === 'number' || typeof value === 'boolean' ? wrong() : cut(text(value))
    case 'q':
      return typeof value === 'string' ? quote(cut(value)) : wrong()
    case 'd':
      return typeof value === 'number'
        ? (flags.includes('+') && value >= 0 ? '+' : '') + String(Math.trunc(value))
        : wrong()
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong()
    case 'f':
      return typeof value === 'number' ? value.toFixed(precision ?? 6) : wrong()
    case 'e':
    case 'g':
      return typeof value === 'number' ? String(value) : wrong()
    case 'x':
    case 'X':
    case 'o':
    case 'b': {
      const base = { x: 16, X: 16, o: 8, b: 2 }[verb]
      const hexed =
        typeof value === 'string' ? [...value].map((char) => char.charCodeAt(0).toString(16)).join('') : undefined
      const out = hexed ?? (typeof value === 'number' ? value.toString(base) : wrong())
      return verb === 'X' ? out.toUpperCase() : out
    }
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : wrong()
    case 'T':
      return typeOf(value)
    default:
      return wrong()
  }
}

function index(...values: unknown[]): unknown {
  let [item] = values
  if (item === null || item === undefined) throw new Error('index of untyped nil')
  for (const key of values.slice(1)) {
    if (Array.isArray(item) || typeof item === 'string') {
      if (typeof key !== 'number') throw new Error(`cannot index slice/array with type ${typeOf(key)}`)
      if (key < 0 || key > item.length) throw new Error(`index out of range: ${key}`)
      if (key === item.length) {
        throw new Error(`reflect: ${typeof item === 'string' ? 'string' : 'slice'} index out of range`)
      }
      item = typeof item === 'string' ? item.charCodeAt(key) : (item as unknown[])[key]
    } else if (isMap(item)) {
      if (typeof key !== 'string') throw new Error(`value has type ${typeOf(key)}; should be string`)
      item = Object.hasOwn(item, key) ? item[key] : undefined
    } else if (item === null || item === undefined) throw new Error('index of nil pointer')
    else throw new Error(`can't index item of type ${typeOf(item)}`)
  }
  return item
}

function slice(item: unknown, ...bounds: unknown[]): unknown {
  if (typeof item !== 'string' && !Array.isArray(item)) throw new Error(`can't slice item of type ${typeOf(item)}`)
  const [from = 0, to = item.length] = bounds as number[]
  for (const bound of [from, to]) if (bound < 0 || bound > item.length) throw new Error(`index out of range: ${bound}`)
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`)
  return item.slice(from, to)
}

function length(item: unknown): number {
  if (typeof item === 'string' || Array.isArray(item)) return item.length
  if (item instanceof Nil) return 0
  if (isMap(item)) return Object.keys(item).length
  if (item === null || item === undefined) throw new Error('len of nil pointer')
  throw new Error(`len of type ${typeOf(item).replace(/^\*/, '')}`)
}

const kind = (value: unknown) => (value === null ? 'undefined' : typeof value)

function equal(first: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison')
  return others.some((other) => {
    if (typeof first === 'object' && first !== null) throw new Error('non-comparable type')
    if (kind(first) !== kind(other) && kind(first) !== 'undefined' && kind(other) !== 'undefined')
      throw new Error('incompatible types for comparison')
    return (first ?? undefined) === (other ?? undefined)
  })
}

function less(a: unknown, b: unknown): boolean {
  if (kind(a) !== kind(b)) throw new Error('incompatible types for comparison')
  if (typeof a === 'number') return a < (b as number)
  if (typeof a === 'string') return a < (b as string)
  throw new Error('invalid type for comparison')
}

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;' }

/** template.JSEscapeString, of one character. */
const escapeJs = (char: string): string =>
  /[\\'"]/.test(char) ? `\\${char}` : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

export const builtins: Functions = {
  // `and` and `or` stop early: see execute.ts, which asks these for the decision.
  and: (...values) => values.find((value) => !truth(value)) ?? values.at(-1),
  or: (...values) => values.find(truth) ?? values.at(-1),
  not: (value) => !truth(value),
  eq: equal,
  ne: (a, b) => !equal(a, b),
  lt: less,
  le: (a, b) => less(a, b) || equal(a, b),
  gt: (a, b) => !less(a, b) && !equal(a, b),
  ge: (a, b) => !less(a, b),
  index,
  slice,
  len: length,
  print: (...values) => sprint(values),
  printf: (format, ...values) => sprintf(text(format), values),
  println: (...values) => `${values.map(text).join(' ')}\n`,
  html: (...values) => sprint(values).replace(/[<>&"']/g, (char) => HTML[char]!),
  js: (...values) => sprint(values).replace(/[\\'"<>&=]|\p{Cc}/gu, escapeJs),
  urlquery: (...values) => encodeURIComponent(sprint(values)).replaceAll('%20', '+'),
  call: (fn, ...values) => {
    if (typeof fn !== 'function') throw new Error(`non-function .${text(fn)} of type ${typeOf(fn)}`)
    return (fn as TemplateFunction)(...values)
  },
}

const title = (value: string) => value.replace(/(^|\s)\S/g, (char) => char.toUpperCase())

/** docker/cli templates.basicFunctions. */
export const dockerFunctions: Functions = {
  json: (value) => toJson(value, value instanceof Struct),
  split: typed(['string', 'string'], (value, by) => text(value).split(text(by))),
  join: typed(['[]string', 'string'], (values, by) => (Array.isArray(values) ? values.map(text).join(text(by)) : '')),
  title: typed(['string'], (value) => title(text(value))),
  lower: typed(['string'], (value) => text(value).toLowerCase()),
  upper: typed(['string'], (value) => text(value).toUpperCase()),
  pad: typed(['string', 'integer', 'integer'], (value, before, after) =>
    value === '' ? '' : ' '.repeat(Number(before)) + text(value) + ' '.repeat(Number(after)),
  ),
  truncate: typed(['string', 'integer'], (value, size) => text(value).slice(0, Number(size))),
}
