// Bodies in Kubernetes' protobuf form: client-go sends built-in types so (apimachinery/pkg/runtime/serializer/protobuf).
import type { Json, JsonObject } from '../../api/kubernetes/meta.ts'
import { base64, text } from '../../kernel/bytes.ts'
import { WireError, type WireField, wireFields } from '../../net/protowire.ts'
import { type Field, type Scalar, type TypeRef, fieldsByNumber, tableOf } from './schema/schema.ts'

/** `k8s\0`, before an envelope (runtime.Unknown) of type and bytes. */
const MAGIC = [0x6b, 0x38, 0x73, 0]

/** The object as JSON would have it; undefined when the body is none of this form or of an unknown type. */
export function decodeProtobuf(body: Uint8Array): JsonObject | undefined {
  if (!MAGIC.every((byte, i) => body[i] === byte)) return undefined
  try {
    return decoded(body)
  } catch (error) {
    if (error instanceof WireError) return undefined
    throw error
  }
}

function decoded(body: Uint8Array): JsonObject | undefined {
  const envelope = new Map(parts(body.subarray(4)).map((part) => [part.number, part.bytes]))
  const meta = new Map(parts(envelope.get(1) ?? body.subarray(0, 0)).map((part) => [part.number, text(part.bytes)]))
  const [apiVersion, kind] = [meta.get(1) ?? '', meta.get(2) ?? '']
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const names = [`${tableOf(group, version)}.${kind}`, `meta.${kind}`]
  const type = names.find((name) => fieldsByNumber(name))
  if (!type) return undefined
  return { apiVersion, kind, ...message(envelope.get(2) ?? body.subarray(0, 0), type) }
}

const parts = (bytes: Uint8Array): WireField[] => [...wireFields(bytes)]

function message(bytes: Uint8Array, type: string): JsonObject {
  const fields = fieldsByNumber(type)
  const out: JsonObject = {}
  for (const part of parts(bytes)) {
    const field = fields?.get(part.number)
    if (field) put(out, field, part)
  }
  return out
}

function put(out: JsonObject, field: Field, part: WireField): void {
  const { name, type } = field
  if (field.inline && type.form === 'object') Object.assign(out, message(part.bytes, type.type))
  else if (type.form === 'list')
    out[name] = [...((out[name] as Json[] | undefined) ?? []), value(part, type.of) ?? null]
  else if (type.form === 'map') {
    const pair = new Map(parts(part.bytes).map((one) => [one.number, one]))
    const key = text(pair.get(1)?.bytes ?? part.bytes.subarray(0, 0))
    const inner = pair.get(2)
    out[name] = { ...(out[name] as JsonObject | undefined), [key]: (inner && value(inner, type.of)) ?? '' }
  } else {
    const found = value(part, type)
    const zero = found === '' || found === 0 || found === false
    if (found !== undefined && (!zero || field.pointer || type.form === 'object' || type.scalar === 'x'))
      out[name] = found
  }
}

/** undefined for times that are not set. */
function value(part: WireField, type: TypeRef): Json | undefined {
  if (type.form === 'object') return message(part.bytes, type.type)
  if (type.form !== 'scalar') return undefined
  return SCALARS[type.scalar](part)
}

const number = ({ varint }: WireField) => Number(BigInt.asIntN(64, varint))
const inner = (part: WireField) => new Map(parts(part.bytes).map((one) => [one.number, one]))

function time(part: WireField, digits: number): string | undefined {
  const found = inner(part)
  const seconds = found.get(1)
  if (!seconds) return undefined
  const iso = new Date(number(seconds) * 1000).toISOString().slice(0, 19)
  const micros = Math.floor(Number(found.get(2)?.varint ?? 0n) / 1000)
  return digits ? `${iso}.${String(micros).padStart(6, '0')}Z` : `${iso}Z`
}

const SCALARS: Record<Scalar, (part: WireField) => Json | undefined> = {
  s: ({ bytes }) => text(bytes),
  i: number,
  l: number,
  b: ({ varint }) => varint !== 0n,
  n: ({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true),
  t: (part) => time(part, 0),
  u: (part) => time(part, 6),
  q: (part) => text(inner(part).get(1)?.bytes ?? part.bytes.subarray(0, 0)),
  y: ({ bytes }) => base64(bytes),
  x: (part) => {
    const found = inner(part)
    const kind = found.get(1)
    if (kind && kind.varint === 1n) return text(found.get(3)?.bytes ?? part.bytes.subarray(0, 0))
    const whole = found.get(2)
    return whole ? number(whole) : 0
  },
  o: (part) => {
    const raw = text(inner(part).get(1)?.bytes ?? part.bytes.subarray(0, 0))
    return raw ? (JSON.parse(raw) as Json) : undefined
  },
}
