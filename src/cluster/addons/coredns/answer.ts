// CoreDNS's kubernetes plugin: names of services, endpoints and pods (Kubernetes DNS-based service discovery, 1.1.0).
import type { Service } from '../../../api/kubernetes/core.ts'
import type { Endpoint, EndpointSlice } from '../../../api/kubernetes/discovery.ts'
import { isAddress } from '../../../net/address.ts'
import type { DnsAnswer, DnsQuestion } from '../../../net/namespace.ts'

const TTL = 30

export interface ZoneData {
  domain: string
  services: Map<string, Service>
  /** By `namespace/service`. */
  slices: Map<string, EndpointSlice[]>
  namespaces: Set<string>
}

const NONE: DnsAnswer = { status: 'NXDOMAIN', records: [] }
type Record = DnsAnswer['records'][number]

/** undefined: not a name of this cluster, somebody else must know. */
export function answer(question: DnsQuestion, zone: ZoneData): DnsAnswer | undefined {
  const found = inZone(question, zone)
  return found && { ...found, authoritative: true }
}

function inZone(question: DnsQuestion, zone: ZoneData): DnsAnswer | undefined {
  const name = question.name.toLowerCase().replace(/\.$/, '')
  if (name.endsWith('.in-addr.arpa')) return reverse(name, zone)
  if (name !== zone.domain && !name.endsWith(`.${zone.domain}`)) return undefined
  const labels = name.slice(0, -zone.domain.length - 1).split('.')
  const kind = labels.at(-1)
  if (kind === 'pod' && labels.length === 3) return podAnswer(question, name, labels, zone)
  if (kind !== 'svc') return name === zone.domain || kind === 'pod' ? empty() : NONE
  if (labels.length <= 2) return labels.length === 1 || zone.namespaces.has(labels[0]!) ? empty() : NONE
  return serviceAnswer(question, name, labels.slice(0, -1), zone)
}

const empty = (): DnsAnswer => ({ status: 'NOERROR', records: [] })
const record = (name: string, type: string, data: string): Record => ({ name, type, ttl: TTL, data })

function podAnswer(question: DnsQuestion, name: string, labels: string[], zone: ZoneData): DnsAnswer {
  const address = labels[0]!.replaceAll('-', '.')
  if (!isAddress(address) || !zone.namespaces.has(labels[1]!)) return NONE
  return wanted(question, 'A') ? { status: 'NOERROR', records: [record(name, 'A', address)] } : empty()
}

/** `[_port._protocol.|endpoint.]service.namespace` */
function serviceAnswer(question: DnsQuestion, name: string, labels: string[], zone: ZoneData): DnsAnswer {
  const [namespace, service, ...before] = labels.toReversed()
  const found = zone.services.get(`${namespace}/${service}`)
  if (!found) return NONE
  if (found.spec.type === 'ExternalName') {
    return { status: 'NOERROR', records: [record(name, 'CNAME', `${found.spec.externalName}.`)] }
  }
  const slices = zone.slices.get(`${namespace}/${service}`) ?? []
  if (before.length === 2) return portAnswer(question, name, before, found, slices, zone)
  const headless = found.spec.clusterIP === 'None'
  if (before.length === 0 && !headless)
    return wanted(question, 'A') ? addresses(name, [found.spec.clusterIP!]) : srvOf(question, name, found, slices, zone)
  const published = endpointsOf(found, slices)
  if (before.length === 0) {
    if (published.length === 0) return NONE
    return wanted(question, 'A')
      ? addresses(
          name,
          published.flatMap((endpoint) => endpoint.addresses),
        )
      : srvOf(question, name, found, slices, zone)
  }
  const own = published.filter((endpoint) => endpointName(endpoint) === before[0])
  if (before.length > 1 || own.length === 0) return NONE
  return wanted(question, 'A')
    ? addresses(
        name,
        own.flatMap((endpoint) => endpoint.addresses),
      )
    : empty()
}

const wanted = (question: DnsQuestion, type: string) => question.type === type || question.type === 'ANY'

const addresses = (name: string, list: readonly string[]): DnsAnswer => ({
  status: 'NOERROR',
  records: list.map((address) => record(name, 'A', address)),
})

const endpointName = (endpoint: Endpoint): string => endpoint.hostname ?? endpoint.addresses[0]!.replaceAll('.', '-')

const endpointsOf = (service: Service, slices: readonly EndpointSlice[]): Endpoint[] =>
  slices
    .flatMap((slice) => slice.endpoints)
    .filter((endpoint) => service.spec.publishNotReadyAddresses || endpoint.conditions?.ready !== false)

function portAnswer(
  question: DnsQuestion,
  name: string,
  before: string[],
  service: Service,
  slices: readonly EndpointSlice[],
  zone: ZoneData,
): DnsAnswer {
  const [protocol, port] = before.map((label) => label.replace(/^_/, ''))
  const known = service.spec.ports?.find(
    (candidate) => candidate.name === port && (candidate.protocol ?? 'TCP').toLowerCase() === protocol,
  )
  if (!known) return NONE
  return srvOf(question, name, { ...service, spec: { ...service.spec, ports: [known] } }, slices, zone)
}

/** SRV: a port and the name to ask for its address. */
function srvOf(
  question: DnsQuestion,
  name: string,
  service: Service,
  slices: readonly EndpointSlice[],
  zone: ZoneData,
): DnsAnswer {
  if (!wanted(question, 'SRV')) return empty()
  const base = `${service.metadata.name}.${service.metadata.namespace}.svc.${zone.domain}.`
  if (service.spec.clusterIP !== 'None') {
    const records = (service.spec.ports ?? []).map((port) => record(name, 'SRV', `0 100 ${port.port} ${base}`))
    return { status: 'NOERROR', records }
  }
  const records = (service.spec.ports ?? []).flatMap((port) =>
    slices.flatMap((slice) =>
      slice.endpoints.map((endpoint) => {
        const target = slice.ports?.find((candidate) => (candidate.name ?? '') === (port.name ?? ''))?.port
        return record(name, 'SRV', `0 100 ${target ?? port.port} ${endpointName(endpoint)}.${base}`)
      }),
    ),
  )
  return { status: 'NOERROR', records }
}

/** PTR: the service of a cluster IP, or the endpoint of a pod. */
function reverse(name: string, zone: ZoneData): DnsAnswer | undefined {
  const address = name
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.')
  for (const service of zone.services.values()) {
    if (service.spec.clusterIP !== address) continue
    const target = `${service.metadata.name}.${service.metadata.namespace}.svc.${zone.domain}.`
    return { status: 'NOERROR', records: [record(name, 'PTR', target)] }
  }
  const records: Record[] = []
  for (const [key, slices] of zone.slices) {
    const [namespace, service] = key.split('/')
    for (const endpoint of slices.flatMap((slice) => slice.endpoints)) {
      if (!endpoint.addresses.includes(address)) continue
      const target = `${endpointName(endpoint)}.${service}.${namespace}.svc.${zone.domain}.`
      records.push(record(name, 'PTR', target))
    }
  }
  return records.length > 0 ? { status: 'NOERROR', records } : undefined
}
