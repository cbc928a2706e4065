// ResourceQuota: what a namespace may hold at most (upstream: pkg/quota, plugin/pkg/admission/resourcequota).
import type { Pod, ResourceQuota, Service } from '../../../api/kubernetes/core.ts'
import type { KubeObject } from '../../../api/kubernetes/meta.ts'
import { formatQuantity, parseQuantity } from '../../../api/kubernetes/quantity.ts'
import { groupResource } from '../../kinds/kind.ts'
import { resourceQuotas } from '../../kinds/resourcequota.ts'
import { forbidden } from '../status.ts'
import type { Admission } from './admission.ts'

export const resourceQuota: Admission = ({ cluster, operation, kind, object }) => {
  if (operation !== 'CREATE' || !kind.namespaced || kind.kind === 'Event' || kind.kind === 'ResourceQuota') return
  const quotas = cluster.list(resourceQuotas, object.metadata.namespace)
  if (quotas.length === 0) return
  const asked = usageOf(object, groupResource(kind))
  const current = cluster.list(kind, object.metadata.namespace).map((other) => usageOf(other, groupResource(kind)))
  for (const quota of quotas)
    checkQuota(quota, asked, current, (why) => forbidden(kind, object.metadata.name, why, 'apiserver.refuse'))
}

type Usage = Record<string, number>

function checkQuota(quota: ResourceQuota, asked: Usage, current: Usage[], refuse: (why: string) => Error): void {
  const over: { name: string; requested: number; used: number; limited: string }[] = []
  const computed = Object.keys(quota.spec.hard ?? {}).filter((name) => /^(requests|limits)\.|^(cpu|memory)$/.test(name))
  const unsaid = 'pods' in asked ? computed.filter((name) => !(name in asked)) : []
  if (unsaid.length > 0) {
    throw refuse(`failed quota: ${quota.metadata.name}: must specify ${unsaid.join(',')}`)
  }
  for (const [name, limited] of Object.entries(quota.spec.hard ?? {})) {
    const requested = asked[name]
    if (requested === undefined) continue
    const used = current.reduce((sum, usage) => sum + (usage[name] ?? 0), 0)
    if (used + requested > parseQuantity(limited)) over.push({ name, requested, used, limited })
  }
  if (over.length === 0) return
  const list = (of: (one: (typeof over)[0]) => string) => over.map((one) => `${one.name}=${of(one)}`).join(',')
  const form = (name: string, value: number) => formatQuantity(value, name.endsWith('memory') ? 'binary' : 'decimal')
  throw refuse(
    `exceeded quota: ${quota.metadata.name}, requested: ${list((one) => form(one.name, one.requested))}, used: ${list((one) => form(one.name, one.used))}, limited: ${list((one) => one.limited)}`,
  )
}

/** What an object counts for, by quota resource name. Pods that have ended count nothing. */
function usageOf(object: KubeObject, resource: string): Usage {
  const usage: Usage = { [`count/${resource}`]: 1, [resource]: 1 }
  if (object.kind === 'Service') {
    const { type } = (object as Service).spec
    if (type === 'NodePort' || type === 'LoadBalancer') usage['services.nodeports'] = 1
    if (type === 'LoadBalancer') usage['services.loadbalancers'] = 1
  }
  return object.kind === 'Pod' ? { ...usage, ...podUsage(object as Pod) } : usage
}

function podUsage({ spec, status }: Pod): Usage {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return { pods: 0, 'count/pods': 0 }
  const usage: Usage = {}
  for (const { resources } of spec.containers) {
    for (const [name, amount] of Object.entries(resources?.requests ?? {})) {
      for (const alias of [name, `requests.${name}`]) usage[alias] = (usage[alias] ?? 0) + parseQuantity(amount)
    }
    for (const [name, amount] of Object.entries(resources?.limits ?? {})) {
      usage[`limits.${name}`] = (usage[`limits.${name}`] ?? 0) + parseQuantity(amount)
    }
  }
  return usage
}
