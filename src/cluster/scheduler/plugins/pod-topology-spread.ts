// PodTopologySpread: constraints refuse or rank; pods without any are spread softly over hosts, as the default constraints do.
import type { Pod, TopologySpreadConstraint } from '../../../api/kubernetes/core.ts'
import { type NodeInfo, type Plugin, type Snapshot, nodeLabels, refuse, refuseForGood } from '../plugin.ts'
import { selects } from '../selector.ts'
import { nodeAffinity } from './node-affinity.ts'

const UNEVEN = "node(s) didn't match pod topology spread constraints"

export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  weight: 2,
  normalize: 'lowest',
  filter: (pod, info, snapshot) => {
    for (const constraint of pod.spec?.topologySpreadConstraints ?? []) {
      if (constraint.whenUnsatisfiable !== 'DoNotSchedule') continue
      const domain = nodeLabels(info)[constraint.topologyKey]
      if (domain === undefined) return refuseForGood(`${UNEVEN} (missing required label)`)
      const counts = countByDomain(pod, constraint, eligible(pod, constraint, snapshot.nodes))
      const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values())
      const self = selects(constraint.labelSelector, pod.metadata?.labels) ? 1 : 0
      if ((counts.get(domain) ?? 0) + self - least > constraint.maxSkew) return refuse(UNEVEN)
    }
    return undefined
  },
  concerns: (pod) => softConstraints(pod).length > 0,
  score: (pod, info, _snapshot, feasible) => {
    let score = 0
    for (const constraint of softConstraints(pod)) {
      const domain = nodeLabels(info)[constraint.topologyKey]
      if (domain === undefined) continue
      const counts = countByDomain(pod, constraint, feasible)
      score += (counts.get(domain) ?? 0) * Math.log(counts.size + 2) + (constraint.maxSkew - 1)
    }
    return Math.round(score)
  },
}

/** The pod's own; else upstream's defaults, for pods that belong to a set of equals. */
function softConstraints(pod: Pod): TopologySpreadConstraint[] {
  const own = pod.spec?.topologySpreadConstraints ?? []
  if (own.length > 0) return own.filter((constraint) => constraint.whenUnsatisfiable === 'ScheduleAnyway')
  const labels = pod.metadata?.labels
  const owner = pod.metadata?.ownerReferences?.find((reference) => reference.controller)
  if (!owner || !labels || !/^(ReplicaSet|ReplicationController|StatefulSet)$/.test(owner.kind)) return []
  const labelSelector = { matchLabels: labels }
  return [
    { maxSkew: 3, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
    { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
  ]
}

/** Nodes the constraint counts: by default those that the pod's affinity lets it onto. */
function eligible(pod: Pod, constraint: TopologySpreadConstraint, nodes: readonly NodeInfo[]): NodeInfo[] {
  const none: Snapshot = {
    nodes: [],
    claims: new Map(),
    volumes: new Map(),
    classes: new Map(),
    namespaceLabels: new Map(),
  }
  return nodes.filter(
    (info) =>
      nodeLabels(info)[constraint.topologyKey] !== undefined &&
      (constraint.nodeAffinityPolicy === 'Ignore' || !nodeAffinity.filter!(pod, info, none)),
  )
}

function countByDomain(
  pod: Pod,
  constraint: TopologySpreadConstraint,
  nodes: readonly NodeInfo[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const info of nodes) {
    const domain = nodeLabels(info)[constraint.topologyKey]
    if (domain === undefined) continue
    const matching = info.pods.filter(
      (other) =>
        !other.metadata?.deletionTimestamp &&
        other.metadata?.namespace === pod.metadata?.namespace &&
        selects(constraint.labelSelector, other.metadata?.labels),
    )
    counts.set(domain, (counts.get(domain) ?? 0) + matching.length)
  }
  return counts
}
