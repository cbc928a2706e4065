// The endpoints controller: the older form of the addresses behind a service (pkg/controller/endpoint).
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints, Service } from '../../api/kubernetes/core.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { endpoints as resource } from '../kinds/endpoints.ts'
import { pods } from '../kinds/pod.ts'
import { services } from '../kinds/service.ts'
import { podReference, selectedPods, servicesOf, targetPort } from './endpoints-of.ts'
import { create, update } from './plan.ts'
import { isReady } from './pod-state.ts'
import { ordered, same } from './template.ts'

export const endpoints: Controller = {
  name: 'endpoints',
  component: 'endpoint-controller',
  watches: [
    { resource: services, keys: itself },
    { resource: pods, keys: servicesOf },
    { resource, keys: itself },
  ],
  reconcile,
}

const MANAGED = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' }

function reconcile(key: string, caches: Caches): Plan {
  const service = caches.of(services).get(key)
  if (!service?.spec.selector || service.metadata.deletionTimestamp) return NOTHING
  const subsets = subsetsOf(service, caches)
  const have = caches.of(resource).get(key)
  const labels = {
    ...service.metadata.labels,
    ...MANAGED,
    ...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
  }
  const { name, namespace } = service.metadata
  if (!have) return { writes: [create(resource, { metadata: { name, namespace, labels }, subsets })] }
  if (same([have.subsets ?? [], have.metadata.labels], [subsets, labels])) return NOTHING
  const next: Endpoints = { ...have, metadata: { ...have.metadata, labels }, subsets }
  return { writes: [update(resource, next)] }
}

interface Group {
  ports: EndpointPort[]
  ready: EndpointAddress[]
  not: EndpointAddress[]
}

/** Ports by address, then addresses of equal ports together. */
function subsetsOf(service: Service, caches: Caches): EndpointSubset[] {
  const groups = new Map<string, Group>()
  for (const pod of selectedPods(service, caches)) {
    if (pod.metadata.deletionTimestamp) continue
    const found = (service.spec.ports ?? []).map((port) => targetPort(port, pod)).filter((port) => port !== undefined)
    const ports = found.map(({ name, port, protocol }) => ({ ...(name ? { name } : {}), port, protocol }))
    const key = ordered(ports)
    const group: Group = groups.get(key) ?? { ports, ready: [], not: [] }
    groups.set(key, group)
    const { hostname, subdomain, nodeName } = pod.spec
    const address: EndpointAddress = {
      ip: pod.status.podIP!,
      ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
      ...(nodeName ? { nodeName } : {}),
      targetRef: podReference(pod),
    }
    if (isReady(pod) || service.spec.publishNotReadyAddresses) group.ready.push(address)
    else group.not.push(address)
  }
  return [...groups.values()].map(({ ports, ready, not }) => ({
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(not.length > 0 ? { notReadyAddresses: not } : {}),
    ports,
  }))
}
