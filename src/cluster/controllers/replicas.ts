// ReplicaSet and ReplicationController: as many pods as asked for (pkg/controller/replicaset).
import type { Pod, PodTemplateSpec, ReplicationController } from '../../api/kubernetes/core.ts'
import type { ReplicaSet } from '../../api/kubernetes/apps.ts'
import type { Caches, Plan, Write } from '../client/controller.ts'
import { objectKey, type Resource } from '../kinds/kind.ts'
import { pods } from '../kinds/pod.ts'
import { controllerOf, isControlledBy, ownedBy } from './owner.ts'
import { isActive, isAvailable, isReady, leastMissedFirst, nextAvailable } from './pod-state.ts'
import { create, note, patch, remove, status } from './plan.ts'
import { podFromTemplate, same } from './template.ts'

type Owner = ReplicaSet | ReplicationController

/** As many pods as one pass makes or deletes at most. */
const BURST = 500

export interface Claim {
  pods: Pod[]
  writes: Write[]
}

/** Pods that are the owner's: its own that still match, and orphans that match, which it adopts. */
export function claimPods(owner: Owner, matches: (pod: Pod) => boolean, caches: Caches): Claim {
  const claimed: Pod[] = []
  const writes: Write[] = []
  for (const pod of caches.of(pods).list(owner.metadata.namespace)) {
    if (isControlledBy(pod, owner)) {
      if (matches(pod)) claimed.push(pod)
      else writes.push(release(pod, owner))
    } else if (!controllerOf(pod) && matches(pod) && isActive(pod) && !owner.metadata.deletionTimestamp) {
      claimed.push(pod)
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), ownedBy(owner)]
      writes.push(patch(pods, pod, { metadata: { ownerReferences, uid: pod.metadata.uid } }))
    }
  }
  return { pods: claimed, writes }
}

const release = (pod: Pod, owner: Owner): Write => {
  const others = pod.metadata.ownerReferences!.filter(({ uid }) => uid !== owner.metadata.uid)
  return patch(pods, pod, { metadata: { ownerReferences: others.length > 0 ? others : null, uid: pod.metadata.uid } })
}

/** One pass for either kind. `now` is Unix ms. */
export function reconcileReplicas<T extends Owner>(
  resource: Resource<T>,
  owner: T,
  template: PodTemplateSpec | undefined,
  matches: (pod: Pod) => boolean,
  caches: Caches,
  now: number,
): Plan {
  const claim = claimPods(owner, matches, caches)
  const active = claim.pods.filter(isActive)
  const plan: Plan = { writes: [...claim.writes], events: [], verb: 'scale' }
  const wanted = owner.spec.replicas ?? 1
  if (!owner.metadata.deletionTimestamp) scale(plan, owner, template, active, wanted, caches)
  const next = replicaStatus(owner, template, active, now)
  if (!same(next, owner.status)) plan.writes.push(status(resource, { ...owner, status: next }))
  plan.requeueAfter = nextAvailable(active, owner.spec.minReadySeconds ?? 0, now)
  return plan
}

function scale(
  plan: Plan,
  owner: Owner,
  template: PodTemplateSpec | undefined,
  active: readonly Pod[],
  wanted: number,
  caches: Caches,
): void {
  const missing = wanted - active.length
  if (missing > 0) {
    plan.reason = `${objectKey(owner)} wants ${wanted} pods and has ${active.length}: creates ${missing}`
    for (let i = 0; i < Math.min(missing, BURST); i++) {
      plan.writes.push(
        create(pods, podFromTemplate(owner, template), {
          done: (name) => note(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`),
          failed: (message) => note(owner, 'Warning', 'FailedCreate', `Error creating: ${message}`),
        }),
      )
    }
  }
  if (missing < 0) {
    plan.reason = `${objectKey(owner)} wants ${wanted} pods and has ${active.length}: deletes ${-missing}`
    const like = relatedPods(owner, caches)
    const together = (pod: Pod) => like.filter((other) => other.spec.nodeName === pod.spec.nodeName).length
    for (const pod of leastMissedFirst(active, together).slice(0, Math.min(-missing, BURST))) {
      plan.writes.push(remove(pods, pod))
      plan.events!.push(note(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`))
    }
  }
}

/** Pods of this owner and of its siblings (other revisions of one deployment). */
function relatedPods(owner: Owner, caches: Caches): Pod[] {
  const parent = controllerOf(owner)?.uid
  return caches
    .of(pods)
    .list(owner.metadata.namespace)
    .filter((pod) => {
      if (!isActive(pod)) return false
      const mine = controllerOf(pod)
      return (
        mine?.uid === owner.metadata.uid ||
        (parent !== undefined && mine?.kind === owner.kind && sharesName(mine.name, owner))
      )
    })
}

const sharesName = (name: string, owner: Owner) =>
  name.slice(0, name.lastIndexOf('-')) === owner.metadata.name.slice(0, owner.metadata.name.lastIndexOf('-'))

function replicaStatus<T extends Owner>(
  owner: T,
  template: PodTemplateSpec | undefined,
  active: readonly Pod[],
  now: number,
): T['status'] {
  const labels = Object.entries(template?.metadata?.labels ?? {})
  const labelled = active.filter((pod) => labels.every(([key, value]) => pod.metadata.labels?.[key] === value)).length
  const ready = active.filter(isReady).length
  const available = active.filter((pod) => isAvailable(pod, owner.spec.minReadySeconds ?? 0, now)).length
  return {
    replicas: active.length,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    observedGeneration: owner.metadata.generation ?? 1,
  } as T['status']
}
