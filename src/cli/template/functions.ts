// The functions every Go template has, and those that docker adds.
import { text as utf8Text, utf8 } from '../../kernel/bytes.ts'
import { isFloat, numberOf } from './float.ts'
import { sprintf } from './sprintf.ts'
import { Nil, Struct, formatted, isMap, toJson, truth, typeOf } from './value.ts'

export type TemplateFunction = (...values: unknown[]) => unknown
export type Functions = Readonly<Record<string, TemplateFunction>>

/** `any` is Go's `interface{}`. */
export type Parameter = 'string' | 'integer' | '[]string' | 'any'

export interface Signature {
  parameters: readonly Parameter[]
  /** Any number of further ones, of any type. */
  isVariadic: boolean
}

export const fits = (value: unknown, parameter: Parameter): boolean =>
  parameter === 'string'
    ? typeof value === 'string'
    : parameter === 'integer'
      ? typeof value === 'number' && Number.isInteger(value)
      : parameter === 'any' || Array.isArray(value) || value instanceof Nil

const signatures = new WeakMap<TemplateFunction, Signature>()

/** What a Go function takes: one of a program's own, by how many it names. */
export const signatureOf = (fn: TemplateFunction): Signature =>
  signatures.get(fn) ?? { parameters: Array.from({ length: fn.length }, () => 'any' as const), isVariadic: false }

function typed(parameters: readonly Parameter[], fn: TemplateFunction, isVariadic = false): TemplateFunction {
  signatures.set(fn, { parameters, isVariadic })
  return fn
}

const variadic = (parameters: readonly Parameter[], fn: TemplateFunction) => typed(parameters, fn, true)

const text = formatted

/** fmt.Sprint: spaces between operands when neither is a string. */
function sprint(values: unknown[]): string {
  return values
    .map(
      (value, i) => (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ' ' : '') + text(value),
    )
    .join('')
}

const INTEGER = 'int'

/** An index into something of that length. Throws what Go says of another type, or of one that is out of range. */
function indexIn(key: unknown, length: number): number {
  if (key === null || key === undefined) throw new Error('cannot index slice/array with nil')
  if (typeOf(key) !== INTEGER) throw new Error(`cannot index slice/array with type ${typeOf(key)}`)
  const at = key as number
  if (at < 0 || at > length) throw new Error(`index out of range: ${at}`)
  return at
}

/** Of a string Go counts the bytes. */
const contents = (item: unknown): unknown[] | undefined =>
  typeof item === 'string'
    ? [...utf8(item)]
    : Array.isArray(item)
      ? item
      : item instanceof Nil && item.kind === 'slice'
        ? []
        : undefined

function index(...values: unknown[]): unknown {
  let [item] = values
  if (item === null || item === undefined) throw new Error('index of untyped nil')
  for (const key of values.slice(1)) {
    const list = contents(item)
    if (list) {
      const at = indexIn(key, list.length)
      if (at === list.length)
        throw new Error(`reflect: ${typeof item === 'string' ? 'string' : 'slice'} index out of range`)
      item = list[at]
    } else if (item instanceof Nil && item.kind === 'map') item = undefined
    else if (isMap(item)) {
      if (key === null || key === undefined) throw new Error('value is nil; should be of type string')
      if (typeof key !== 'string') throw new Error(`value has type ${typeOf(key)}; should be string`)
      item = Object.hasOwn(item, key) ? item[key] : undefined
    } else if (item === null || item === undefined || item instanceof Nil) throw new Error('index of nil pointer')
    else throw new Error(`can't index item of type ${typeOf(item)}`)
  }
  return item
}

