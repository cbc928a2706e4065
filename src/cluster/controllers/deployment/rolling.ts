// How many pods each revision may have next (deployment/rolling.go, recreate.go and the proportional scaling of sync.go).
import type { Deployment, ReplicaSet } from '../../../api/kubernetes/apps.ts'
import { bounds, revisionOf } from './revision.ts'

export interface Resize {
  set: ReplicaSet
  to: number
}

const size = (set: ReplicaSet) => set.spec.replicas ?? 1
const available = (set: ReplicaSet) => set.status.availableReplicas ?? 0
const total = (sets: readonly ReplicaSet[]) => sets.reduce((sum, set) => sum + size(set), 0)

/** The size at which a new revision may stand, beside `others`. */
export function newSize(deployment: Deployment, current: number, others: readonly ReplicaSet[]): number {
  const wanted = deployment.spec.replicas ?? 1
  if (deployment.spec.strategy?.type === 'Recreate') return wanted
  const room = wanted + bounds(deployment).surge - total(others) - current
  if (room <= 0) return current
  return current + Math.min(room, wanted - current)
}

/** One step: first more of the new, else fewer of the old. */
export function rollingStep(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Resize[] {
  const wanted = deployment.spec.replicas ?? 1
  const target = size(fresh) > wanted ? wanted : newSize(deployment, size(fresh), old)
  if (target !== size(fresh)) return [{ set: fresh, to: target }]
  return shrinkOld(deployment, fresh, old)
}

function shrinkOld(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Resize[] {
  const wanted = deployment.spec.replicas ?? 1
  if (total(old) === 0) return []
  const least = wanted - bounds(deployment).unavailable
  const all = [...old, fresh]
  let spare = total(all) - least - (size(fresh) - available(fresh))
  if (spare <= 0) return []
  const sizes = new Map(old.map((set) => [set, size(set)]))
  const oldest = old.toSorted(
    (a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp),
  )
  for (const set of oldest) {
    const unhealthy = Math.min(spare, size(set) - available(set))
    if (unhealthy <= 0) continue
    sizes.set(set, size(set) - unhealthy)
    spare -= unhealthy
  }
  let healthy = all.reduce((sum, set) => sum + available(set), 0) - least
  for (const set of oldest) {
    const cut = Math.min(sizes.get(set)!, healthy)
    if (cut <= 0) continue
    sizes.set(set, sizes.get(set)! - cut)
    healthy -= cut
  }
  return oldest.filter((set) => sizes.get(set) !== size(set)).map((set) => ({ set, to: sizes.get(set)! }))
}

/** Everything old goes first. */
export const recreateStep = (old: readonly ReplicaSet[]): Resize[] =>
  old.filter((set) => size(set) > 0).map((set) => ({ set, to: 0 }))

/** The deployment's own size was changed: every active revision gets its share. */
export function proportional(deployment: Deployment, sets: readonly ReplicaSet[]): Resize[] {
  const wanted = deployment.spec.replicas ?? 1
  const active = sets.filter((set) => size(set) > 0)
  if (active.length <= 1) {
    const only = active[0] ?? sets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]
    return only && size(only) !== wanted ? [{ set: only, to: wanted }] : []
  }
  const allowed = wanted > 0 ? wanted + bounds(deployment).surge : 0
  let left = allowed - total(active)
  const bySize = active.toSorted((a, b) => size(b) - size(a) || revisionOf(b) - revisionOf(a))
  const sizes = new Map(bySize.map((set) => [set, size(set)]))
  const sum = total(active)
  for (const set of bySize) {
    const share = Math.round((size(set) * allowed) / sum) - size(set)
    const part = left > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left)
    sizes.set(set, size(set) + part)
    left -= part
  }
  sizes.set(bySize[0]!, Math.max(0, sizes.get(bySize[0]!)! + left))
  return bySize.filter((set) => sizes.get(set) !== size(set)).map((set) => ({ set, to: sizes.get(set)! }))
}
