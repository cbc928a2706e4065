// NodeResourcesFit: room for the pod's requests; ranks the emptier node higher (LeastAllocated).
import { type Plugin, type Refusal } from '../plugin.ts'
import { UNSTATED, podRequests, quantities } from '../resources.ts'

/** Sums of binary fractions must not refuse a pod that fits exactly. */
const EPSILON = 1e-6

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  filter: (pod, info): Refusal | undefined => {
    const allocatable = quantities(info.node.status?.allocatable)
    const reasons: string[] = []
    let unresolvable = false
    if (info.pods.length + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods')
    for (const [name, asked] of podRequests(pod)) {
      if (asked === 0) continue
      const total = allocatable.get(name) ?? 0
      if (asked + (info.requested.get(name) ?? 0) <= total + EPSILON) continue
      reasons.push(`Insufficient ${name}`)
      unresolvable ||= asked > total + EPSILON
    }
    return reasons.length > 0 ? { reasons, unresolvable } : undefined
  },
  score: (pod, info) => {
    const allocatable = quantities(info.node.status?.allocatable)
    const asked = podRequests(pod, UNSTATED)
    let score = 0
    for (const name of ['cpu', 'memory']) {
      const total = allocatable.get(name) ?? 0
      const used = (info.nonZero.get(name) ?? 0) + (asked.get(name) ?? 0)
      if (total > 0 && used <= total) score += Math.floor(((total - used) * 100) / total)
    }
    return Math.floor(score / 2)
  },
}
