// The disruption controller: how many pods of a budget may be evicted now (pkg/controller/disruption).
import type { Pod } from '../../api/kubernetes/core.ts'
import type { PodDisruptionBudget } from '../../api/kubernetes/policy.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { objectKey } from '../kinds/kind.ts'
import { pods } from '../kinds/pod.ts'
import { podDisruptionBudgets } from '../kinds/poddisruptionbudget.ts'
import { deployments } from '../kinds/deployment.ts'
import { replicaSets } from '../kinds/replicaset.ts'
import { replicationControllers } from '../kinds/replicationcontroller.ts'
import { statefulSets } from '../kinds/statefulset.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { selects } from '../scheduler/selector.ts'
import { resolve } from './deployment/revision.ts'
import { controllerOf } from './owner.ts'
import { status } from './plan.ts'
import { isActive, isReady } from './pod-state.ts'
import { same } from './template.ts'
import { everyKeyBeside } from './watch.ts'

export const disruption: Controller = {
  name: 'disruption',
  component: 'controllermanager',
  watches: [
    { resource: podDisruptionBudgets, keys: itself },
    {
      resource: pods,
      keys: (pod: Pod, caches) =>
        caches
          .of(podDisruptionBudgets)
          .list(pod.metadata.namespace)
          .filter((budget) => selects(budget.spec.selector, pod.metadata.labels))
          .map(objectKey),
    },
    ...[deployments, replicaSets, replicationControllers, statefulSets].map((resource) => ({
      resource,
      keys: everyKeyBeside(podDisruptionBudgets),
    })),
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const budget = caches.of(podDisruptionBudgets).get(key)
  if (!budget || budget.metadata.deletionTimestamp) return NOTHING
  const own = caches
    .of(pods)
    .list(budget.metadata.namespace)
    .filter((pod) => selects(budget.spec.selector, pod.metadata.labels) && isActive(pod))
  const healthy = own.filter(isReady).length
  const { expected, desired } = demand(budget, own, caches)
  const allowed = Math.max(0, healthy - desired)
  const enough = allowed > 0 && expected > 0
  const before = budget.status.conditions?.[0]
  const value = enough ? 'True' : 'False'
  const condition = {
    type: 'DisruptionAllowed',
    status: value,
    observedGeneration: budget.metadata.generation ?? 1,
    lastTransitionTime: before?.status === value ? before.lastTransitionTime : rfc3339(now),
    reason: enough ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  }
  const next = {
    ...(budget.status.disruptedPods ? { disruptedPods: budget.status.disruptedPods } : {}),
    observedGeneration: budget.metadata.generation ?? 1,
    disruptionsAllowed: expected > 0 ? allowed : 0,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    conditions: [condition],
  }
  if (same(next, budget.status)) return NOTHING
  return { writes: [status(podDisruptionBudgets, { ...budget, status: next })] }
}

function demand(
  budget: PodDisruptionBudget,
  own: readonly Pod[],
  caches: Caches,
): { expected: number; desired: number } {
  const { minAvailable, maxUnavailable } = budget.spec
  if (minAvailable !== undefined && typeof minAvailable === 'number')
    return { expected: own.length, desired: minAvailable }
  const expected = expectedScale(own, caches)
  if (maxUnavailable !== undefined)
    return { expected, desired: Math.max(0, expected - resolve(maxUnavailable, expected, true)) }
  return { expected, desired: resolve(minAvailable ?? 1, expected, true) }
}

/** What the pods' controllers are meant to have, each counted once. */
function expectedScale(own: readonly Pod[], caches: Caches): number {
  const seen = new Map<string, number>()
  for (const pod of own) {
    const owner = controllerOf(pod)
    if (!owner) continue
    const kind = [replicaSets, replicationControllers, statefulSets].find((candidate) => candidate.kind === owner.kind)
    const found =
      kind &&
      caches
        .of<{ spec: { replicas?: number } } & typeof pod>(kind as never)
        .get(`${pod.metadata.namespace}/${owner.name}`)
    if (found) seen.set(owner.uid, found.spec.replicas ?? 1)
  }
  return seen.size > 0 ? [...seen.values()].reduce((sum, replicas) => sum + replicas, 0) : own.length
}
