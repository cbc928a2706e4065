// apply's three-way merge: what was applied before, what is wanted now, what is there.
import type { AnyObject } from '../object.ts'

type Json = unknown
type Map = Record<string, Json>

const isMap = (value: Json): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lists of objects that merge by a key instead of being replaced; from the API's patchMergeKey markers. */
const MERGE_KEYS: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  ownerReferences: 'uid',
  webhooks: 'name',
}

const SERVICE_PORTS = 'port'

/** A strategic merge patch that makes `live` what `wanted` says; fields that only `before` had are removed. */
export function threeWayPatch(before: AnyObject | undefined, wanted: AnyObject, live: AnyObject): Map {
  return diffMaps((before ?? {}) as Map, wanted as unknown as Map, live as unknown as Map, wanted.kind)
}

function diffMaps(before: Map, wanted: Map, live: Map, kind: string): Map {
  const patch: Map = {}
  for (const key of Object.keys(before)) if (!(key in wanted) && key in live) patch[key] = null
  for (const [key, value] of Object.entries(wanted)) {
    const there = live[key]
    if (isMap(value) && isMap(there)) {
      const inner = diffMaps(isMap(before[key]) ? before[key] : {}, value, there, kind)
      if (Object.keys(inner).length > 0) patch[key] = inner
    } else if (Array.isArray(value) && Array.isArray(there)) {
      const changed = diffLists(key, listOf(before[key]), value as Json[], there as Json[], kind)
      if (changed !== undefined) patch[key] = changed
    } else if (!equal(value, there)) patch[key] = value
  }
  return patch
}

const listOf = (value: Json): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

/** Undefined for lists that are replaced as a whole. */
export const mergeKeyOf = (field: string, kind: string): string | undefined =>
  field === 'ports' && kind === 'Service' ? SERVICE_PORTS : MERGE_KEYS[field]

function diffLists(field: string, before: Json[], wanted: Json[], live: Json[], kind: string): Json[] | undefined {
  const mergeKey = mergeKeyOf(field, kind)
  if (!mergeKey || !wanted.every(isMap) || !live.every(isMap)) return equal(wanted, live) ? undefined : wanted
  const find = (list: Json[], key: Json) =>
    list.find((item) => isMap(item) && item[mergeKey] === key) as Map | undefined
  const out: Map[] = []
  for (const item of wanted as Map[]) {
    const there = find(live, item[mergeKey])
    if (!there) out.push(item)
    else {
      const inner = diffMaps(find(before, item[mergeKey]) ?? {}, item, there, kind)
      if (Object.keys(inner).length > 0) out.push({ ...inner, [mergeKey]: item[mergeKey] })
    }
  }
  for (const item of before) {
    if (isMap(item) && !find(wanted, item[mergeKey]) && find(live, item[mergeKey]))
      out.push({ $patch: 'delete', [mergeKey]: item[mergeKey] })
  }
  return out.length > 0 ? out : undefined
}

function equal(a: Json, b: Json): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => equal(item, (b as Json[])[i]))
  if (!isMap(a) || !isMap(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]))
}
