// Request bodies become objects: JSON or YAML, checked against the schema as Go's decoder would (strict decoding included).
import { parseDocument } from 'yaml'
import { canonicalQuantity, parseQuantity } from '../../api/kubernetes/quantity.ts'
import { text as decodeText } from '../../kernel/bytes.ts'
import { decodeProtobuf } from './protobuf.ts'
import type { Json, JsonObject } from '../../api/kubernetes/meta.ts'
import { type Scalar, type TypeRef, fieldsOf } from './schema/schema.ts'
import { badRequest } from './status.ts'

/** Throws a Refusal when the body is not what it says. */
export function parseBody(body: Uint8Array, contentType: string): Json {
  if (contentType.includes('protobuf')) {
    const object = decodeProtobuf(body)
    if (!object) throw badRequest('provided data does not appear to be a protobuf message of a known type')
    return object
  }
  const text = decodeText(body)
  if (contentType.includes('yaml')) {
    const document = parseDocument(text)
    const [error] = document.errors
    if (error) throw badRequest(`error converting YAML to JSON: yaml: ${error.message.split('\n')[0]}`)
    return document.toJS() as Json
  }
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badRequest(`couldn't get version/kind; json parse error: ${jsonError(text)}`)
  }
}

const jsonError = (text: string): string =>
  text.trim() === ''
    ? 'unexpected end of JSON input'
    : `invalid character '${text.trim()[0]}' looking for beginning of value`

/** What does not fit: `mistake` is Go's own error for a wrong type, `unknown` the paths of fields that do not exist. */
export interface Check {
  mistake?: string
  unknown: string[]
}

/** Checks an object of a type and takes unknown fields out of it. Nulls are taken out too, as the decoder does. */
export function checkFields(object: JsonObject, type: string): Check {
  const check: Check = { unknown: [] }
  walkObject(object, type, '', '', check)
  return check
}

function walkObject(object: JsonObject, type: string, at: string, goPath: string, check: Check): void {
  const fields = fieldsOf(type)
  if (!fields) return
  const struct = type.split('.')[1]!
  for (const [name, value] of Object.entries(object)) {
    const field = fields.get(name)
    const path = at ? `${at}.${name}` : name
    if (!field) {
      if (isTypeMeta(name, at)) continue
      check.unknown.push(path)
      delete object[name]
    } else if (value === null) delete object[name]
    else object[name] = walk(value, field.type, path, { struct, path: goPath ? `${goPath}.${name}` : name }, check)
  }
}

const isTypeMeta = (name: string, at: string) => at === '' && (name === 'apiVersion' || name === 'kind')

interface GoField {
  struct: string
  path: string
}

/** Gives the value as it is kept: quantities in their one form. */
function walk(value: Json, type: TypeRef, at: string, go: GoField, check: Check): Json {
  if (value === null) return null
  const isObject = typeof value === 'object' && !Array.isArray(value)
  if (type.form === 'list' && Array.isArray(value)) {
    return value.map((item, i) => walk(item, type.of, `${at}[${i}]`, go, check))
  }
  if (type.form === 'map' && isObject) {
    for (const [key, item] of Object.entries(value)) value[key] = walk(item, type.of, `${at}.${key}`, go, check)
    return value
  }
  if (type.form === 'object' && isObject) {
    walkObject(value, type.type, at, go.path, check)
    return value
  }
  if (type.form !== 'scalar' || !fitsScalar(value, type.scalar)) mistaken(value, go, goType(type), check)
  else if (type.scalar === 'q') return quantity(value as string | number, check)
  return value
}

const QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

function quantity(value: string | number, check: Check): string {
  if (Number.isNaN(parseQuantity(value))) check.mistake ??= QUANTITY
  return canonicalQuantity(value)
}

function fitsScalar(value: Json, scalar: string): boolean {
  if (['s', 't', 'u', 'y'].includes(scalar)) return typeof value === 'string'
  if (scalar === 'i' || scalar === 'l') return typeof value === 'number' && Number.isInteger(value)
  if (scalar === 'n') return typeof value === 'number'
  if (scalar === 'b') return typeof value === 'boolean'
  if (scalar === 'q' || scalar === 'x') return typeof value === 'string' || typeof value === 'number'
  return true
}

function mistaken(value: Json, go: GoField, type: string, check: Check): void {
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const shown = typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : found
  check.mistake ??= `json: cannot unmarshal ${shown} into Go struct field ${go.struct}.${go.path} of type ${type}`
}

function goType(type: TypeRef): string {
  if (type.form === 'list') return `[]${goType(type.of)}`
  if (type.form === 'map') return `map[string]${goType(type.of)}`
  if (type.form === 'object') {
    const [table, name] = type.type.split('.')
    return `v${table === 'autoscaling2' ? 2 : 1}.${name}`
  }
  return GO_TYPES[type.scalar]
}

const GO_TYPES: Record<Scalar, string> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  n: 'float64',
  b: 'bool',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  q: 'resource.Quantity',
  x: 'intstr.IntOrString',
  y: '[]uint8',
  o: 'object',
}
