// One scheduling cycle: which nodes will do, which is best, or why none will.
import type { Rng } from '../../kernel/rng.ts'
import type { Pod } from '../../api/kubernetes/core.ts'
import { type NodeInfo, type Plugin, type Refusal, type Snapshot, nodeName } from './plugin.ts'
import { plugins } from './plugins/index.ts'

export interface Choice {
  node: string
  /** Total by node name, in the order of the nodes. */
  scores: Map<string, number>
  feasible: number
}

export interface Failure {
  refusals: Map<string, Refusal>
  total: number
}

export function feasibleNodes(pod: Pod, snapshot: Snapshot): { fit: NodeInfo[]; refusals: Map<string, Refusal> } {
  const fit: NodeInfo[] = []
  const refusals = new Map<string, Refusal>()
  for (const info of snapshot.nodes) {
    const refusal = refusalOf(pod, info, snapshot)
    if (refusal) refusals.set(nodeName(info), refusal)
    else fit.push(info)
  }
  return { fit, refusals }
}

/** The first plugin's refusal of this node, as the framework stops at it. */
export function refusalOf(pod: Pod, info: NodeInfo, snapshot: Snapshot): Refusal | undefined {
  for (const plugin of plugins) {
    const refusal = plugin.filter?.(pod, info, snapshot)
    if (refusal) return refusal
  }
  return undefined
}

/** Among equals chance decides. */
export function schedule(pod: Pod, snapshot: Snapshot, chance: Rng): Choice | Failure {
  const { fit, refusals } = feasibleNodes(pod, snapshot)
  if (fit.length === 0) return { refusals, total: snapshot.nodes.length }
  const scores = new Map(fit.map((info) => [nodeName(info), 0]))
  if (fit.length > 1) {
    for (const plugin of plugins) {
      if (!plugin.score || (plugin.concerns && !plugin.concerns(pod))) continue
      const raw = fit.map((info) => plugin.score!(pod, info, snapshot, fit))
      const normal = normalized(plugin, raw)
      fit.forEach((info, i) => {
        const name = nodeName(info)
        scores.set(name, scores.get(name)! + normal[i]! * (plugin.weight ?? 1))
      })
    }
  }
  const best = Math.max(...scores.values())
  const equals = [...scores].filter(([, score]) => score === best).map(([name]) => name)
  return { node: equals.length === 1 ? equals[0]! : chance.pick(equals), scores, feasible: fit.length }
}

function normalized(plugin: Plugin, raw: number[]): number[] {
  if (!plugin.normalize) return raw
  const most = Math.max(...raw)
  const least = Math.min(...raw)
  if (plugin.normalize === 'range') {
    return raw.map((value) => (most > least ? Math.floor((100 * (value - least)) / (most - least)) : 0))
  }
  const scaled = raw.map((value) => (most > 0 ? Math.floor((100 * value) / most) : 0))
  return plugin.normalize === 'highest' ? scaled : scaled.map((value) => (most > 0 ? 100 - value : 100))
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).` */
export function failureMessage(failure: Failure, preemption: string): string {
  if (failure.total === 0) return 'no nodes available to schedule pods'
  const message = `0/${failure.total} nodes are available: ${histogram(failure.refusals.values())}.`
  return preemption ? `${message} ${preemption}` : message
}

export function histogram(refusals: Iterable<Refusal>): string {
  const counts = new Map<string, number>()
  for (const { reasons } of refusals) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(', ')
}
