// Sets of fields as managedFields writes them (sigs.k8s.io/structured-merge-diff, FieldsV1): f:name, k:{keys}, v:value, `.`.
import type { Json, JsonObject } from '../../../api/kubernetes/meta.ts'
import { type Field, type TypeRef, fieldsOf } from '../schema/schema.ts'

export type FieldSet = { [step: string]: FieldSet }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields that nobody owns. */
const UNOWNED: Record<string, string[]> = {
  '': ['apiVersion', 'kind'],
  metadata: [
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'creationTimestamp',
    'generation',
    'managedFields',
    'selfLink',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ],
}

export function fieldSet(object: JsonObject, type: string | undefined, at = ''): FieldSet {
  const set: FieldSet = {}
  const fields = type ? fieldsOf(type) : undefined
  for (const [name, value] of Object.entries(object)) {
    if (UNOWNED[at]?.includes(name) || value === undefined) continue
    const field = fields?.get(name)
    const inner = valueSet(value, field?.type, field, at === '' && name === 'metadata' ? 'metadata' : '-', !fields)
    if (at === '' && Object.keys(inner).length === 0 && isObject(value)) continue
    set[`f:${name}`] = inner
  }
  return set
}

function valueSet(
  value: Json,
  type: TypeRef | undefined,
  field: Field | undefined,
  at: string,
  untyped: boolean,
): FieldSet {
  if (isObject(value)) {
    if (type?.form === 'object') return fieldSet(value, type.type, at)
    if (type?.form === 'map' || untyped) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          `f:${key}`,
          untyped ? valueSet(item, undefined, undefined, '-', true) : {},
        ]),
      )
    }
    return {}
  }
  if (!Array.isArray(value) || !field?.keys) return {}
  const set: FieldSet = {}
  const inner = type?.form === 'list' && type.of.form === 'object' ? type.of.type : undefined
  for (const item of value)
    set[elementStep(item, field.keys)] = isObject(item) ? { '.': {}, ...fieldSet(item, inner, '-') } : {}
  return set
}

/** `k:{"name":"web"}`, or `v:"item"` of a set. */
export function elementStep(item: Json, keys: readonly string[]): string {
  if (keys.length === 0 || !isObject(item)) return `v:${JSON.stringify(item)}`
  const named = keys.filter((key) => item[key] !== undefined || DEFAULT_KEYS[key] !== undefined)
  return `k:${JSON.stringify(Object.fromEntries(named.map((key) => [key, item[key] ?? DEFAULT_KEYS[key]!])))}`
}

/** Keys that have a default count as said. */
const DEFAULT_KEYS: Record<string, Json> = { protocol: 'TCP' }

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const out = { ...a }
  for (const [step, inner] of Object.entries(b)) out[step] = out[step] ? union(out[step], inner) : inner
  return out
}

/** What is in `a` and not in `b`, leaf by leaf. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const out: FieldSet = {}
  for (const [step, inner] of Object.entries(a)) {
    const other = b[step]
    if (!other) out[step] = inner
    else if (Object.keys(inner).length > 0) {
      const rest = difference(inner, other)
      if (Object.keys(rest).length > 0) out[step] = rest
    }
  }
  return out
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const out: FieldSet = {}
  for (const [step, inner] of Object.entries(a)) {
    const other = b[step]
    if (!other) continue
    const both = intersection(inner, other)
    if (isLeaf(inner) || isLeaf(other) || Object.keys(both).length > 0) out[step] = both
  }
  return out
}

export const isLeaf = (set: FieldSet): boolean => Object.keys(set).length === 0

/** `.spec.template.spec.containers[name="web"].image` of every leaf. */
export function paths(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([step, inner]) => {
    if (step === '.') return isLeaf(inner) && Object.keys(set).length === 1 ? [prefix] : []
    const path = prefix + stepText(step)
    return isLeaf(inner) ? [path] : paths(inner, path)
  })
}

function stepText(step: string): string {
  const rest = step.slice(2)
  if (step.startsWith('f:')) return `.${rest}`
  if (step.startsWith('v:')) return `[=${rest}]`
  const keys = JSON.parse(rest) as JsonObject
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}]`
}

/** The element of a list, or the member of an object, that a step leads to. */
export function follow(value: Json | undefined, step: string): Json | undefined {
  if (step.startsWith('f:')) return isObject(value) ? value[step.slice(2)] : undefined
  if (!Array.isArray(value)) return undefined
  if (step.startsWith('v:')) return value.find((item) => JSON.stringify(item) === step.slice(2))
  const keys = Object.keys(JSON.parse(step.slice(2)) as JsonObject)
  return value.find((item) => elementStep(item, keys) === step)
}
