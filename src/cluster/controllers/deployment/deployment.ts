// The deployment controller: rolls replica sets from one revision of the template to the next.
import type { Deployment, ReplicaSet } from '../../../api/kubernetes/apps.ts'
import type { Pod } from '../../../api/kubernetes/core.ts'
import { type Caches, type Controller, type Plan, NOTHING, itself } from '../../client/controller.ts'
import { deployments } from '../../kinds/deployment.ts'
import { replicaSets } from '../../kinds/replicaset.ts'
import { pods } from '../../kinds/pod.ts'
import { selects } from '../../scheduler/selector.ts'
import { isOver } from '../pod-state.ts'
import { controllerOf, isControlledBy, ownedBy } from '../owner.ts'
import { create, note, patch, remove, status, update } from '../plan.ts'
import { same } from '../template.ts'
import { isGone, ownerKeys } from '../watch.ts'
import { type Resize, newSize, proportional, recreateStep, rollingStep } from './rolling.ts'
import { DESIRED, REVISION, findNew, newSet, nextRevision, revisionOf, setAnnotations } from './revision.ts'
import { deadlineAt, deploymentStatus } from './status.ts'

export const deployment: Controller = {
  name: 'deployment',
  component: 'deployment-controller',
  watches: [
    { resource: deployments, keys: itself },
    {
      resource: replicaSets,
      keys: ownerKeys('Deployment', (set, caches) =>
        caches
          .of(deployments)
          .list(set.metadata.namespace)
          .filter((candidate) => selects(candidate.spec.selector, set.metadata.labels)),
      ),
    },
    /** A recreate waits for the last old pod to be gone. */
    {
      resource: pods,
      keys: (pod: Pod, caches) => {
        const owner = isGone(pods, pod, caches) || isOver(pod) ? controllerOf(pod) : undefined
        const set =
          owner?.kind === 'ReplicaSet' && caches.of(replicaSets).get(`${pod.metadata.namespace}/${owner.name}`)
        const above = set ? controllerOf(set) : undefined
        return above?.kind === 'Deployment' ? [`${pod.metadata.namespace}/${above.name}`] : []
      },
    },
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const target = caches.of(deployments).get(key)
  if (!target) return NOTHING
  const plan: Plan = { writes: [], events: [], verb: 'roll' }
  const sets = ownSets(target, caches, plan)
  const fresh = findNew(target, sets)
  const old = sets.filter((set) => set !== fresh)
  let said: Parameters<typeof deploymentStatus>[3]
  if (!target.metadata.deletionTimestamp) {
    if (target.spec.paused || isScaling(target, sets)) {
      if (target.spec.paused) said = paused(target, true)
      resize(plan, target, proportional(target, sets), fresh)
    } else {
      said = roll(plan, target, fresh, old, caches) ?? resumed(target)
    }
  }
  const next = deploymentStatus(target, sets, fresh, said, now)
  if (!same(next, target.status)) plan.writes.push(status(deployments, { ...target, status: next }))
  const deadline = deadlineAt({ ...target, status: next })
  if (deadline !== undefined && deadline > now) plan.requeueAfter = deadline - now
  return plan
}

function ownSets(target: Deployment, caches: Caches, plan: Plan): ReplicaSet[] {
  const own: ReplicaSet[] = []
  for (const set of caches.of(replicaSets).list(target.metadata.namespace)) {
    if (isControlledBy(set, target)) own.push(set)
    else if (!controllerOf(set) && selects(target.spec.selector, set.metadata.labels)) {
      own.push(set)
      const ownerReferences = [...(set.metadata.ownerReferences ?? []), ownedBy(target)]
      plan.writes.push(patch(replicaSets, set, { metadata: { ownerReferences, uid: set.metadata.uid } }))
    }
  }
  return own
}

/** Somebody changed the number of replicas since the sets were last sized. */
const isScaling = (target: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.some((set) => {
    const desired = set.metadata.annotations?.[DESIRED]
    return (set.spec.replicas ?? 0) > 0 && desired !== undefined && Number(desired) !== (target.spec.replicas ?? 1)
  })

const paused = (target: Deployment, now: boolean) => {
  const before = target.status.conditions?.find(({ type }) => type === 'Progressing')
  if (now && before?.reason === 'DeploymentPaused') return undefined
  return now
    ? { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' }
}

function resumed(target: Deployment) {
  const before = target.status.conditions?.find(({ type }) => type === 'Progressing')
  return before?.reason === 'DeploymentPaused' ? paused(target, false) : undefined
}

function roll(
  plan: Plan,
  target: Deployment,
  fresh: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  caches: Caches,
) {
  const recreate = target.spec.strategy?.type === 'Recreate'
  if (recreate && old.some((set) => (set.spec.replicas ?? 1) > 0)) {
    resize(plan, target, recreateStep(old), fresh)
    return undefined
  }
  if (recreate && old.some((set) => hasPods(set, caches))) return undefined
  if (!fresh) return createNew(plan, target, old)
  keepRevision(plan, target, fresh, old)
  resize(plan, target, recreate ? proportional(target, [fresh]) : rollingStep(target, fresh, old), fresh)
  if (plan.writes.length === 0) prune(plan, target, old, fresh)
  return target.status.conditions?.some(({ type }) => type === 'Progressing')
    ? undefined
    : {
        type: 'Progressing',
        status: 'True',
        reason: 'FoundNewReplicaSet',
        message: `Found new replica set "${fresh.metadata.name}"`,
      }
}

const hasPods = (set: ReplicaSet, caches: Caches): boolean =>
  caches
    .of(pods)
    .list(set.metadata.namespace)
    .some((pod) => isControlledBy(pod, set) && !isOver(pod))

function createNew(plan: Plan, target: Deployment, old: readonly ReplicaSet[]) {
  const revision = nextRevision(old)
  const draft = newSet(target, revision, newSize(target, 0, old))
  const { name } = draft.metadata
  const { replicas } = draft.spec
  plan.writes.push(
    create(replicaSets, draft, {
      done: () =>
        replicas > 0
          ? note(target, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`)
          : undefined,
    }),
  )
  plan.reason = `${target.metadata.name}: no replica set has this template yet, creates revision ${revision}`
  annotate(plan, target, revision)
  return {
    type: 'Progressing',
    status: 'True',
    reason: 'NewReplicaSetCreated',
    message: `Created new replica set "${name}"`,
  }
}

/** A template that was used before comes back as the latest revision. */
function keepRevision(plan: Plan, target: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): void {
  const latest = Math.max(nextRevision(old), revisionOf(fresh))
  const annotations = setAnnotations(target, latest, fresh.metadata.annotations)
  if (!same(annotations, fresh.metadata.annotations)) {
    plan.writes.push(update(replicaSets, { ...fresh, metadata: { ...fresh.metadata, annotations } }))
  }
  annotate(plan, target, latest)
}

function annotate(plan: Plan, target: Deployment, revision: number): void {
  if (revisionOf(target) === revision) return
  plan.writes.push(patch(deployments, target, { metadata: { annotations: { [REVISION]: String(revision) } } }))
}

function resize(plan: Plan, target: Deployment, resizes: readonly Resize[], fresh: ReplicaSet | undefined): void {
  for (const { set, to } of resizes) {
    const from = set.spec.replicas ?? 1
    const revision = set === fresh ? Math.max(revisionOf(set), 1) : revisionOf(set)
    const annotations = { ...setAnnotations(target, revision, set.metadata.annotations) }
    const next = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: to } }
    const at = plan.writes.findIndex((write) => write.do === 'update' && write.object.metadata.uid === set.metadata.uid)
    if (at >= 0) plan.writes.splice(at, 1)
    plan.writes.push(update(replicaSets, next))
    const direction = to > from ? 'up' : 'down'
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`
    plan.events!.push(note(target, 'Normal', 'ScalingReplicaSet', message))
    plan.reason = message
  }
}

/** Old revisions beyond the history limit go. */
function prune(plan: Plan, target: Deployment, old: readonly ReplicaSet[], fresh: ReplicaSet): void {
  if ((fresh.status.availableReplicas ?? 0) < (target.spec.replicas ?? 1)) return
  const idle = old.filter(
    ({ spec, status: { replicas }, metadata }) => !spec.replicas && !replicas && !metadata.deletionTimestamp,
  )
  const surplus = idle.length - (target.spec.revisionHistoryLimit ?? 10)
  const oldest = idle.toSorted((a, b) => revisionOf(a) - revisionOf(b))
  for (const set of oldest.slice(0, Math.max(0, surplus))) plan.writes.push(remove(replicaSets, set))
}
