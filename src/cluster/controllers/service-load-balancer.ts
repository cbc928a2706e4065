// The service controller of a cloud: gives services of type LoadBalancer an external address (cloud-provider/controllers/service).
import type { Service } from '../../api/kubernetes/core.ts'
import { type Controller, NOTHING, itself } from '../client/controller.ts'
import { services } from '../kinds/service.ts'
import { toAddress, toNumber } from '../../net/address.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { note, patch } from './plan.ts'

/** What a cloud takes to set a load balancer up. */
const SETUP_MS = 35_000
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup'

/** `pool`: addresses that the world routes to the cluster, `34.64.10.1/28`. */
export const serviceLoadBalancer = (pool: string): Controller => ({
  name: 'service',
  component: 'service-controller',
  watches: [{ resource: services, keys: itself }],
  workers: 1,
  reconcile: (key, caches, now) => {
    const service = caches.of(services).get(key)
    if (!service) return NOTHING
    const finalizers = service.metadata.finalizers ?? []
    const wanted = service.spec.type === 'LoadBalancer' && !service.metadata.deletionTimestamp
    if (!wanted) {
      if (!finalizers.includes(FINALIZER)) return NOTHING
      const others = finalizers.filter((name) => name !== FINALIZER)
      return { writes: [patch(services, service, { metadata: { finalizers: others } })] }
    }
    if (service.status.loadBalancer?.ingress?.length) return NOTHING
    if (!finalizers.includes(FINALIZER)) {
      return {
        writes: [patch(services, service, { metadata: { finalizers: [...finalizers, FINALIZER] } })],
        events: [note(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')],
        requeueAfter: SETUP_MS,
        verb: 'ensure',
        reason: `service ${key} waits for a load balancer of the cloud`,
      }
    }
    const left = since(service) + SETUP_MS - now
    if (left > 0) return { writes: [], requeueAfter: Math.ceil(left) }
    const ip = freeAddress(pool, caches.of(services).list())
    return {
      writes: [patch(services, service, { status: { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } } }, 'status')],
      events: [note(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')],
      verb: 'ensured',
      reason: `service ${key} is reached at ${ip} at ${rfc3339(now)}`,
    }
  },
})

const since = (service: Service): number => Date.parse(service.metadata.creationTimestamp)

function freeAddress(pool: string, all: readonly Service[]): string {
  const taken = new Set(all.flatMap(({ status }) => (status.loadBalancer?.ingress ?? []).map(({ ip }) => ip)))
  let address = toNumber(pool.split('/')[0]!)
  while (taken.has(toAddress(address))) address++
  return toAddress(address)
}
