// The endpoint slice controller: the addresses behind each service that selects pods (pkg/controller/endpointslice).
import type { Pod, Service } from '../../api/kubernetes/core.ts'
import type { Endpoint, EndpointSlice } from '../../api/kubernetes/discovery.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { endpointSlices } from '../kinds/endpointslice.ts'
import { pods } from '../kinds/pod.ts'
import { services } from '../kinds/service.ts'
import { podReference, selectedPods, servicesOf, targetPort } from './endpoints-of.ts'
import { groupBy } from './grouping.ts'
import { isControlledBy, ownedBy } from './owner.ts'
import { create, remove, update } from './plan.ts'
import { isReady } from './pod-state.ts'
import { ordered, same } from './template.ts'

const MANAGED_BY = 'endpointslice-controller.k8s.io'
const SERVICE = 'kubernetes.io/service-name'
/** Upstream's maxEndpointsPerSlice. */
const SLICE_SIZE = 100

export const endpointSlice: Controller = {
  name: 'endpointslice',
  component: 'endpoint-slice-controller',
  watches: [
    { resource: services, keys: itself },
    { resource: pods, keys: servicesOf },
    { resource: endpointSlices, keys: (slice: EndpointSlice) => keyOfSlice(slice) },
  ],
  reconcile,
}

const keyOfSlice = (slice: EndpointSlice): string[] => {
  const { labels = {}, namespace } = slice.metadata
  return labels['endpointslice.kubernetes.io/managed-by'] === MANAGED_BY ? [`${namespace}/${labels[SERVICE]}`] : []
}

function reconcile(key: string, caches: Caches): Plan {
  const service = caches.of(services).get(key)
  if (!service?.spec.selector || service.metadata.deletionTimestamp) return NOTHING
  const own = caches
    .of(endpointSlices)
    .list(service.metadata.namespace)
    .filter((slice) => isControlledBy(slice, service) || keyOfSlice(slice)[0] === key)
  const wanted = wantedSlices(service, caches)
  const plan: Plan = { writes: [], verb: 'update' }
  const left = [...own]
  for (const want of wanted) {
    const at = Math.max(
      0,
      left.findIndex((slice) => same(slice.ports, want.ports)),
    )
    const [have] = left.splice(at, 1)
    if (!have) plan.writes.push(create(endpointSlices, { ...want, metadata: metadataOf(service) }))
    else if (
      !same(
        [have.ports, have.endpoints, have.metadata.labels],
        [want.ports, want.endpoints, metadataOf(service).labels],
      )
    ) {
      const metadata = { ...have.metadata, labels: metadataOf(service).labels }
      plan.writes.push(update(endpointSlices, { ...have, ...want, metadata }))
    }
  }
  for (const slice of left) plan.writes.push(remove(endpointSlices, slice))
  const ready = wanted.flatMap((slice) => slice.endpoints).filter((endpoint) => endpoint.conditions?.ready)
  plan.reason = `service ${service.metadata.name} now has ${ready.length} ready endpoints`
  return plan
}

function metadataOf(service: Service) {
  const { name, namespace } = service.metadata
  return {
    generateName: `${name}-`,
    namespace,
    labels: {
      ...service.metadata.labels,
      'endpointslice.kubernetes.io/managed-by': MANAGED_BY,
      [SERVICE]: name,
      ...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
    },
    ownerReferences: [ownedBy(service)],
  }
}

type Content = Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'>

/** Pods whose named ports mean other numbers go into slices of their own. */
function wantedSlices(service: Service, caches: Caches): Content[] {
  const selected = selectedPods(service, caches)
  const portsOf = (pod: Pod) =>
    (service.spec.ports ?? []).map((port) => targetPort(port, pod)).filter((port) => port !== undefined)
  const out: Content[] = []
  for (const group of groupBy(selected, (pod) => ordered(portsOf(pod))).values()) {
    for (let at = 0; at < group.length; at += SLICE_SIZE) {
      const endpoints = group.slice(at, at + SLICE_SIZE).map((pod) => endpointOf(service, pod))
      out.push({ addressType: 'IPv4', endpoints, ports: portsOf(group[0]!) })
    }
  }
  return out.length > 0 ? out : [{ addressType: 'IPv4', endpoints: [], ports: [] }]
}

function endpointOf(service: Service, pod: Pod): Endpoint {
  const serving = isReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = Boolean(service.spec.publishNotReadyAddresses) || (serving && !terminating)
  const { hostname, subdomain, nodeName } = pod.spec
  return {
    addresses: [pod.status.podIP!],
    conditions: { ready, serving, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: podReference(pod),
  }
}