function slice(item: unknown, ...bounds: unknown[]): unknown {
  if (item === null || item === undefined) throw new Error('slice of untyped nil')
  if (bounds.length > 3) throw new Error(`too many slice indexes: ${bounds.length}`)
  const list = contents(item)
  if (!list) throw new Error(`can't slice item of type ${typeOf(item)}`)
  if (typeof item === 'string' && bounds.length === 3) throw new Error('cannot 3-index slice a string')
  const [from = 0, to = list.length, most] = bounds.map((bound) => indexIn(bound, list.length))
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`)
  if (most !== undefined && to > most) throw new Error(`invalid slice index: ${to} > ${most}`)
  const part = list.slice(from, to)
  return typeof item === 'string' ? utf8Text(Uint8Array.from(part as number[])) : part
}

function length(item: unknown): number {
  if (item === null || item === undefined) throw new Error('reflect: call of reflect.Value.Type on zero Value')
  const list = contents(item)
  if (list) return list.length
  if (item instanceof Nil && item.kind === 'map') return 0
  if (isMap(item)) return Object.keys(item).length
  if (item instanceof Nil) throw new Error('len of nil pointer')
  throw new Error(`len of type ${typeOf(item).replace(/^\*/, '')}`)
}

/** Types whose values are compared with each other: all integers are one kind. */
type Kind = 'bool' | 'int' | 'float' | 'string' | 'none'

const kindOf = (value: unknown): Kind =>
  typeof value === 'boolean'
    ? 'bool'
    : typeof value === 'string'
      ? 'string'
      : isFloat(value)
        ? 'float'
        : typeof value === 'number'
          ? 'int'
          : 'none'

const basic = (value: unknown): unknown => numberOf(value) ?? value

const missing = (value: unknown): boolean => value === undefined || value === null

/** Lists and maps have no equality, unless with nothing at all. */
function comparable(value: unknown): void {
  if (Array.isArray(value) || isMap(value))
    throw new Error(`non-comparable type ${sprintf('%s', [value])}: ${typeOf(value)}`)
}

function equal(first: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison')
  comparable(kindOf(first) === 'none' && others.every((other) => kindOf(other) === 'none') ? first : undefined)
  return others.some((other) => {
    if (missing(first) || missing(other)) return missing(first) === missing(other)
    if (kindOf(first) !== kindOf(other)) throw new Error('incompatible types for comparison')
    if (kindOf(first) === 'none') comparable(other)
    return basic(first) === basic(other)
  })
}

function less(a: unknown, b: unknown): boolean {
  if (missing(a) || missing(b)) throw new Error('invalid type for comparison')
  if ([a, b].some((value) => kindOf(value) === 'none')) throw new Error('invalid type for comparison')
  if (kindOf(a) !== kindOf(b)) throw new Error('incompatible types for comparison')
  if (kindOf(a) === 'bool') throw new Error('invalid type for comparison')
  return (basic(a) as number) < (basic(b) as number)
}

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;' }

/** template.JSEscapeString, of one character. */
const escapeJs = (char: string): string =>
  /[\\'"]/.test(char) ? `\\${char}` : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

export const builtins: Functions = {
  // `and` and `or` stop early: see execute.ts, which asks these for the decision.
  and: variadic(['any'], (...values) => values.find((value) => !truth(value)) ?? values.at(-1)),
  or: variadic(['any'], (...values) => values.find(truth) ?? values.at(-1)),
  not: (value) => !truth(value),
  eq: variadic(['any'], equal),
  ne: (a, b) => !equal(a, b),
  lt: less,
  le: (a, b) => less(a, b) || equal(a, b),
  gt: (a, b) => !less(a, b) && !equal(a, b),
  ge: (a, b) => !less(a, b),
  index: variadic(['any'], index),
  slice: variadic(['any'], slice),
  len: length,
  print: variadic([], (...values) => sprint(values)),
  printf: variadic(['string'], (format, ...values) => sprintf(text(format), values)),
  println: variadic([], (...values) => `${values.map(text).join(' ')}\n`),
  html: variadic([], (...values) => sprint(values).replace(/[<>&"']/g, (char) => HTML[char]!)),
  js: variadic([], (...values) => sprint(values).replace(/[\\'"<>&=]|\p{Cc}/gu, escapeJs)),
  urlquery: variadic([], (...values) => encodeURIComponent(sprint(values)).replaceAll('%20', '+')),
  call: variadic(['any'], (fn, ...values) => {
    if (missing(fn)) throw new Error('call of nil')
    if (typeof fn !== 'function') throw new Error(`non-function of type ${typeOf(fn)}`)
    return (fn as TemplateFunction)(...values)
  }),
}

/** strings.Title: a word begins after anything that is no letter, digit or underscore. */
const title = (value: string) => value.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (char) => char.toUpperCase())

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
  truncate: typed(['string', 'integer'], (value, size) => {
    if (Number(size) < 0) throw new Error(`runtime error: slice bounds out of range [:${String(size)}]`)
    return text(value).slice(0, Number(size))
  }),
}
