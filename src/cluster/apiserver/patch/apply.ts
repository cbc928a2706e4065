// Server-side apply: what a manager declares is merged in, what it no longer declares goes, others' fields are not taken without force.
import type { Json, JsonObject, KubeObject } from '../../../api/kubernetes/meta.ts'
import type { Kind } from '../../kinds/kind.ts'
import { Refusal } from '../status.ts'
import { type Field, type TypeRef, fieldsOf } from '../schema/schema.ts'
import {
  type FieldSet,
  difference,
  elementStep,
  fieldSet,
  follow,
  intersection,
  isLeaf,
  paths,
  union,
} from './field-set.ts'
import { type Owner, changed, readOwners, writeOwners } from './managed-fields.ts'

export interface Apply {
  kind: Kind
  /** Schema type; undefined for custom resources. */
  type: string | undefined
  manager: string
  force: boolean
  /** RFC 3339. */
  time: string
}

/** The object after the apply, owners settled. Throws a Refusal Conflict. */
export function applyOnto(live: KubeObject, declared: JsonObject, { type, manager, force, time }: Apply): KubeObject {
  const wanted = fieldSet(declared, type)
  const owners = readOwners(live)
  if (owners.length === 0) owners.push(...ownersBefore(live, type))
  const mine = owners.find((owner) => owner.operation === 'Apply' && owner.manager === manager)
  const others = owners.filter((owner) => owner !== mine)
  const disputed = changed(wanted, live as unknown as Json, declared)
  const conflicts = others
    .map((owner) => ({ owner, set: intersection(owner.set, disputed) }))
    .filter(({ set }) => !isLeaf(set))
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts)
  for (const { owner, set } of conflicts) owner.set = difference(owner.set, set)
  const merged = mergeDeclared(live as unknown as JsonObject, declared, type) as unknown as KubeObject
  const held = others.reduce((sum, owner) => union(sum, owner.set), wanted)
  if (mine) prune(merged as unknown as Json, difference(mine.set, held))
  const next: Owner = { manager, operation: 'Apply', apiVersion: live.apiVersion, set: wanted, time }
  if (mine && JSON.stringify(mine.set) === JSON.stringify(wanted)) next.time = mine.time ?? time
  writeOwners(merged, [next, ...others])
  return merged
}

/** Whoever made the object before it was first applied owns all of it (`before-first-apply`). */
function ownersBefore(live: KubeObject, type: string | undefined): Owner[] {
  const set = fieldSet(live as unknown as JsonObject, type)
  delete set['f:status']
  const { creationTimestamp: time, uid } = live.metadata
  return uid ? [{ manager: 'before-first-apply', operation: 'Update', apiVersion: live.apiVersion, set, time }] : []
}

function applyConflict(conflicts: { owner: Owner; set: FieldSet }[]): Refusal {
  const fields = conflicts.flatMap(({ owner, set }) => paths(set).map((path) => ({ owner, path })))
  const named = ({ manager, apiVersion, subresource }: Owner) =>
    `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''} using ${apiVersion}`
  const said = conflicts.map(({ owner, set }) => {
    const list = paths(set)
    if (list.length === 1) return `conflict with ${named(owner)}: ${list[0]}`
    return `conflicts with ${named(owner)}:\n${list.map((path) => `- ${path}`).join('\n')}`
  })
  const causes = fields.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${named(owner)}`,
    field: path,
  }))
  const count = `${fields.length} conflict${fields.length === 1 ? '' : 's'}`
  return new Refusal(409, 'Conflict', `Apply failed with ${count}: ${said.join('\n')}`, { causes })
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function mergeDeclared(live: JsonObject, declared: JsonObject, type: string | undefined): JsonObject {
  const fields = type ? fieldsOf(type) : undefined
  const out = { ...live }
  for (const [name, value] of Object.entries(declared)) {
    const field = fields?.get(name)
    out[name] = mergeValue(live[name], value, field?.type, field)
  }
  return out
}

function mergeValue(live: Json | undefined, declared: Json, type: TypeRef | undefined, field: Field | undefined): Json {
  if (isObject(declared) && isObject(live)) {
    return mergeDeclared(live, declared, type?.form === 'object' ? type.type : undefined)
  }
  if (!Array.isArray(declared) || !Array.isArray(live) || !field?.keys) return declared
  const { keys } = field
  const inner = type?.form === 'list' ? type.of : undefined
  const out = [...live]
  for (const item of declared) {
    const at = out.findIndex((other) => elementStep(other, keys) === elementStep(item, keys))
    if (at < 0) out.push(item)
    else out[at] = mergeValue(out[at], item, inner, undefined)
  }
  return out
}

/** Takes the fields of a set out of an object, and what becomes empty by it. */
function prune(value: Json, set: FieldSet): void {
  for (const [step, inner] of Object.entries(set)) {
    if (step === '.') continue
    const found = follow(value, step)
    if (found === undefined) continue
    const whole = isLeaf(inner) || '.' in inner
    if (!whole) prune(found, inner)
    const emptied = typeof found === 'object' && found !== null && Object.keys(found).length === 0
    if (!whole && !emptied) continue
    if (Array.isArray(value)) value.splice(value.indexOf(found), 1)
    else if (isObject(value)) delete value[step.slice(2)]
  }
}
