// The resource quota controller: how much of each quota is used (pkg/controller/resourcequota).
import type { Pod, ResourceQuota } from '../../api/kubernetes/core.ts'
import { formatQuantity, parseQuantity } from '../../api/kubernetes/quantity.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { configMaps } from '../kinds/configmap.ts'
import { deployments } from '../kinds/deployment.ts'
import { kinds } from '../kinds/index.ts'
import { type Kind, groupResource } from '../kinds/kind.ts'
import { jobs } from '../kinds/job.ts'
import { persistentVolumeClaims } from '../kinds/persistentvolumeclaim.ts'
import { pods } from '../kinds/pod.ts'
import { replicaSets } from '../kinds/replicaset.ts'
import { replicationControllers } from '../kinds/replicationcontroller.ts'
import { resourceQuotas } from '../kinds/resourcequota.ts'
import { secrets } from '../kinds/secret.ts'
import { services } from '../kinds/service.ts'
import { statefulSets } from '../kinds/statefulset.ts'
import { qosClass } from '../kubelet/qos.ts'
import { podLimits, podRequests } from '../scheduler/resources.ts'
import { status } from './plan.ts'
import { isOver } from './pod-state.ts'
import { same } from './template.ts'
import { everyKeyBeside } from './watch.ts'

const counted: readonly Kind[] = [
  pods,
  services,
  configMaps,
  secrets,
  persistentVolumeClaims,
  replicationControllers,
  deployments,
  replicaSets,
  statefulSets,
  jobs,
]

export const resourceQuota: Controller = {
  name: 'resourcequota',
  component: 'resourcequota-controller',
  watches: [
    { resource: resourceQuotas, keys: itself },
    ...counted.map((resource) => ({ resource, keys: everyKeyBeside(resourceQuotas) })),
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches): Plan {
  const quota = caches.of(resourceQuotas).get(key)
  if (!quota || quota.metadata.deletionTimestamp) return NOTHING
  const hard = quota.spec.hard ?? {}
  const used = Object.fromEntries(
    Object.entries(hard).map(([name, limit]) => {
      const form = /[KMGTPE]i$/.test(limit) ? 'binary' : 'decimal'
      return [name, formatQuantity(usage(quota, name, caches), form)]
    }),
  )
  const next = { hard, used }
  if (same(next, quota.status)) return NOTHING
  const reason = `quota ${quota.metadata.name} is counted anew`
  return { writes: [status(resourceQuotas, { ...quota, status: next })], verb: 'count', reason }
}

function usage(quota: ResourceQuota, name: string, caches: Caches): number {
  const { namespace } = quota.metadata
  const own = caches
    .of(pods)
    .list(namespace)
    .filter((pod) => !isOver(pod) && inScope(quota, pod))
  const sum = (pick: (pod: Pod) => number | undefined) => own.reduce((total, pod) => total + (pick(pod) ?? 0), 0)
  if (name === 'pods') return own.length
  if (name.startsWith('limits.')) return sum((pod) => podLimits(pod).get(name.slice('limits.'.length)))
  const request = name.replace(/^requests\./, '')
  if (request === 'cpu' || request === 'memory') return sum((pod) => podRequests(pod).get(request))
  if (name === 'requests.storage') {
    return caches
      .of(persistentVolumeClaims)
      .list(namespace)
      .reduce((total, claim) => total + parseQuantity(claim.spec.resources?.requests?.storage ?? '0'), 0)
  }
  const typed = /^services\.(loadbalancers|nodeports)$/.exec(name)
  if (typed) {
    const types = typed[1] === 'loadbalancers' ? ['LoadBalancer'] : ['LoadBalancer', 'NodePort']
    return caches
      .of(services)
      .list(namespace)
      .filter((service) => types.includes(service.spec.type ?? '')).length
  }
  const resource = name.replace(/^count\//, '')
  const kind = kinds.find((candidate) => groupResource(candidate) === resource)
  return kind && counted.includes(kind) ? caches.of(kind).list(namespace).length : 0
}

function inScope(quota: ResourceQuota, pod: Pod): boolean {
  const bestEffort = qosClass(pod) === 'BestEffort'
  const terminating = pod.spec.activeDeadlineSeconds !== undefined
  return (quota.spec.scopes ?? []).every((scope) => {
    if (scope === 'BestEffort') return bestEffort
    if (scope === 'NotBestEffort') return !bestEffort
    if (scope === 'Terminating') return terminating
    return scope === 'NotTerminating' ? !terminating : true
  })
}
