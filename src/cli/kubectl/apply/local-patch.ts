// A patch applied here instead of by the server: --dry-run=client and --local show what would be.
import { StatusError } from '../../error.ts'
import type { AnyObject } from '../object.ts'
import { mergeKeyOf } from './three-way.ts'

type Json = unknown
type Map = Record<string, Json>

const isMap = (value: Json): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)

export function patchedLocally(object: AnyObject, patch: Json, type: 'json' | 'merge' | 'strategic'): AnyObject {
  if (type === 'json') return (patch as Operation[]).reduce(perform, copy(object)) as AnyObject
  return merged(copy(object), patch, type === 'strategic' ? object.kind : undefined, '') as AnyObject
}

const copy = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json

/** RFC 7386; where a kind is given, lists of objects merge by their keys. */
function merged(target: Json, patch: Json, kind: string | undefined, field: string): Json {
  if (Array.isArray(patch)) return kind === undefined ? patch : mergedLists(target, patch as Json[], kind, field)
  if (!isMap(patch)) return patch
  const out: Map = isMap(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    if (value === null) delete out[key]
    else out[key] = merged(out[key], value, kind, key)
  }
  return out
}

function mergedLists(target: Json, patch: Json[], kind: string, field: string): Json {
  const key = mergeKeyOf(field, kind)
  if (!key || !Array.isArray(target) || !patch.every(isMap)) return patch
  const out = [...(target as Json[])]
  for (const item of patch as Map[]) {
    const at = out.findIndex((there) => isMap(there) && there[key] === item[key])
    if (item.$patch === 'delete') {
      if (at >= 0) out.splice(at, 1)
    } else if (at < 0) out.push(merged({}, item, kind, field))
    else out[at] = merged(out[at], item, kind, field)
  }
  return out
}

interface Operation {
  op: string
  path: string
  value?: Json
}

/** RFC 6902: add, replace and remove. */
function perform(object: Json, { op, path, value }: Operation): Json {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()!
  let holder = object as Map | Json[]
  for (const key of keys) {
    const next = (holder as Map)[key]
    if (typeof next !== 'object' || next === null) throw missing(op, path)
    holder = next as Map | Json[]
  }
  if (Array.isArray(holder)) {
    const at = last === '-' ? holder.length : Number(last)
    holder.splice(at, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))
  } else if (op === 'remove') {
    if (!(last in holder)) throw missing(op, path)
    delete holder[last]
  } else holder[last] = value
  return object
}

const missing = (op: string, path: string): StatusError =>
  new StatusError(`error: ${op} operation does not apply: doc is missing path: "${path}": missing value`)
