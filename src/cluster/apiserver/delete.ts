// DELETE of an object or a collection (upstream: registry/rest/delete.go, generic/registry/store.go).
import type { JsonObject, KubeObject, Status } from '../../api/kubernetes/meta.ts'
import { type HttpResponse, bodyBytes, json } from '../../net/http.ts'
import type { Kind } from '../kinds/kind.ts'
import { admit } from './admission/admission.ts'
import { type Call, keyOf, shown } from './call.ts'
import { parseBody } from './decode.ts'
import { listSelector } from './read.ts'
import { param } from './request-info.ts'
import { respondObject } from './respond.ts'
import { conflict } from './status.ts'
import { structuredCopy } from './storage.ts'
import { ended } from './update.ts'

export interface DeleteOptions {
  grace?: number
  policy?: string
  uid?: string
  resourceVersion?: string
}

export async function remove(call: Call): Promise<HttpResponse> {
  const options = await readOptions(call)
  const object = await deleteObject(call, keyOf(call), options)
  const { kind } = call
  if (!ended(object) || kind.returnsDeleted) return respondObject(call, 200, object)
  return json(200, success(kind, object))
}

export async function removeCollection(call: Call): Promise<HttpResponse> {
  const { cluster, kind, info } = call
  const options = await readOptions(call)
  const selected = listSelector(call)
  const doomed = cluster.list(kind, info.namespace).filter((object) => !selected || selected(object))
  const items: unknown[] = []
  for (const { metadata } of doomed) {
    const key = kind.namespaced ? `${metadata.namespace}/${metadata.name}` : metadata.name
    items.push(shown(call, await deleteObject(call, key, options)))
  }
  const apiVersion = items.length > 0 ? (items[0] as KubeObject).apiVersion : 'v1'
  return json(200, {
    kind: `${kind.kind}List`,
    apiVersion,
    metadata: { resourceVersion: String(cluster.storage.revision) },
    items,
  })
}

async function readOptions(call: Call): Promise<DeleteOptions> {
  const { query, headers } = call.request
  const sent = await bodyBytes(call.request)
  const body = sent.length > 0 ? (parseBody(sent, headers['content-type'] ?? 'application/json') as JsonObject) : {}
  const grace = body.gracePeriodSeconds ?? (param(query, 'gracePeriodSeconds') || undefined)
  const orphan = body.orphanDependents ?? param(query, 'orphanDependents')
  const policy = body.propagationPolicy ?? param(query, 'propagationPolicy')
  const preconditions = (body.preconditions ?? {}) as { uid?: string; resourceVersion?: string }
  if (Array.isArray(body.dryRun) && body.dryRun.includes('All')) call.dryRun = true
  return {
    ...(grace === undefined ? {} : { grace: Number(grace) }),
    policy: orphan === true || orphan === 'true' ? 'Orphan' : typeof policy === 'string' ? policy : '',
    ...preconditions,
  }
}

/** Gives the object as it is now: gone (`ended`), or on its way. Throws a Refusal. */
export async function deleteObject(call: Call, key: string, options: DeleteOptions): Promise<KubeObject> {
  const { cluster, kind, peer, dryRun } = call
  let last: KubeObject | undefined
  const decide = (current: KubeObject): KubeObject | 'delete' => {
    checkPreconditions(kind, current, options)
    admit({ cluster, operation: 'DELETE', kind, object: current, old: current, cause: peer.cause })
    last = marked(current, kind, options, cluster.process.kernel.clock.unix())
    return ended(last) ? 'delete' : last
  }
  const stored = cluster.storage.get(kind, key)
  if (dryRun && stored) {
    decide(structuredCopy(stored.object))
    return last!
  }
  const result = await cluster.storage.update(kind, key, peer.cause, decide)
  return last && ended(last)
    ? { ...last, metadata: { ...last.metadata, resourceVersion: result.metadata.resourceVersion } }
    : result
}

function checkPreconditions(kind: Kind, { metadata }: KubeObject, { uid, resourceVersion }: DeleteOptions): void {
  const { name } = metadata
  if (uid && uid !== metadata.uid) {
    throw conflict(kind, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`)
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      kind,
      name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    )
  }
}

/** The object with the marks of its deletion: when, how long it may take, who waits for whom. */
function marked(object: KubeObject, kind: Kind, options: DeleteOptions, now: number): KubeObject {
  const { metadata } = object
  const grace = kind.gracePeriod?.(object, options.grace) ?? 0
  const before = metadata.deletionGracePeriodSeconds
  const sooner = metadata.deletionTimestamp === undefined || (before !== undefined && grace < before)
  if (sooner) {
    metadata.deletionTimestamp = new Date(now + grace * 1000).toISOString().slice(0, 19) + 'Z'
    metadata.deletionGracePeriodSeconds = grace
    if (kind.generated && before === undefined) metadata.generation = (metadata.generation ?? 0) + 1
  }
  const finalizers = (metadata.finalizers ?? []).filter((name) => name !== 'orphan' && name !== 'foregroundDeletion')
  if (options.policy === 'Orphan') finalizers.push('orphan')
  if (options.policy === 'Foreground') finalizers.push('foregroundDeletion')
  if (options.policy || metadata.finalizers) metadata.finalizers = finalizers
  if (metadata.finalizers?.length === 0) delete metadata.finalizers
  if (kind.kind === 'Namespace') (object as unknown as { status: { phase: string } }).status.phase = 'Terminating'
  return object
}

const success = (kind: Kind, { metadata }: KubeObject): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { name: metadata.name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid: metadata.uid },
})
