// Who owns which field (upstream: apimachinery/pkg/util/managedfields). Kept from the first server-side apply on.
import type { Json, JsonObject, KubeObject, ManagedFieldsEntry } from '../../../api/kubernetes/meta.ts'
import { type FieldSet, difference, fieldSet, follow, intersection, isLeaf, union } from './field-set.ts'

export interface Owner {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  subresource?: string
  set: FieldSet
  time?: string
}

export function readOwners({ metadata }: KubeObject): Owner[] {
  return (metadata.managedFields ?? []).map((entry) => ({
    manager: entry.manager ?? '',
    operation: entry.operation as Owner['operation'],
    apiVersion: entry.apiVersion ?? '',
    set: (entry.fieldsV1 ?? {}) as FieldSet,
    ...(entry.subresource ? { subresource: entry.subresource } : {}),
    ...(entry.time ? { time: entry.time } : {}),
  }))
}

export function writeOwners(object: KubeObject, owners: readonly Owner[]): void {
  const entries: ManagedFieldsEntry[] = owners
    .filter(({ set }) => !isLeaf(set))
    .map(({ manager, operation, apiVersion, set, time, subresource }) => ({
      manager,
      operation,
      apiVersion,
      ...(time ? { time } : {}),
      fieldsType: 'FieldsV1',
      fieldsV1: set,
      ...(subresource ? { subresource } : {}),
    }))
  if (entries.length > 0) object.metadata.managedFields = entries
  else delete object.metadata.managedFields
}

/** Fields of `set` whose values differ between two objects. */
export function changed(set: FieldSet, a: Json | undefined, b: Json | undefined): FieldSet {
  const out: FieldSet = {}
  for (const [step, inner] of Object.entries(set)) {
    if (step === '.') continue
    const [left, right] = [follow(a, step), follow(b, step)]
    if (isLeaf(inner)) {
      if (JSON.stringify(left) !== JSON.stringify(right)) out[step] = {}
      continue
    }
    const rest = changed(inner, left, right)
    if (left === undefined || right === undefined) out[step] = inner
    else if (!isLeaf(rest)) out[step] = rest
  }
  return out
}

export interface Change {
  manager: string
  /** RFC 3339. */
  time: string
  subresource: string
  /** Schema type of the object; undefined for custom resources. */
  type: string | undefined
}

/** What a write that is no apply takes over. Objects that were never applied on the server carry no owners. */
export function trackUpdate(next: KubeObject, old: KubeObject, { manager, time, subresource, type }: Change): void {
  if (!old.metadata.managedFields || next.metadata.managedFields?.length === 0) {
    delete next.metadata.managedFields
    return
  }
  const now = fieldSet(next as unknown as JsonObject, type)
  const touched = changed(now, old as unknown as Json, next as unknown as Json)
  const owners = readOwners(old).map((owner) => ({ ...owner, set: intersection(difference(owner.set, touched), now) }))
  if (!isLeaf(touched)) {
    const same = (owner: Owner) => owner.manager === manager && (owner.subresource ?? '') === subresource
    const mine = owners.find((owner) => owner.operation === 'Update' && same(owner))
    const set = mine ? union(mine.set, touched) : touched
    if (mine) Object.assign(mine, { set, time })
    else
      owners.push({
        manager,
        operation: 'Update',
        apiVersion: old.apiVersion,
        set,
        time,
        ...(subresource ? { subresource } : {}),
      })
  }
  writeOwners(next, owners)
}
