// log, exec, attach, portforward and proxy: the server asks the kubelet of the pod's node, or the pod itself.
import type { Container, Node, Pod, Service } from '../../api/kubernetes/core.ts'
import type { Duplex } from '../../kernel/queue.ts'
import { NetError } from '../../net/errors.ts'
import { type ClientResponse, type HttpResponse, type Query, bodyText, encodeQuery } from '../../net/http.ts'
import { endpointSlices } from '../kinds/endpointslice.ts'
import { nodes } from '../kinds/node.ts'
import { pods } from '../kinds/pod.ts'
import { services } from '../kinds/service.ts'
import { type Call, keyOf } from './call.ts'
import { flag, param } from './request-info.ts'
import { Refusal, badRequest, notFound } from './status.ts'

const KUBELET_PORT = 10250

/** `pods/log`, `pods/exec`, `pods/attach`, `pods/portforward`. */
export async function podStream(call: Call): Promise<HttpResponse> {
  const pod = call.cluster.get(pods, keyOf(call))
  if (!pod) throw notFound(pods, call.info.name)
  const { subresource } = call.info
  const { name, namespace } = pod.metadata
  const { query } = call.request
  if (subresource === 'portforward') return toKubelet(call, pod, `/portForward/${namespace}/${name}`, query)
  const container = containerOf(pod, param(query, 'container'), subresource)
  if (subresource === 'log') {
    const { container: _, ...rest } = query
    return toKubelet(call, pod, `/containerLogs/${namespace}/${name}/${container}`, rest)
  }
  const kubelet: Query = query.command ? { command: query.command } : {}
  for (const [ours, theirs] of [
    ['stdin', 'input'],
    ['stdout', 'output'],
    ['stderr', 'error'],
    ['tty', 'tty'],
  ] as const) {
    if (flag(query, ours)) kubelet[theirs] = ['1']
  }
  return toKubelet(call, pod, `/${subresource}/${namespace}/${name}/${container}`, kubelet)
}

function containerOf({ metadata, spec }: Pod, asked: string, subresource: string): string {
  const all: Pick<Container, 'name'>[] = [
    ...(spec.initContainers ?? []),
    ...spec.containers,
    ...(spec.ephemeralContainers ?? []),
  ]
  if (asked) {
    if (!all.some((container) => container.name === asked)) {
      throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`)
    }
    return asked
  }
  const byAnnotation = metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (spec.containers.length === 1 && !spec.initContainers?.length && !spec.ephemeralContainers?.length)
    return spec.containers[0]!.name
  if (byAnnotation && subresource !== 'log') return byAnnotation
  const names = spec.containers.map((container) => container.name).join(' ')
  const init = spec.initContainers?.map((container) => container.name).join(' ')
  const more = init ? ` or one of the init containers: [${init}]` : ''
  throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names}]${more}`)
}

function toKubelet(call: Call, pod: Pod, path: string, query: Query): Promise<HttpResponse> {
  const { nodeName } = pod.spec
  if (!nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  return forward(call, `https://${nodeAddress(call, nodeName)}:${KUBELET_PORT}${path}${encodeQuery(query)}`)
}

function nodeAddress(call: Call, name: string): string {
  const node = call.cluster.get<Node>(nodes, name)
  if (!node) throw notFound(nodes, name)
  const address = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address
  if (!address) throw new Refusal(500, 'InternalError', `no preferred addresses found; known addresses: []`)
  return address
}

/** `nodes/proxy`, `pods/proxy`, `services/proxy`: whatever follows is passed on. Names may be `[scheme:]name[:port]`. */
export async function proxy(call: Call): Promise<HttpResponse> {
  const { info, request } = call
  const [first, second, third] = info.name.split(':')
  const [scheme, name, port] = third !== undefined ? [first || 'http', second!, third] : ['http', first!, second ?? '']
  const path = `/${info.rest}${encodeQuery(request.query)}`
  if (info.resource === 'nodes')
    return forward(call, `https://${nodeAddress(call, name)}:${port || KUBELET_PORT}${path}`)
  const target = info.resource === 'pods' ? podTarget(call, name, port) : serviceTarget(call, name, port)
  return forward(call, `${scheme}://${target}${path}`)
}

function podTarget(call: Call, name: string, port: string): string {
  const pod = call.cluster.get(pods, `${call.info.namespace}/${name}`)
  if (!pod) throw notFound(pods, name)
  if (!pod.status.podIP) throw badRequest('address not allowed')
  return `${pod.status.podIP}:${port || (pod.spec.containers[0]?.ports?.[0]?.containerPort ?? 80)}`
}

function serviceTarget(call: Call, name: string, asked: string): string {
  const { cluster, info } = call
  const service = cluster.get<Service>(services, `${info.namespace}/${name}`)
  if (!service) throw notFound(services, name)
  const port = service.spec.ports?.find((one) => !asked || one.name === asked || String(one.port) === asked)
  const slices = cluster
    .list(endpointSlices, info.namespace)
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === name)
  const ready = slices.flatMap((slice) => {
    const target = slice.ports?.find((one) => (one.name ?? '') === (port?.name ?? ''))?.port
    return slice.endpoints
      .filter((one) => one.conditions?.ready !== false)
      .map((one) => `${one.addresses[0]}:${target}`)
  })
  if (!port || ready.length === 0)
    throw new Refusal(503, 'ServiceUnavailable', `no endpoints available for service ${JSON.stringify(name)}`)
  return ready[cluster.rng.below(ready.length)]!
}

async function forward(call: Call, url: string): Promise<HttpResponse> {
  const { request, peer, cluster } = call
  const { method, headers, body } = request
  const { host: _, authorization: __, ...passed } = headers
  let response: ClientResponse
  try {
    response = await cluster.process.request(url, {
      method,
      headers: passed,
      body,
      cause: peer.cause,
      cancel: peer.gone,
    })
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    throw new Refusal(
      500,
      '',
      `Get ${JSON.stringify(url)}: dial tcp ${error.target}: connect: ${PHRASES[error.code] ?? error.code}`,
    )
  }
  const { status } = response
  if (response.connection) {
    const inner = response.connection
    return {
      status,
      headers: response.headers,
      body: new Uint8Array(0),
      upgrade: (outer) => splice(call, outer, inner),
    }
  }
  const own = call.info.subresource !== 'proxy'
  if (own && status >= 400)
    throw new Refusal(status, REASONS[status] ?? 'InternalError', (await bodyText(response)).trimEnd())
  return { status, headers: response.headers, body: response.body }
}

const PHRASES: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ETIMEDOUT: 'connection timed out',
  ECONNRESET: 'connection reset by peer',
}

const REASONS: Record<number, string> = { 400: 'BadRequest', 403: 'Forbidden', 404: 'NotFound', 500: 'InternalError' }

/** Both ways until either side ends. */
function splice({ cluster }: Call, a: Duplex, b: Duplex): void {
  const pump = async (from: Duplex, to: Duplex) => {
    for (let chunk = await from.read(); chunk; chunk = await from.read()) await to.write(chunk)
    to.close()
  }
  const { kernel } = cluster.process
  kernel.spawn(() => pump(a, b).catch(() => a.close()))
  kernel.spawn(() => pump(b, a).catch(() => b.close()))
}
