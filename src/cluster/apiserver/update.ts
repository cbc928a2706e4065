// PUT and what PATCH comes down to: an object changes (upstream: registry/rest/update.go).
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { HttpResponse } from '../../net/http.ts'
import { FieldErrors } from '../kinds/field-errors.ts'
import type { Kind } from '../kinds/kind.ts'
import { admit, release } from './admission/admission.ts'
import { type Call, keyOf, managerOf, readObject, schemaType } from './call.ts'
import { type Change, trackUpdate } from './patch/managed-fields.ts'
import { createObject, validateMetadata } from './create.ts'
import { respondObject } from './respond.ts'
import { MODIFIED, badRequest, conflict, invalid } from './status.ts'
import { structuredCopy } from './storage.ts'

export async function update(call: Call): Promise<HttpResponse> {
  const object = await readObject(call)
  const { cluster, kind, info, dryRun } = call
  if (!object.metadata.name) object.metadata.name = info.name
  if (object.metadata.name !== info.name) {
    throw badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${info.name})`,
    )
  }
  const missing = !cluster.get(kind, keyOf(call)) && !info.subresource && !object.metadata.resourceVersion
  if (missing && UPSERTED.includes(kind.kind)) {
    return respondObject(call, 201, await createObject(cluster, kind, object, info.namespace, call.peer.cause, dryRun))
  }
  const updated = await updateObject(call, () => structuredCopy(object))
  return respondObject(call, 200, updated)
}

/** Kinds that PUT may also make (upstream: AllowCreateOnUpdate). */
const UPSERTED = [
  'Endpoints',
  'Event',
  'Lease',
  'LimitRange',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'RuntimeClass',
]

/**
 * `change` makes the new object from a copy of the current one; may be called again when somebody else was faster.
 * `applied`: it has settled the owners of the fields itself.
 */
export async function updateObject(
  call: Call,
  change: (current: KubeObject) => KubeObject,
  applied = false,
): Promise<KubeObject> {
  const { cluster, kind, peer, dryRun } = call
  const key = keyOf(call)
  let result: KubeObject | undefined
  const decide = (current: KubeObject): KubeObject | 'delete' => {
    const old = structuredCopy(current)
    const next = change(current)
    settle(call, next, old)
    if (!applied) trackUpdate(next, old, changeOf(call))
    result = next
    return ended(next) ? 'delete' : next
  }
  if (dryRun) {
    const current = cluster.storage.get(kind, key)
    if (current) decide(structuredCopy(current.object))
    if (result) return result
  }
  return cluster.storage.update(kind, key, peer.cause, decide)
}

/** Everything between the wish and the write. Throws a Refusal. */
function settle(call: Call, next: KubeObject, old: KubeObject): void {
  const { cluster, kind, info, peer } = call
  checkVersion(kind, next, old)
  keepServerFields(next, old)
  kind.defaults?.(next)
  keepOtherParts(next, old, info.subresource, kind)
  const whole = info.subresource === '' || info.subresource === 'scale'
  const taken = whole ? admit({ cluster, operation: 'UPDATE', kind, object: next, old, cause: peer.cause }) : undefined
  if (whole) kind.prepareForUpdate?.(next, old)
  const errors = new FieldErrors()
  validateMetadata(next, kind, errors)
  kind.validate?.(next, errors)
  if (errors.list.length === 0 && whole) kind.validateUpdate?.(next, old, errors)
  if (errors.list.length > 0) {
    if (taken) release(cluster, taken)
    throw invalid(kind.group, kind.kind, next.metadata.name, errors)
  }
  if (kind.generated && !sameSpec(next, old)) next.metadata.generation = (old.metadata.generation ?? 0) + 1
}

const changeOf = (call: Call): Change => ({
  manager: managerOf(call),
  time: call.cluster.now,
  subresource: call.info.subresource,
  type: schemaType(call.kind),
})

function checkVersion(kind: Kind, next: KubeObject, old: KubeObject): void {
  const { name, uid, resourceVersion } = next.metadata
  if (uid && uid !== old.metadata.uid) {
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    )
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw conflict(kind, name, MODIFIED)
}

function keepServerFields(next: KubeObject, old: KubeObject): void {
  const kept = [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generateName',
  ] as const
  const [to, from] = [next.metadata as Record<string, unknown>, old.metadata as Record<string, unknown>]
  for (const field of kept) {
    if (from[field] === undefined) delete to[field]
    else to[field] = from[field]
  }
  next.apiVersion = old.apiVersion
  next.kind = old.kind
}

/** Which part of an object a subresource may change; '' and `scale` change everything but the status. */
function keepOtherParts(next: KubeObject, old: KubeObject, subresource: string, kind: Kind): void {
  const [to, from] = [next as unknown as Parts, old as unknown as Parts]
  switch (subresource) {
    case 'binding':
    case 'finalize':
      return
    case 'ephemeralcontainers':
    case 'resize': {
      const [wanted, spec] = [to.spec as Parts, from.spec as Parts]
      const part = subresource === 'resize' ? 'containers' : 'ephemeralContainers'
      to.spec = { ...spec, [part]: wanted[part] }
      to.status = from.status
      return
    }
    case 'status':
    case 'approval':
      for (const part of new Set([...Object.keys(to), ...Object.keys(from)])) {
        if (part !== 'status' && part !== 'metadata') keepPart(to, from, part)
      }
      return keepPart(next.metadata as unknown as Parts, old.metadata as unknown as Parts, 'ownerReferences')
    default:
      if (kind.subresources?.includes('status')) keepPart(to, from, 'status')
  }
}

type Parts = Record<string, unknown>

function keepPart(to: Parts, from: Parts, part: string): void {
  if (from[part] === undefined) delete to[part]
  else to[part] = from[part]
}

function sameSpec(a: KubeObject, b: KubeObject): boolean {
  const rest = (object: KubeObject) => JSON.stringify({ ...object, metadata: undefined, status: undefined })
  return rest(a) === rest(b)
}

/** Being deleted, and nobody has anything left to do about it. */
export function ended(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata
  const spec = (object as { spec?: { finalizers?: string[] } }).spec
  const own = object.kind === 'Namespace' ? (spec?.finalizers ?? []) : []
  return deletionTimestamp !== undefined && finalizers.length + own.length === 0 && deletionGracePeriodSeconds === 0
}
