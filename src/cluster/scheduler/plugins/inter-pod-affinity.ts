// InterPodAffinity: near to or far from other pods, in both directions.
import type { Pod, PodAffinityTerm } from '../../../api/kubernetes/core.ts'
import { type NodeInfo, type Plugin, type Snapshot, nodeLabels, refuse } from '../plugin.ts'
import { selects } from '../selector.ts'

export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  weight: 2,
  normalize: 'range',
  filter: (pod, info, snapshot) => {
    if (!existingAllow(pod, info, snapshot)) {
      return refuse("node(s) didn't satisfy existing pods anti-affinity rules")
    }
    for (const term of pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      if (near(term, pod, info, snapshot)) return refuse("node(s) didn't match pod anti-affinity rules")
    }
    for (const term of pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      if (near(term, pod, info, snapshot) || firstOfItsKind(term, pod, info, snapshot)) continue
      return { reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true }
    }
    return undefined
  },
  concerns: (pod) => preferences(pod).length > 0,
  score: (pod, info, snapshot) =>
    preferences(pod).reduce((sum, { term, weight }) => sum + weight * nearCount(term, pod, info, snapshot), 0),
}

function preferences(pod: Pod): { term: PodAffinityTerm; weight: number }[] {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {}
  const near = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  const far = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  return [
    ...near.map(({ podAffinityTerm, weight }) => ({ term: podAffinityTerm, weight })),
    ...far.map(({ podAffinityTerm, weight }) => ({ term: podAffinityTerm, weight: -weight })),
  ]
}

/** Pods already there that want no such neighbour. */
function existingAllow(pod: Pod, info: NodeInfo, snapshot: Snapshot): boolean {
  const labels = nodeLabels(info)
  for (const other of snapshot.nodes) {
    for (const existing of other.pods) {
      const terms = existing.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
      for (const term of terms) {
        const domain = nodeLabels(other)[term.topologyKey]
        if (domain === undefined || domain !== labels[term.topologyKey]) continue
        if (matches(term, existing, pod, snapshot)) return false
      }
    }
  }
  return true
}

const near = (term: PodAffinityTerm, pod: Pod, info: NodeInfo, snapshot: Snapshot) =>
  nearCount(term, pod, info, snapshot) > 0

function nearCount(term: PodAffinityTerm, pod: Pod, info: NodeInfo, snapshot: Snapshot): number {
  const domain = nodeLabels(info)[term.topologyKey]
  if (domain === undefined) return 0
  return snapshot.nodes
    .filter((other) => nodeLabels(other)[term.topologyKey] === domain)
    .flatMap((other) => other.pods)
    .filter((existing) => matches(term, pod, existing, snapshot)).length
}

/** A pod that only wants to be near its own like may be the first of them. */
function firstOfItsKind(term: PodAffinityTerm, pod: Pod, info: NodeInfo, snapshot: Snapshot): boolean {
  if (nodeLabels(info)[term.topologyKey] === undefined || !matches(term, pod, pod, snapshot)) return false
  return !snapshot.nodes.some((other) => other.pods.some((existing) => matches(term, pod, existing, snapshot)))
}

/** Does `candidate` fit the term that `holder` states? */
function matches(term: PodAffinityTerm, holder: Pod, candidate: Pod, snapshot: Snapshot): boolean {
  if (candidate.metadata?.deletionTimestamp) return false
  const namespace = candidate.metadata?.namespace ?? ''
  const named = term.namespaces?.includes(namespace)
  const selected = term.namespaceSelector && selects(term.namespaceSelector, snapshot.namespaceLabels.get(namespace))
  const own = !term.namespaces?.length && !term.namespaceSelector && namespace === holder.metadata?.namespace
  return Boolean(named || selected || own) && selects(term.labelSelector, candidate.metadata?.labels)
}
