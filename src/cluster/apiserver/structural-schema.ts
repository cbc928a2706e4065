// Structural schemas of custom resources: fields they do not know are taken out, values must fit (apiextensions-apiserver).
import type { Json, JsonObject } from '../../api/kubernetes/meta.ts'
import type { FieldErrors } from '../kinds/field-errors.ts'

/** Prunes and checks an object; errors are worded as upstream's validator words them. */
export function validateAgainst(object: JsonObject, schema: JsonObject, errors: FieldErrors): void {
  for (const [name, value] of Object.entries(object)) {
    if (name === 'apiVersion' || name === 'kind' || name === 'metadata') continue
    const inner = properties(schema)[name]
    if (inner) check(value, inner, name, errors)
    else if (!open(schema)) delete object[name]
  }
  required(object, schema, '', errors)
}

const properties = (schema: JsonObject) => (schema.properties ?? {}) as Record<string, JsonObject>

const open = (schema: JsonObject) =>
  schema['x-kubernetes-preserve-unknown-fields'] === true ||
  schema.additionalProperties !== undefined ||
  schema.properties === undefined

function required(object: JsonObject, schema: JsonObject, at: string, errors: FieldErrors): void {
  for (const name of (schema.required ?? []) as string[])
    if (object[name] === undefined) errors.required(at ? `${at}.${name}` : name)
}

const typeName = (value: Json): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function check(value: Json, schema: JsonObject, at: string, errors: FieldErrors): void {
  const type = schema.type as string | undefined
  const found = typeName(value)
  const anyNumber = type === 'number' && found === 'integer'
  if (
    type &&
    found !== type &&
    !anyNumber &&
    !(value === null && schema.nullable) &&
    !schema['x-kubernetes-int-or-string']
  ) {
    errors.typeInvalid(at, value, `${at} in body must be of type ${type}: ${JSON.stringify(found)}`)
    return
  }
  if (Array.isArray(value)) return checkList(value, schema, at, errors)
  if (typeof value === 'object' && value !== null) return checkObject(value, schema, at, errors)
  checkScalar(value, schema, at, errors)
}

function checkObject(value: JsonObject, schema: JsonObject, at: string, errors: FieldErrors): void {
  const extra = schema.additionalProperties
  for (const [name, item] of Object.entries(value)) {
    const inner = properties(schema)[name] ?? (typeof extra === 'object' ? (extra as JsonObject) : undefined)
    if (inner) check(item, inner, `${at}.${name}`, errors)
    else if (!open(schema)) delete value[name]
  }
  required(value, schema, at, errors)
}

function checkList(value: Json[], schema: JsonObject, at: string, errors: FieldErrors): void {
  if (typeof schema.minItems === 'number' && value.length < schema.minItems) {
    errors.invalid(at, value.length, `${at} in body should have at least ${schema.minItems} items`)
  }
  value.forEach((item, i) => check(item, (schema.items ?? {}) as JsonObject, `${at}[${i}]`, errors))
}

function checkScalar(value: Json, schema: JsonObject, at: string, errors: FieldErrors): void {
  if (Array.isArray(schema.enum) && !schema.enum.includes(value))
    errors.notSupported(at, value, schema.enum as string[])
  if (typeof value === 'number') {
    const { minimum, maximum } = schema
    if (typeof minimum === 'number' && value < minimum)
      errors.invalid(at, value, `${at} in body should be greater than or equal to ${minimum}`)
    if (typeof maximum === 'number' && value > maximum)
      errors.invalid(at, value, `${at} in body should be less than or equal to ${maximum}`)
  }
  if (typeof value !== 'string') return
  const { pattern, minLength } = schema
  if (typeof pattern === 'string' && !new RegExp(pattern).test(value))
    errors.invalid(at, value, `${at} in body should match '${pattern}'`)
  if (typeof minLength === 'number' && value.length < minLength)
    errors.invalid(at, value, `${at} in body should be at least ${minLength} chars long`)
}
