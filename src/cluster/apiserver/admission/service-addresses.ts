// Cluster addresses and node ports of Services (upstream: pkg/registry/core/service/storage/alloc.go).
import type { Service } from '../../../api/kubernetes/core.ts'
import { FieldErrors } from '../../kinds/field-errors.ts'
import { services } from '../../kinds/service.ts'
import type { Cluster } from '../cluster.ts'
import { invalid } from '../status.ts'
import type { Admission, Reservation } from './admission.ts'

export const serviceAddresses: Admission = ({ cluster, operation, kind, object, old }, taken) => {
  if (kind.kind !== 'Service' || operation === 'DELETE') return
  const [service, before] = [object as Service, old as Service | undefined]
  if (before) keepAllocated(service, before)
  const errors = new FieldErrors()
  giveAddress(service, before, cluster, taken, errors)
  givePorts(service, before, cluster, taken, errors)
  if (errors.list.length > 0) throw invalid('', 'Service', service.metadata.name, errors)
}

/** A client that leaves out what was allocated means to keep it. */
function keepAllocated({ spec }: Service, { spec: before }: Service): void {
  if (spec.type === 'ExternalName' || before.type === 'ExternalName') return
  spec.clusterIP ||= before.clusterIP ?? ''
  spec.clusterIPs ??= before.clusterIPs ?? []
  if (!needsPorts(spec.type)) return
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue
    const same = before.ports?.find((other) => other.port === port.port && other.protocol === port.protocol)
    if (same?.nodePort) port.nodePort = same.nodePort
  }
}

function giveAddress(
  { spec }: Service,
  before: Service | undefined,
  { allocator }: Cluster,
  taken: Reservation,
  errors: FieldErrors,
): void {
  if (spec.type === 'ExternalName') {
    delete spec.clusterIP
    delete spec.clusterIPs
    return
  }
  if (!spec.clusterIP) {
    spec.clusterIP = allocator.address()
    taken.addresses.push(spec.clusterIP)
  } else if (spec.clusterIP !== 'None' && spec.clusterIP !== before?.spec.clusterIP) {
    if (allocator.takeAddress(spec.clusterIP)) taken.addresses.push(spec.clusterIP)
    else {
      const why = `failed to allocate IP ${spec.clusterIP}: `
      errors.invalid('spec.clusterIPs', [spec.clusterIP], `${why}provided IP is already allocated`)
    }
  }
  spec.clusterIPs = [spec.clusterIP]
}

const needsPorts = (type: string | undefined) => type === 'NodePort' || type === 'LoadBalancer'

function givePorts(
  { spec }: Service,
  before: Service | undefined,
  { allocator }: Cluster,
  taken: Reservation,
  errors: FieldErrors,
): void {
  const had = new Set(before?.spec.ports?.map((port) => port.nodePort) ?? [])
  const given = new Map<number, number>()
  spec.ports?.forEach((port, i) => {
    if (
      !needsPorts(spec.type) ||
      (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false && !port.nodePort)
    ) {
      if (!needsPorts(spec.type)) delete port.nodePort
      return
    }
    if (!port.nodePort) {
      port.nodePort = given.get(port.port) ?? allocator.port()
      if (!given.has(port.port)) taken.ports.push(port.nodePort)
      given.set(port.port, port.nodePort)
      return
    }
    if (had.has(port.nodePort) || given.has(port.port)) return
    const { first, last } = allocator.ports
    const field = `spec.ports[${i}].nodePort`
    if (port.nodePort < first || port.nodePort > last) {
      errors.invalid(
        field,
        port.nodePort,
        `provided port is not in the valid range. The range of valid ports is ${first}-${last}`,
      )
    } else if (allocator.takePort(port.nodePort)) taken.ports.push(port.nodePort)
    else errors.invalid(field, port.nodePort, 'provided port is already allocated')
  })
}

/** Follows the stored services, so that what is no longer used can be given again. */
export function followServices(cluster: Cluster): void {
  const { allocator, storage } = cluster
  for (const service of cluster.list(services)) occupy(cluster, service)
  storage.watch(services, ({ type, object, old }) => {
    const [now, before] = [used(type === 'DELETED' ? undefined : object), used(old)]
    for (const address of before.addresses) if (!now.addresses.includes(address)) allocator.releaseAddress(address)
    for (const port of before.ports) if (!now.ports.includes(port)) allocator.releasePort(port)
  })
}

function occupy({ allocator }: Cluster, service: Service): void {
  const { addresses, ports } = used(service)
  for (const address of addresses) allocator.takeAddress(address)
  for (const port of ports) allocator.takePort(port)
}

function used(object: unknown): Reservation {
  const spec = (object as Service | undefined)?.spec
  return {
    addresses: spec?.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : [],
    ports: (spec?.ports ?? []).flatMap((port) => (port.nodePort ? [port.nodePort] : [])),
  }
}
