// From a request to its answer: finds the kind, asks who it is, dispatches by verb, words what goes wrong.
import { Killed } from '../../machine/signal.ts'
import { NetError } from '../../net/errors.ts'
import { type HttpRequest, type HttpResponse, type Peer, json, plain } from '../../net/http.ts'
import { authenticate } from './authentication.ts'
import { allowed } from './authorization.ts'
import type { Call } from './call.ts'
import type { Cluster } from './cluster.ts'
import { componentStatuses } from './component-statuses.ts'
import { create } from './create.ts'
import { remove, removeCollection } from './delete.ts'
import { discover } from './discovery.ts'
import { podStream, proxy } from './kubelet-proxy.ts'
import { openapi } from './openapi.ts'
import { patch } from './patch/patch.ts'
import { get, list, watch } from './read.ts'
import { type RequestInfo, param, requestInfo } from './request-info.ts'
import { answerReview, reviews } from './reviews.ts'
import { Refusal, badRequest, forbidden, methodNotAllowed, notFound } from './status.ts'
import { finalize, post, scale } from './subresources.ts'
import { update } from './update.ts'
import { version } from './version.ts'

export async function handle(cluster: Cluster, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  try {
    return await dispatch(cluster, request, peer)
  } catch (error) {
    // Its own death is no answer: whoever asked finds the connection gone.
    if (error instanceof Killed) throw error
    return refuse(cluster, error, peer)
  }
}

function refuse(cluster: Cluster, error: unknown, peer: Peer): HttpResponse {
  if (error instanceof Refusal) {
    const { status, by, message } = error
    if (by) cluster.decide(by, { code: status.code ?? 0, refusal: status.reason ?? '', reason: message }, peer.cause)
    return json(status.code ?? 500, status)
  }
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof NetError)) cluster.process.kernel.bugs.push(error)
  const { status } = new Refusal(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
  return json(500, status)
}

async function dispatch(cluster: Cluster, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const { path } = request
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) return health(request)
  if (path === '/version' || path === '/version/') return json(200, version)
  const user = authenticate(request)
  if (path.startsWith('/openapi/')) return openapi(cluster, request) ?? missing()
  if (path === '/') return json(200, { paths: rootPaths(cluster) })
  const info = requestInfo(request)
  if (!info?.resource) return discover(cluster, request) ?? missing()
  const served = cluster.registry.find(info.group, info.version, info.resource)
  const review = reviews.find((kind) => kind.group === info.group && kind.plural === info.resource)
  const kind = served?.kind ?? review
  if (!kind) return missing()
  authorize(cluster, user, info)
  const dryRun = param(request.query, 'dryRun') === 'All'
  const call: Call = {
    cluster,
    info,
    kind,
    served: served ?? { kind, ...info },
    request,
    peer,
    user,
    dryRun,
    warnings: [],
  }
  return review ? answerReview(call) : perform(call)
}

const missing = () => plain(404, '404 page not found\n')

function health(request: HttpRequest): HttpResponse {
  const name = request.path.split('/')[1]!
  if (!('verbose' in request.query)) return plain(200, 'ok')
  const checks = [
    'ping',
    'log',
    'etcd',
    'informer-sync',
    'poststarthook/start-apiserver-admission-initializer',
    'poststarthook/rbac/bootstrap-roles',
    'shutdown',
  ]
  return plain(200, `${checks.map((check) => `[+]${check} ok\n`).join('')}${name} check passed\n`)
}

function rootPaths({ registry }: Cluster): string[] {
  const groups = [...registry.groups()].flatMap(([group, versions]) =>
    group ? [`/apis/${group}`, ...versions.map((one) => `/apis/${group}/${one}`)] : ['/api', '/api/v1'],
  )
  return [...groups, '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'].sort()
}

function authorize(cluster: Cluster, user: Call['user'], info: RequestInfo): void {
  const { verb, group, resource, subresource, namespace, name } = info
  if (allowed(cluster, user, info)) return
  const where = namespace ? ` in the namespace ${JSON.stringify(namespace)}` : ' at the cluster scope'
  const full = subresource ? `${resource}/${subresource}` : resource
  const why = `User ${JSON.stringify(user.username)} cannot ${verb} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)}${where}`
  throw forbidden({ group, plural: resource }, name, why, 'apiserver.forbid')
}

function perform(call: Call): Promise<HttpResponse> | HttpResponse {
  const { info, kind } = call
  if (kind.namespaced && !info.namespace && info.verb !== 'list' && info.verb !== 'watch') {
    if (info.verb === 'create' || info.name)
      throw badRequest('an empty namespace may not be set when a resource name is provided')
  }
  if (kind.verbs && !info.subresource && !kind.verbs.includes(info.verb)) throw methodNotAllowed()
  if (info.subresource) return below(call)
  if (kind.kind === 'ComponentStatus') return componentStatuses(call)
  switch (info.verb) {
    case 'get':
      return get(call)
    case 'list':
      return list(call)
    case 'watch':
      return watch(call)
    case 'create':
      if (info.name) throw methodNotAllowed()
      return create(call)
    case 'update':
      return update(call)
    case 'patch':
      return patch(call)
    case 'delete':
      return remove(call)
    case 'deletecollection':
      return removeCollection(call)
  }
}

function below(call: Call): Promise<HttpResponse> | HttpResponse {
  const { info, kind, cluster } = call
  const name = info.subresource as NonNullable<typeof kind.subresources>[number]
  if (name === 'proxy') return proxy(call)
  if (!kind.subresources?.includes(name))
    throw new Refusal(404, 'NotFound', 'the server could not find the requested resource', {})
  if (info.verb !== 'create' && !cluster.get(kind, kind.namespaced ? `${info.namespace}/${info.name}` : info.name))
    throw notFound(kind, info.name)
  switch (name) {
    case 'log':
    case 'exec':
    case 'attach':
    case 'portforward':
      return podStream(call)
    case 'scale':
      return scale(call)
    case 'finalize':
      return finalize(call)
    case 'binding':
    case 'eviction':
    case 'token':
      return post(call)
    default:
      if (info.verb === 'get') return get(call)
      if (info.verb === 'update') return update(call)
      if (info.verb === 'patch') return patch(call)
      throw methodNotAllowed()
  }
}
