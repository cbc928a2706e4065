// Protocol Buffers (proto3): types of messages as tables of numbered fields.
import { EMPTY, concat, text, utf8 } from '../../kernel/bytes.ts'
import { WireError, varintBytes, wireFields } from '../../net/protowire.ts'

/** A field's value as it travels: a varint, or bytes with their length before them. */
type Raw = bigint | Uint8Array

interface Kind<T> {
  encode(value: T): Raw
  decode(raw: Raw): T
  /** What a field is that is not sent. */
  zero: () => T
}

interface Field<T> {
  number: number
  zero: () => T
  /** Nothing for what a reader assumes anyway. */
  raws(value: T): Raw[]
  /** The value after one more occurrence of the field. */
  add(before: T, raw: Raw): T
}

/** A type of messages. What is not known of it is passed over. */
export interface Message<T> {
  encode(value: Partial<T>): Uint8Array
  /** Throws WireError. */
  decode(bytes: Uint8Array): T
}

const number = (raw: Raw): bigint => {
  if (typeof raw !== 'bigint') throw new WireError('proto: wrong wire type')
  return raw
}
const bytesOf = (raw: Raw): Uint8Array => {
  if (typeof raw === 'bigint') throw new WireError('proto: wrong wire type')
  return raw
}

/** int32, int64, uint32, enums. */
export const int: Kind<number> = {
  encode: (value) => BigInt.asUintN(64, BigInt(value)),
  decode: (raw) => Number(BigInt.asIntN(64, number(raw))),
  zero: () => 0,
}
export const bool: Kind<boolean> = {
  encode: (value) => (value ? 1n : 0n),
  decode: (raw) => number(raw) !== 0n,
  zero: () => false,
}
export const bytes: Kind<Uint8Array> = { encode: (value) => value, decode: bytesOf, zero: () => EMPTY }
export const string: Kind<string> = { encode: utf8, decode: (raw) => text(bytesOf(raw)), zero: () => '' }

const isZero = (raw: Raw): boolean => (typeof raw === 'bigint' ? raw === 0n : raw.length === 0)

export const one = <T>(at: number, kind: Kind<T>): Field<T> => ({
  number: at,
  zero: kind.zero,
  raws: (value) => [kind.encode(value)].filter((raw) => !isZero(raw)),
  add: (_, raw) => kind.decode(raw),
})

export const many = <T>(at: number, kind: Kind<T>): Field<T[]> => ({
  number: at,
  zero: () => [],
  raws: (values) => values.map((value) => kind.encode(value)),
  add: (before, raw) => [...before, kind.decode(raw)],
})

/** A message in a message; undefined when it is not sent. */
export const sub = <T>(at: number, type: Message<T>): Field<Partial<T> | undefined> => ({
  number: at,
  zero: () => undefined,
  raws: (value) => (value ? [type.encode(value)] : []),
  add: (_, raw) => type.decode(bytesOf(raw)),
})

export const nested = <T>(type: Message<T>): Kind<Partial<T>> => ({
  encode: (value) => type.encode(value),
  decode: (raw) => type.decode(bytesOf(raw)),
  zero: () => ({}),
})

export const map = <T>(at: number, kind: Kind<T>): Field<Map<string, T>> => {
  const entry = message({ key: one(1, string), value: one(2, kind) })
  return {
    number: at,
    zero: () => new Map(),
    raws: (values) => [...values].map(([key, value]) => entry.encode({ key, value })),
    add: (before, raw) => {
      const { key, value } = entry.decode(bytesOf(raw))
      return new Map(before).set(key, value)
    },
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- a table of fields of whatever types
type Fields = Record<string, Field<any>>
type ValueOf<F extends Fields> = { [Name in keyof F]: F[Name] extends Field<infer T> ? T : never }

export function message<F extends Fields>(fields: F): Message<ValueOf<F>> {
  const byNumber = new Map(Object.entries(fields).map(([name, field]) => [field.number, { name, field }]))
  return {
    encode: (value) =>
      concat(
        Object.entries(fields).flatMap(([name, field]) => {
          const given: unknown = value[name]
          return given === undefined ? [] : field.raws(given).flatMap((raw) => written(field.number, raw))
        }),
      ),
    decode: (from) => {
      const out: Record<string, unknown> = {}
      for (const [name, { zero }] of Object.entries(fields)) out[name] = zero()
      for (const { number: at, wire, varint, bytes: raw } of wireFields(from)) {
        const known = byNumber.get(at)
        if (known) out[known.name] = known.field.add(out[known.name], wire === 0 ? varint : raw)
      }
      return out as ValueOf<F>
    },
  }
}

function written(at: number, raw: Raw): Uint8Array[] {
  if (typeof raw === 'bigint') return [varintBytes(BigInt(at << 3)), varintBytes(raw)]
  return [varintBytes(BigInt((at << 3) | 2)), varintBytes(BigInt(raw.length)), raw]
}
