// PATCH in its four sorts (upstream: endpoints/handlers/patch.go).
import type { Json, JsonObject, KubeObject } from '../../../api/kubernetes/meta.ts'
import { type HttpResponse, bodyBytes } from '../../../net/http.ts'
import { type Call, decodeObject, keyOf, schemaType, shown } from '../call.ts'
import { createObject } from '../create.ts'
import { parseBody } from '../decode.ts'
import { flag, param } from '../request-info.ts'
import { respondObject } from '../respond.ts'
import { Refusal, badRequest, notFound, unsupportedMedia } from '../status.ts'
import { updateObject } from '../update.ts'
import { applyOnto } from './apply.ts'
import { type Operation, PatchMistake, jsonPatch } from './json-patch.ts'
import { mergePatch } from './merge-patch.ts'
import { strategicPatch } from './strategic-patch.ts'

const TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]

export async function patch(call: Call): Promise<HttpResponse> {
  const type = (call.request.headers['content-type'] ?? '').split(';')[0]!.trim()
  if (!TYPES.includes(type)) throw unsupportedMedia(TYPES)
  const body = parseBody(await bodyBytes(call.request), type)
  if (type === 'application/apply-patch+yaml') return apply(call, body)
  if (!call.cluster.get(call.kind, keyOf(call))) throw notFound(call.kind, call.info.name)
  const schema = schemaType(call.kind, call.served)
  if (type === 'application/strategic-merge-patch+json' && !schema)
    throw unsupportedMedia([TYPES[0]!, TYPES[1]!, TYPES[3]!])
  const updated = await updateObject(call, (current) => {
    const before = shown(call, current) as JsonObject
    return decodeObject(call, patched(before, body, type, schema))
  })
  return respondObject(call, 200, updated)
}

function patched(before: JsonObject, body: Json, type: string, schema: string | undefined): JsonObject {
  try {
    if (type === 'application/json-patch+json') return jsonPatch(before, body as unknown as Operation[]) as JsonObject
    if (type === 'application/merge-patch+json') return mergePatch(before, body) as JsonObject
    return strategicPatch(before, body as JsonObject, schema)
  } catch (error) {
    if (!(error instanceof PatchMistake)) throw error
    throw new Refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', {
      causes: [{ reason: 'FieldValueInvalid', message: error.message, field: 'patch' }],
    })
  }
}

async function apply(call: Call, body: Json): Promise<HttpResponse> {
  const { cluster, kind, info, request, peer, dryRun } = call
  const manager = param(request.query, 'fieldManager')
  if (!manager) throw badRequest('fieldManager is required for apply patch')
  const declared = decodeObject(call, body as JsonObject) as unknown as JsonObject
  const metadata = declared.metadata as JsonObject
  if (metadata.managedFields) throw badRequest('metadata.managedFields must be nil')
  metadata.name ??= info.name
  const how = { kind, type: schemaType(kind), manager, force: flag(request.query, 'force'), time: cluster.now }
  if (!cluster.get(kind, keyOf(call))) {
    const fresh = { apiVersion: declared.apiVersion, kind: declared.kind, metadata: {} } as unknown as KubeObject
    const object = applyOnto(fresh, declared, how)
    return respondObject(call, 201, await createObject(cluster, kind, object, info.namespace, peer.cause, dryRun))
  }
  const updated = await updateObject(call, (current) => applyOnto(current, declared, how), true)
  return respondObject(call, 200, updated)
}
