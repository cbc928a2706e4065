// What kube-proxy makes of Services and EndpointSlices: for each address and port, where its connections may go.
import type { Service, ServicePort } from '../../api/kubernetes/core.ts'
import type { Endpoint, EndpointSlice } from '../../api/kubernetes/discovery.ts'
import { groupBy } from '../controllers/grouping.ts'
import { containsAddress } from '../../net/address.ts'

export interface Backend {
  address: string
  port: number
  node: string | undefined
}

export interface ServiceEntry {
  /** `default/crane-http`, with the port's name behind a colon where it has one. */
  name: string
  backends: readonly Backend[]
  /** Seconds a client stays with its endpoint; undefined: every connection anew. */
  affinity: number | undefined
  /** Client networks that a load balancer's address is open to; empty: all. */
  sources: readonly string[]
  /** externalTrafficPolicy or internalTrafficPolicy Local without an endpoint here: dropped without a word. */
  local: boolean
}

/** Keys: `tcp:10.96.0.1:443`, and `tcp:*:30080` for node ports. */
export type ServiceTable = Map<string, ServiceEntry>

export function serviceTable(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  node: string,
): ServiceTable {
  const table: ServiceTable = new Map()
  const byService = groupBy(slices, (slice) => serviceKey(slice))
  for (const service of services) {
    const { spec } = service
    if (!spec.clusterIP || spec.clusterIP === 'None' || spec.type === 'ExternalName') continue
    const own = byService.get(`${service.metadata.namespace}/${service.metadata.name}`) ?? []
    for (const port of spec.ports ?? []) addPort(table, service, port, own, node)
  }
  return table
}

const serviceKey = (slice: EndpointSlice): string =>
  `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`

function addPort(
  table: ServiceTable,
  service: Service,
  port: ServicePort,
  slices: readonly EndpointSlice[],
  node: string,
) {
  const { spec, metadata, status } = service
  const protocol = (port.protocol ?? 'TCP').toLowerCase()
  const all = backends(slices, port)
  const here = all.filter((backend) => backend.node === node)
  const inside = spec.internalTrafficPolicy === 'Local' ? here : all
  const outside = spec.externalTrafficPolicy === 'Local' ? here : all
  const name = `${metadata.namespace}/${metadata.name}${port.name ? `:${port.name}` : ''}`
  const affinity =
    spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800) : undefined
  const common = { name, affinity, sources: [] }
  const internal = { ...common, backends: inside, local: inside !== all && all.length > 0 }
  const external = { ...common, backends: outside, local: outside !== all && all.length > 0 }
  for (const address of spec.clusterIPs ?? [spec.clusterIP!]) table.set(`${protocol}:${address}:${port.port}`, internal)
  for (const address of spec.externalIPs ?? []) table.set(`${protocol}:${address}:${port.port}`, external)
  for (const { ip } of status.loadBalancer?.ingress ?? []) {
    if (ip) table.set(`${protocol}:${ip}:${port.port}`, { ...external, sources: spec.loadBalancerSourceRanges ?? [] })
  }
  if (port.nodePort) table.set(`${protocol}:*:${port.nodePort}`, external)
}

/** Ready endpoints; where there is none, those that are still serving while they end. */
function backends(slices: readonly EndpointSlice[], port: ServicePort): Backend[] {
  const ready: Backend[] = []
  const ending: Backend[] = []
  for (const slice of slices) {
    const target = slice.ports?.find((candidate) => (candidate.name ?? '') === (port.name ?? ''))
    if (!target?.port) continue
    for (const endpoint of slice.endpoints) {
      const into = isReady(endpoint) ? ready : endpoint.conditions?.serving ? ending : undefined
      for (const address of endpoint.addresses) into?.push({ address, port: target.port, node: endpoint.nodeName })
    }
  }
  return ready.length > 0 ? ready : ending
}

const isReady = (endpoint: Endpoint) => endpoint.conditions?.ready !== false

/** May this client use a load balancer's address? */
export const admits = (entry: ServiceEntry, client: string): boolean =>
  entry.sources.length === 0 || entry.sources.some((range) => containsAddress(range, client))
