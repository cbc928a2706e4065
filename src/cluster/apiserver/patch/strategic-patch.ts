// Strategic merge patch: lists merge by their keys, `$patch`, `$retainKeys` and friends steer (apimachinery/pkg/util/strategicpatch).
import type { Json, JsonObject } from '../../../api/kubernetes/meta.ts'
import { type Field, type TypeRef, fieldsOf } from '../schema/schema.ts'
import { PatchMistake } from './json-patch.ts'

/** `type` is the schema type of the object (`core.Pod`). Changes nothing in place. */
export function strategicPatch(target: JsonObject, patch: JsonObject, type: string | undefined): JsonObject {
  if (patch.$patch === 'delete') return {}
  if (patch.$patch === 'replace') {
    const { $patch: _, ...rest } = patch
    return rest
  }
  const out = retained({ ...target }, patch)
  const fields = type ? fieldsOf(type) : undefined
  for (const [name, value] of Object.entries(patch)) {
    if (name === '$patch' || name === '$retainKeys' || name.startsWith('$setElementOrder/')) continue
    if (name.startsWith('$deleteFromPrimitiveList/')) {
      const list = name.slice('$deleteFromPrimitiveList/'.length)
      out[list] = asList(out[list]).filter((item) => !asList(value).includes(item))
      continue
    }
    if (value === null) {
      delete out[name]
      continue
    }
    const field = fields?.get(name)
    out[name] = merged(out[name], value, field?.type, field, asList(patch[`$setElementOrder/${name}`]))
  }
  return out
}

function retained(target: JsonObject, patch: JsonObject): JsonObject {
  if (!patch.$retainKeys) return target
  const kept = asList(patch.$retainKeys)
  return Object.fromEntries(Object.entries(target).filter(([name]) => kept.includes(name)))
}

const asList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function merged(
  target: Json | undefined,
  patch: Json,
  type: TypeRef | undefined,
  field: Field | undefined,
  order: Json[],
): Json {
  if (isObject(patch)) {
    if (type?.form === 'map') return strategicPatch(isObject(target) ? target : {}, patch, undefined)
    const inner = type?.form === 'object' ? type.type : undefined
    return strategicPatch(isObject(target) ? target : {}, patch, inner)
  }
  if (!Array.isArray(patch) || !field?.keys || !field.patched) return patch
  const current = asList(target)
  if (field.keys.length === 0)
    return ordered([...current, ...patch.filter((item) => !current.includes(item))], order, (item) => item)
  return mergeList(current, patch, field.keys[0]!, type?.form === 'list' ? type.of : undefined, order)
}

function mergeList(target: Json[], patch: Json[], key: string, type: TypeRef | undefined, order: Json[]): Json {
  const inner = type?.form === 'object' ? type.type : undefined
  if (patch.some((item) => isObject(item) && item.$patch === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item.$patch === 'replace'))
  }
  const keyOf = (item: Json) => (isObject(item) ? item[key] : undefined)
  let out = [...target]
  for (const item of patch) {
    if (!isObject(item) || item[key] === undefined) {
      throw new PatchMistake(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    }
    const same = (other: Json) => keyOf(other) === item[key]
    if (item.$patch === 'delete') out = out.filter((other) => !same(other))
    else {
      const at = out.findIndex(same)
      if (at < 0) out.push(strategicPatch({}, item, inner))
      else out[at] = strategicPatch(out[at] as JsonObject, item, inner)
    }
  }
  return ordered(
    out,
    order.map((item) => keyOf(item) ?? null),
    keyOf,
  )
}

/** Those that the client has put in order stand in that order; the others keep their places after those before them. */
function ordered(list: Json[], order: Json[], keyOf: (item: Json) => Json | undefined): Json[] {
  if (order.length === 0) return list
  const rank = (item: Json) => order.indexOf(keyOf(item) as Json)
  const known = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  return list.map((item) => (rank(item) >= 0 ? known.shift()! : item))
}
