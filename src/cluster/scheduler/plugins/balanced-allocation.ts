// NodeResourcesBalancedAllocation: prefers nodes whose CPU and memory are used in equal measure.
import { type NodeInfo, type Plugin } from '../plugin.ts'
import { type Resources, podRequests, quantities } from '../resources.ts'

export const balancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  concerns: (pod) => podRequests(pod).size > 0,
  score: (pod, info) => {
    const asked = podRequests(pod)
    const without = balance(info, new Map())
    return 50 + Math.floor((balance(info, asked) - without) / 2)
  },
}

function balance(info: NodeInfo, asked: Resources): number {
  const allocatable = quantities(info.node.status?.allocatable)
  const fractions = ['cpu', 'memory'].map((name) => {
    const total = allocatable.get(name) ?? 0
    const used = (info.requested.get(name) ?? 0) + (asked.get(name) ?? 0)
    return total > 0 ? Math.min(1, used / total) : 1
  })
  return (1 - Math.abs(fractions[0]! - fractions[1]!) / 2) * 100
}
