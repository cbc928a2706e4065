// What stands below an object besides its status: scale, binding, eviction, finalize, token, approval …
import type { Pod } from '../../api/kubernetes/core.ts'
import type { JsonObject, KubeObject } from '../../api/kubernetes/meta.ts'
import type { PodDisruptionBudget } from '../../api/kubernetes/policy.ts'
import { type HttpResponse, bodyBytes, json } from '../../net/http.ts'
import { selects } from '../kinds/label-selector.ts'
import { podDisruptionBudgets } from '../kinds/poddisruptionbudget.ts'
import { serviceAccountToken } from './authentication.ts'
import { type Call, keyOf } from './call.ts'
import { parseBody } from './decode.ts'
import { deleteObject } from './delete.ts'
import { jsonPatch, type Operation } from './patch/json-patch.ts'
import { mergePatch } from './patch/merge-patch.ts'
import { negotiate, respond, respondObject } from './respond.ts'
import { badRequest, conflict, invalid, methodNotAllowed, notFound, tooManyRequests } from './status.ts'
import { updateObject } from './update.ts'
import { FieldErrors } from '../kinds/field-errors.ts'

async function readBody({ request }: Call): Promise<JsonObject> {
  return parseBody(await bodyBytes(request), request.headers['content-type'] ?? 'application/json') as JsonObject
}

interface Scaled extends KubeObject {
  spec: { replicas?: number; selector?: { matchLabels?: Record<string, string> } & Record<string, unknown> }
  status: { replicas?: number }
}

/** GET, PUT and PATCH of `scale`: autoscaling/v1 Scale. */
export async function scale(call: Call): Promise<HttpResponse> {
  const { cluster, kind, info, request } = call
  const current = cluster.get(kind, keyOf(call)) as Scaled | undefined
  if (!current) throw notFound(kind, info.name)
  const form = negotiate(request)
  if (info.verb === 'get') return respond(200, scaleOf(current), form)
  const body = await readBody(call)
  const patched = info.verb === 'patch' ? patchScale(call, current, body) : body
  const wanted = (patched as { spec?: { replicas?: number } }).spec?.replicas ?? 0
  const version = (patched as unknown as KubeObject).metadata?.resourceVersion
  const errors = new FieldErrors()
  if (wanted < 0) errors.invalid('spec.replicas', wanted, 'must be greater than or equal to 0')
  if (errors.list.length > 0) throw invalid('autoscaling', 'Scale', info.name, errors)
  const updated = await updateObject(call, (object) => {
    if (info.verb === 'update' && version && version !== object.metadata.resourceVersion) {
      throw conflict(
        kind,
        info.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      )
    }
    ;(object as Scaled).spec.replicas = wanted
    return object
  })
  return respond(200, scaleOf(updated as Scaled), form)
}

function patchScale({ request }: Call, current: Scaled, body: JsonObject): unknown {
  const before = JSON.parse(JSON.stringify(scaleOf(current))) as JsonObject
  if (request.headers['content-type']?.startsWith('application/json-patch'))
    return jsonPatch(before, body as unknown as Operation[])
  return mergePatch(before, body)
}

function scaleOf({ metadata, spec, status }: Scaled): unknown {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  const labels = spec.selector?.matchLabels ?? (spec.selector as Record<string, string> | undefined) ?? {}
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { ...(spec.replicas ? { replicas: spec.replicas } : {}) },
    status: { replicas: status?.replicas ?? 0, ...(selector ? { selector } : {}) },
  }
}

const created = (status = 201) =>
  json(status, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: status })

/** POST of `pods/binding`: the scheduler's word. */
async function bind(call: Call): Promise<HttpResponse> {
  const { target } = (await readBody(call)) as { target?: { name?: string } }
  if (!target?.name) throw badRequest('target.name: Required value')
  await updateObject(call, (object) => {
    const pod = object as Pod
    const { name } = pod.metadata
    if (pod.metadata.deletionTimestamp)
      throw conflict(
        { group: '', plural: 'pods/binding' },
        name,
        `pod ${name} is being deleted, cannot be assigned to a host`,
      )
    if (pod.spec.nodeName) {
      throw conflict(
        { group: '', plural: 'pods/binding' },
        name,
        `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`,
      )
    }
    pod.spec.nodeName = target.name!
    const rest = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null as unknown as string,
      lastTransitionTime: call.cluster.now,
    }
    pod.status.conditions = [...rest, scheduled]
    return pod
  })
  return created()
}

/** POST of `pods/eviction`: a deletion that disruption budgets may refuse for now. */
async function evict(call: Call): Promise<HttpResponse> {
  const body = (await readBody(call)) as {
    deleteOptions?: { gracePeriodSeconds?: number; preconditions?: { uid?: string } }
  }
  const pod = call.cluster.get(call.kind, keyOf(call)) as Pod | undefined
  if (!pod) throw notFound(call.kind, call.info.name)
  const budgets = call.cluster
    .list<PodDisruptionBudget>(podDisruptionBudgets, call.info.namespace)
    .filter(({ spec }) => spec.selector && selects(spec.selector, pod.metadata.labels))
  const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' || pod.status.phase === 'Pending'
  const tight = ended ? undefined : budgets.find(({ status }) => (status?.disruptionsAllowed ?? 0) <= 0)
  if (tight) {
    const { name } = tight.metadata
    const { desiredHealthy, currentHealthy } = tight.status
    const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
    throw tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", [
      { reason: 'DisruptionBudget', message },
    ])
  }
  const { gracePeriodSeconds, preconditions } = body.deleteOptions ?? {}
  await deleteObject(call, keyOf(call), {
    ...preconditions,
    ...(gracePeriodSeconds === undefined ? {} : { grace: gracePeriodSeconds }),
  })
  return created()
}

/** PUT of `namespaces/finalize`. */
export async function finalize(call: Call): Promise<HttpResponse> {
  const body = (await readBody(call)) as { spec?: { finalizers?: string[] } }
  const updated = await updateObject(call, (object) => {
    const spec = ((object as unknown as { spec?: { finalizers?: string[] } }).spec ??= {})
    if (body.spec?.finalizers?.length) spec.finalizers = body.spec.finalizers
    else delete spec.finalizers
    return object
  })
  return respondObject(call, 200, updated)
}

/** POST of `serviceaccounts/token`. */
async function token(call: Call): Promise<HttpResponse> {
  const { cluster, kind, info, request } = call
  const account = cluster.get(kind, keyOf(call))
  if (!account) throw notFound(kind, info.name)
  const body = (await readBody(call)) as { spec?: { expirationSeconds?: number } & JsonObject }
  const seconds = body.spec?.expirationSeconds ?? 3600
  const now = Math.floor(cluster.process.kernel.clock.unix() / 1000)
  const { name, namespace = '', uid } = account.metadata
  const status = {
    token: serviceAccountToken(namespace, name, uid, now, now + seconds),
    expirationTimestamp: new Date((now + seconds) * 1000).toISOString().slice(0, 19) + 'Z',
  }
  const spec = { audiences: ['https://kubernetes.default.svc.cluster.local'], ...body.spec, expirationSeconds: seconds }
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: cluster.now },
    spec,
    status,
  }
  return respond(201, answer, negotiate(request))
}

/** POST to a subresource that only takes POST. */
export function post(call: Call): Promise<HttpResponse> {
  const handlers: Record<string, (call: Call) => Promise<HttpResponse>> = { binding: bind, eviction: evict, token }
  const handler = handlers[call.info.subresource]
  if (!handler) throw methodNotAllowed()
  return handler(call)
}
