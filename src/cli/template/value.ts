// Values as a Go template sees them: JSON, and structs whose fields and methods have a type's name.
import { utf8 } from '../../kernel/bytes.ts'
import { hash } from '../../kernel/content.ts'
import { Float, formatFloat, isFloat, numberOf } from './float.ts'

/** A Go value with named fields; a function is a method. Its JSON has its fields sorted, or in the order `declared`. */
export class Struct {
  readonly type: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly declared: boolean

  constructor(type: string, fields: Readonly<Record<string, unknown>>, declared = false) {
    this.type = type
    this.fields = fields
    this.declared = declared
  }
}

/** A nil slice, map or pointer of Go: empty where it is used, `null` in JSON. */
export class Nil {
  readonly kind: 'slice' | 'map' | 'pointer'
  /** Of a pointer, where Go's errors name it. */
  readonly type: string | undefined
  constructor(kind: 'slice' | 'map' | 'pointer', type?: string) {
    this.kind = kind
    this.type = type
  }
  toJSON(): null {
    return null
  }
}

/** How fmt prints an object that is a struct of Go. */
export interface Shape {
  /** Names in the struct's order; `*` before a pointer (`=type` after one whose type is seen), `&` before one to an embedded struct, `=zero` after what JSON leaves out, `{ … }` around an embedded struct. */
  fields: string
  /** Held by a pointer: an address inside of others. */
  pointer?: boolean
  /** As Go names it, where its errors are seen: where there is nothing to try after them. */
  type?: string
}

/** Under this key an object keeps its Shape. */
export const SHAPE = Symbol('shape')

/** A time.Time: RFC 3339 in JSON. */
export class GoTime {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  /** `2026-09-07 00:30:03.52 +0000 UTC` */
  toString(): string {
    return (
      this.text
        .replace('T', ' ')
        .replace(/0*Z$/, (end) => (this.text.includes('.') ? '' : end.slice(0, -1)))
        .replace(/\.$/, '') + ' +0000 UTC'
    )
  }
  toJSON(): string {
    return this.text
  }
}

/** A struct whose fields Go calls otherwise than its JSON does. */
export function renamed(json: Plain, names: Readonly<Record<string, string>>): Plain {
  const entries = Object.entries(json).map(([name, value]) => [names[name] ?? name, value])
  return Object.assign(Object.create({ toJSON: () => json }) as Plain, Object.fromEntries(entries))
}

export type Plain = Record<string, unknown>

/** Marks an object that stands for a map of Go's own: a key that it lacks is no error. */
export const KEYED = Symbol('map')

/** An object that stands for a struct of Go. */
export const isStruct = (value: object): boolean => SHAPE in value

export const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Struct) &&
  !(value instanceof GoTime) &&
  !(value instanceof Float) &&
  !(value instanceof Nil)

/** template.IsTrue: false for nil, zero, and what is empty. */
export function truth(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return false
  if (value instanceof Nil) return false
  if (value instanceof Float) return value.value !== 0
  if (Array.isArray(value)) return value.length > 0
  if (isMap(value)) return Object.keys(value).length > 0
  return true
}

/** What {{range}} goes over, maps in the order of their keys. Undefined where it cannot. */
export function pairsOf(value: unknown): [unknown, unknown][] | undefined {
  if (value === null || value === undefined || value instanceof Nil) return []
  if (Array.isArray(value)) return value.map((item: unknown, i) => [i, item])
  if (typeof value === 'number' && Number.isInteger(value)) return Array.from({ length: value }, (_, i) => [i, i])
  if (!isMap(value)) return undefined
  return Object.keys(value)
    .sort()
    .map((key) => [key, value[key]])
}

