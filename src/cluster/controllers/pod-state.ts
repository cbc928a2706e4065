// What controllers ask about pods (pkg/api/v1/pod, pkg/controller/controller_utils.go).
import type { Pod } from '../../api/kubernetes/core.ts'

export const isOver = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'

export const isActive = (pod: Pod): boolean => !isOver(pod) && !pod.metadata.deletionTimestamp

const readyCondition = (pod: Pod) => pod.status.conditions?.find((condition) => condition.type === 'Ready')

export const isReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True'

/** Unix ms at which it became ready; undefined when it is not. */
export function readySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod)
  return condition?.status === 'True' ? Date.parse(condition.lastTransitionTime ?? '') : undefined
}

/** Ready for long enough to count. `now` is Unix ms. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const since = readySince(pod)
  return since !== undefined && (minReadySeconds === 0 || since + minReadySeconds * 1000 <= now)
}

/** ms until the next ready pod has been ready for long enough; undefined when none is on its way. */
export function nextAvailable(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  if (minReadySeconds === 0) return undefined
  const waits = pods
    .map(readySince)
    .filter((since) => since !== undefined)
    .map((since) => since + minReadySeconds * 1000 - now)
    .filter((wait) => wait > 0)
  return waits.length > 0 ? Math.ceil(Math.min(...waits)) : undefined
}

const restarts = (pod: Pod): number =>
  (pod.status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0)

const deletionCost = (pod: Pod): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0)

const PHASE_RANK: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 }

/** ActivePodsWithRanks: the pods to be missed least come first. `together`: how many of its like stand on a pod's node. */
export function leastMissedFirst(pods: readonly Pod[], together: (pod: Pod) => number): Pod[] {
  const rank = (pod: Pod): number[] => [
    pod.spec.nodeName ? 1 : 0,
    PHASE_RANK[pod.status.phase ?? 'Pending'] ?? 0,
    isReady(pod) ? 1 : 0,
    deletionCost(pod),
    -together(pod),
    -(readySince(pod) ?? 0),
    -restarts(pod),
    -Date.parse(pod.metadata.creationTimestamp),
  ]
  return pods
    .map((pod) => ({ pod, rank: rank(pod) }))
    .toSorted((a, b) => {
      const at = a.rank.findIndex((value, i) => value !== b.rank[i])
      return at < 0 ? 0 : a.rank[at]! - b.rank[at]!
    })
    .map(({ pod }) => pod)
}
