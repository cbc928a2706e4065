// DefaultPreemption: which node would do if pods of lower priority left it.
import type { Pod } from '../../api/kubernetes/core.ts'
import { type NodeInfo, type Refusal, type Snapshot, nodeName } from './plugin.ts'
import { add, podRequests, UNSTATED, type Resources } from './resources.ts'
import { type Failure, histogram, refusalOf } from './schedule.ts'

export interface Eviction {
  node: string
  victims: Pod[]
}

const priority = (pod: Pod): number => pod.spec?.priority ?? 0

/** The node that loses least: lowest highest priority of its victims, then fewest of them. */
export function preempt(pod: Pod, snapshot: Snapshot, failure: Failure): Eviction | { message: string } {
  const outcome = new Map<string, Refusal>()
  const candidates: Eviction[] = []
  for (const info of snapshot.nodes) {
    const name = nodeName(info)
    if (pod.spec?.preemptionPolicy === 'Never' || failure.refusals.get(name)?.unresolvable) {
      outcome.set(name, { reasons: ['Preemption is not helpful for scheduling'] })
      continue
    }
    const victims = victimsOn(pod, info, snapshot)
    if (victims) candidates.push({ node: name, victims })
    else outcome.set(name, { reasons: ['No preemption victims found for incoming pod'] })
  }
  const [best] = candidates.toSorted(
    (a, b) => highest(a.victims) - highest(b.victims) || a.victims.length - b.victims.length,
  )
  if (best) return best
  const reasons = histogram(outcome.values())
  return {
    message: `no new claims to deallocate, preemption: 0/${snapshot.nodes.length} nodes are available: ${reasons}.`,
  }
}

const highest = (victims: Pod[]) => Math.max(...victims.map(priority))

/** As few as will do, the least important first; undefined when even all of them would not help. */
function victimsOn(pod: Pod, info: NodeInfo, snapshot: Snapshot): Pod[] | undefined {
  const lower = info.pods.filter((other) => priority(other) < priority(pod))
  if (lower.length === 0) return undefined
  const spared = info.pods.filter((other) => !lower.includes(other))
  const fits = (pods: Pod[]) => {
    const changed = withPods(info, pods)
    const nodes = snapshot.nodes.map((other) => (other === info ? changed : other))
    return !refusalOf(pod, changed, { ...snapshot, nodes })
  }
  if (!fits(spared)) return undefined
  const victims: Pod[] = []
  for (const candidate of lower.toSorted((a, b) => priority(b) - priority(a))) {
    if (fits([...spared, candidate])) spared.push(candidate)
    else victims.push(candidate)
  }
  return victims
}

export function withPods(info: NodeInfo, pods: Pod[]): NodeInfo {
  const requested: Resources = new Map()
  const nonZero: Resources = new Map()
  for (const pod of pods) {
    add(requested, podRequests(pod))
    add(nonZero, podRequests(pod, UNSTATED))
  }
  return { ...info, pods, requested, nonZero }
}
