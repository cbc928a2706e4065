// What a deployment says of itself: counts, Available and Progressing (deployment/progress.go, sync.go).
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../../api/kubernetes/apps.ts'
import { rfc3339 } from '../../kubelet/status.ts'
import { bounds } from './revision.ts'

type Said = Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>

const sum = (sets: readonly ReplicaSet[], pick: (set: ReplicaSet) => number | undefined) =>
  sets.reduce((total, set) => total + (pick(set) ?? 0), 0)

/** `said` is what this pass has to say about progress. `now` is Unix ms. */
export function deploymentStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  fresh: ReplicaSet | undefined,
  said: Said | undefined,
  now: number,
): DeploymentStatus {
  const wanted = deployment.spec.replicas ?? 1
  const replicas = sum(sets, (set) => set.status.replicas)
  const updated = fresh?.status.replicas ?? 0
  const ready = sum(sets, (set) => set.status.readyReplicas)
  const available = sum(sets, (set) => set.status.availableReplicas)
  const unavailable = Math.max(
    0,
    Math.max(
      wanted,
      sum(sets, (set) => set.spec.replicas),
    ) - available,
  )
  const counts = {
    ...(replicas ? { replicas } : {}),
    ...(updated ? { updatedReplicas: updated } : {}),
    ...(ready ? { readyReplicas: ready } : {}),
    ...(available ? { availableReplicas: available } : {}),
    ...(unavailable ? { unavailableReplicas: unavailable } : {}),
  }
  const enough = available >= wanted - bounds(deployment).unavailable
  const conditions: Said[] = [
    enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
  ]
  const progress = progressing(deployment, { replicas, updated, available, ready }, fresh, said, now)
  if (progress) conditions.push(progress)
  const { collisionCount } = deployment.status
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...counts,
    conditions: conditions.map((condition) => stamped(deployment, condition, now)),
    ...(collisionCount ? { collisionCount } : {}),
  }
}

export const isComplete = (
  deployment: Deployment,
  counts: { replicas: number; updated: number; available: number },
): boolean => {
  const wanted = deployment.spec.replicas ?? 1
  return counts.updated === wanted && counts.replicas === wanted && counts.available === wanted
}

function progressing(
  deployment: Deployment,
  counts: { replicas: number; updated: number; available: number; ready: number },
  fresh: ReplicaSet | undefined,
  said: Said | undefined,
  now: number,
): Said | undefined {
  const type = 'Progressing'
  const before = deployment.status.conditions?.find((condition) => condition.type === type)
  if (said) return said
  const { name } = deployment.metadata
  const subject = fresh ? `ReplicaSet "${fresh.metadata.name}"` : `Deployment "${name}"`
  if (isComplete(deployment, counts) && before?.reason !== 'DeploymentPaused') {
    return {
      type,
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `${subject} has successfully progressed.`,
    }
  }
  const old = deployment.status
  const moved =
    counts.updated > (old.updatedReplicas ?? 0) ||
    counts.ready > (old.readyReplicas ?? 0) ||
    counts.available > (old.availableReplicas ?? 0) ||
    counts.replicas - counts.updated < (old.replicas ?? 0) - (old.updatedReplicas ?? 0)
  if (moved) return { type, status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` }
  const deadline = deadlineAt(deployment)
  if (deadline !== undefined && now >= deadline && before?.reason !== 'DeploymentPaused') {
    return {
      type,
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `${subject} has timed out progressing.`,
    }
  }
  return before && { type, status: before.status, reason: before.reason, message: before.message }
}

/** Unix ms at which a rollout that does not move counts as failed; undefined when nothing is under way. */
export function deadlineAt(deployment: Deployment): number | undefined {
  const before = deployment.status.conditions?.find((condition) => condition.type === 'Progressing')
  if (!before || before.reason === 'NewReplicaSetAvailable' || deployment.spec.paused) return undefined
  return Date.parse(before.lastUpdateTime ?? '') + (deployment.spec.progressDeadlineSeconds ?? 600) * 1000
}

function stamped(deployment: Deployment, condition: Said, now: number): DeploymentCondition {
  const before = deployment.status.conditions?.find(({ type }) => type === condition.type)
  const sameStatus = before?.status === condition.status
  const unchanged = sameStatus && before.reason === condition.reason && before.message === condition.message
  const repeats = condition.reason === 'ReplicaSetUpdated'
  return {
    type: condition.type,
    status: condition.status,
    lastUpdateTime: unchanged && !repeats ? before.lastUpdateTime : rfc3339(now),
    lastTransitionTime: sameStatus ? before.lastTransitionTime : rfc3339(now),
    reason: condition.reason,
    message: condition.message,
  }
}