/** The type as Go's errors name it. */
export function typeOf(value: unknown): string {
  if (value instanceof Struct) return value.type
  if (value === null || value === undefined) return '<nil>'
  if (value instanceof GoTime) return 'time.Time'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (isFloat(value)) return 'float64'
  if (typeof value === 'number') return 'int'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

const isPointer = (value: unknown): boolean =>
  value instanceof Struct
    ? value.type.startsWith('*')
    : isMap(value) && Boolean((value as { [SHAPE]?: Shape })[SHAPE]?.pointer)

/** fmt's `%v`. */
export const formatted = (value: unknown): string => (isPointer(value) ? `&${printed(value)}` : printed(value, false))

/** As a template prints it: what a pointer points at, where it stands by itself (`top`). */
export function printed(value: unknown, top = true): string {
  if (value === undefined || value === null) return top ? '<no value>' : '<nil>'
  if (value instanceof Nil) return { map: 'map[]', slice: '[]', pointer: '<nil>' }[value.kind]
  if (value instanceof GoTime) return value.toString()
  if (typeof value === 'string') return value
  if (isFloat(value)) return formatFloat(numberOf(value)!, 'g', -1)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => printed(item, false)).join(' ')}]`
  if (!top && isPointer(value)) return address(value instanceof Struct ? value.fields : value)
  if (value instanceof Struct)
    return `{${Object.values(value.fields)
      .map((field) => printed(field, false))
      .join(' ')}}`
  const map = value as Plain
  const shape = (map as { [SHAPE]?: Shape })[SHAPE]
  if (shape) return `{${struct(map, shape.fields)}}`
  const pairs = Object.keys(map)
    .sort()
    .map((key) => `${key}:${printed(map[key], false)}`)
  return `map[${pairs.join(' ')}]`
}

/** Embedded structs stand in braces of their own. */
function struct(map: Plain, fields: string): string {
  const groups: string[][] = [[]]
  for (const word of fields.split(' ').filter(Boolean)) {
    if (word === '{') groups.push([])
    else if (word === '}') groups.at(-2)!.push(`{${groups.pop()!.join(' ')}}`)
    else groups.at(-1)!.push(field(map, word))
  }
  return groups[0]!.join(' ')
}

const FIELD = /^([*&]?)(\w+)(?:=(.*))?$/

const ZEROS: Record<string, unknown> = { '[]': new Nil('slice'), 'map[]': new Nil('map'), false: false, '0': 0 }

/** The zero value of a field that JSON leaves out. Undefined where the struct has no such field. */
export function zeroOf({ fields }: Shape, name: string): unknown {
  const word = fields.split(' ').find((one) => FIELD.exec(one)?.[2] === name)
  if (word === undefined) return undefined
  const [, pointer, , zero = ''] = FIELD.exec(word)!
  return pointer ? new Nil('pointer', zero || undefined) : (ZEROS[zero] ?? zero)
}

function field(map: Plain, word: string): string {
  const [, pointer, name, zero = ''] = FIELD.exec(word)!
  if (pointer === '&') return address(name)
  const value = map[name!]
  if (pointer) return value === null || value === undefined ? '<nil>' : address(value)
  return value === undefined || value === null ? zero : printed(value, false)
}

/** Where it lies in the client's memory: the same for the same value. */
const address = (value: unknown): string =>
  `0xc000${(hash(utf8(JSON.stringify(value) ?? '')) >>> 0).toString(16).padStart(8, '0').slice(0, 6)}`

/** encoding/json: `<`, `>` and `&` escaped where asked; a Struct's fields sorted. */
export function toJson(value: unknown, escapeHtml: boolean, indent?: string): string {
  const text =
    JSON.stringify(value, (_, part: unknown) => (part instanceof Struct ? plainStruct(part) : part), indent) ?? 'null'
  const lines = text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return escapeHtml ? lines.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`) : lines
}

const plainStruct = (struct: Struct): Plain => {
  const out: Plain = {}
  const names = Object.keys(struct.fields)
  for (const name of struct.declared ? names : names.sort()) {
    const value = struct.fields[name]
    if (typeof value !== 'function') out[name] = value
  }
  return out
}
