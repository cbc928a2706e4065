// The stateful set controller: numbered pods, one after another, each with claims of its own (pkg/controller/statefulset).
import type { ControllerRevision, StatefulSet } from '../../api/kubernetes/apps.ts'
import type { Pod } from '../../api/kubernetes/core.ts'
import { type Caches, type Controller, type Plan, type Write, NOTHING, itself } from '../client/controller.ts'
import { controllerRevisions } from '../kinds/controllerrevision.ts'
import { persistentVolumeClaims } from '../kinds/persistentvolumeclaim.ts'
import { pods } from '../kinds/pod.ts'
import { statefulSets } from '../kinds/statefulset.ts'
import { isControlledBy } from './owner.ts'
import { create, note, remove, status } from './plan.ts'
import { isAvailable, isOver, isReady, nextAvailable } from './pod-state.ts'
import { REVISION_HASH, currentRevision, revisionsOf } from './revisions.ts'
import { podFromTemplate, same } from './template.ts'
import { ownerKeys } from './watch.ts'

export const statefulSet: Controller = {
  name: 'statefulset',
  component: 'statefulset-controller',
  watches: [
    { resource: statefulSets, keys: itself },
    { resource: pods, keys: ownerKeys('StatefulSet') },
    { resource: controllerRevisions, keys: ownerKeys('StatefulSet') },
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const set = caches.of(statefulSets).get(key)
  if (!set) return NOTHING
  const plan: Plan = { writes: [], events: [], verb: 'step' }
  const data = { spec: { template: { ...set.spec.template, $patch: 'replace' } } }
  const update = currentRevision(set, data, caches, plan)
  const own = caches
    .of(pods)
    .list(set.metadata.namespace)
    .filter((pod) => isControlledBy(pod, set))
  const all = revisionsOf(set, caches)
  const current = all.find((revision) => revision.metadata.name === set.status.currentRevision) ?? update
  if (update && current && !set.metadata.deletionTimestamp) step(plan, set, own, current, update, caches, now)
  const next = statefulStatus(set, own, current, update, now)
  if (!same(next, set.status)) plan.writes.push(status(statefulSets, { ...set, status: next }))
  plan.requeueAfter = nextAvailable(own, set.spec.minReadySeconds ?? 0, now)
  return plan
}

const startOf = (set: StatefulSet) => set.spec.ordinals?.start ?? 0
const ordinalOf = (pod: Pod): number => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1)
const revisionOf = (pod: Pod) => pod.metadata.labels?.[REVISION_HASH]
const nameOf = (revision: ControllerRevision) => revision.metadata.labels?.[REVISION_HASH]

/** The next things to do: in order the first pod that is missing, ended or not ready holds the rest up. */
function step(
  plan: Plan,
  set: StatefulSet,
  own: readonly Pod[],
  current: ControllerRevision,
  update: ControllerRevision,
  caches: Caches,
  now: number,
): void {
  const parallel = set.spec.podManagementPolicy === 'Parallel'
  const [first, replicas] = [startOf(set), set.spec.replicas ?? 1]
  const byOrdinal = new Map(own.map((pod) => [ordinalOf(pod), pod]))
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0
  for (let ordinal = first; ordinal < first + replicas; ordinal++) {
    const pod = byOrdinal.get(ordinal)
    if (!pod) {
      const revision = ordinal < first + partition || !isRolling(set) ? current : update
      plan.writes.push(...newPod(set, ordinal, revision, caches))
      plan.reason = `stateful set ${set.metadata.name}: pod ${ordinal} is next`
      if (!parallel) return
      continue
    }
    if (isOver(pod) && !pod.metadata.deletionTimestamp) {
      plan.writes.push(removePod(plan, set, pod))
      if (!parallel) return
    }
    const settled = !pod.metadata.deletionTimestamp && isAvailable(pod, set.spec.minReadySeconds ?? 0, now)
    if (!settled && !parallel) return
  }
  const condemned = own
    .filter((pod) => ordinalOf(pod) >= first + replicas || ordinalOf(pod) < first)
    .toSorted((a, b) => ordinalOf(b) - ordinalOf(a))
  for (const pod of condemned) {
    if (!pod.metadata.deletionTimestamp) {
      plan.writes.push(removePod(plan, set, pod))
      plan.reason = `stateful set ${set.metadata.name}: scales down from the highest number`
    }
    if (!parallel) return
  }
  if (isRolling(set) && condemned.length === 0) roll(plan, set, byOrdinal, update, partition)
}

const isRolling = (set: StatefulSet) => set.spec.updateStrategy?.type !== 'OnDelete'

/** Rolling update: from the highest number down, one at a time, each ready before the next. */
function roll(
  plan: Plan,
  set: StatefulSet,
  byOrdinal: Map<number, Pod>,
  update: ControllerRevision,
  partition: number,
): void {
  const first = startOf(set)
  for (let ordinal = first + (set.spec.replicas ?? 1) - 1; ordinal >= first + partition; ordinal--) {
    const pod = byOrdinal.get(ordinal)
    if (!pod || pod.metadata.deletionTimestamp) return
    if (revisionOf(pod) !== nameOf(update)) {
      plan.writes.push(removePod(plan, set, pod))
      plan.reason = `stateful set ${set.metadata.name}: pod ${ordinal} is of an old revision`
      return
    }
    if (!isReady(pod)) return
  }
}

function removePod(plan: Plan, set: StatefulSet, pod: Pod): Write {
  const { name } = pod.metadata
  plan.events!.push(
    note(set, 'Normal', 'SuccessfulDelete', `delete Pod ${name} in StatefulSet ${set.metadata.name} successful`),
  )
  return remove(pods, pod)
}

function newPod(set: StatefulSet, ordinal: number, revision: ControllerRevision, caches: Caches): Write[] {
  const { name: setName, namespace } = set.metadata
  const name = `${setName}-${ordinal}`
  const writes: Write[] = []
  const claims = set.spec.volumeClaimTemplates ?? []
  for (const template of claims) {
    const claim = `${template.metadata?.name}-${name}`
    if (caches.of(persistentVolumeClaims).get(`${namespace}/${claim}`)) continue
    const labels = { ...template.metadata?.labels, ...set.spec.selector.matchLabels }
    const message = `create Claim ${claim} Pod ${name} in StatefulSet ${setName} success`
    writes.push(
      create(
        persistentVolumeClaims,
        { metadata: { ...template.metadata, name: claim, namespace, labels }, spec: template.spec! },
        { done: () => note(set, 'Normal', 'SuccessfulCreate', message) },
      ),
    )
  }
  const template = (revision.data as { spec: { template: typeof set.spec.template } }).spec.template
  const { $patch: _, ...clean } = template as typeof template & { $patch?: string }
  const volumes = [
    ...claims.map(({ metadata }) => ({
      name: metadata!.name!,
      persistentVolumeClaim: { claimName: `${metadata!.name}-${name}` },
    })),
    ...(clean.spec?.volumes ?? []).filter((volume) => !claims.some(({ metadata }) => metadata?.name === volume.name)),
  ]
  const labels = {
    [REVISION_HASH]: nameOf(revision)!,
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': String(ordinal),
  }
  const spec = { hostname: name, subdomain: set.spec.serviceName, ...(volumes.length > 0 ? { volumes } : {}) }
  writes.push(
    create(pods, podFromTemplate(set, clean, { name, labels, spec }), {
      done: () => note(set, 'Normal', 'SuccessfulCreate', `create Pod ${name} in StatefulSet ${setName} successful`),
      failed: (message) =>
        note(set, 'Warning', 'FailedCreate', `create Pod ${name} in StatefulSet ${setName} failed error: ${message}`),
    }),
  )
  return writes
}

function statefulStatus(
  set: StatefulSet,
  own: readonly Pod[],
  current: ControllerRevision | undefined,
  update: ControllerRevision | undefined,
  now: number,
): StatefulSet['status'] {
  const alive = own.filter((pod) => !pod.metadata.deletionTimestamp)
  const of = (revision: ControllerRevision | undefined) =>
    alive.filter((pod) => revision && revisionOf(pod) === nameOf(revision)).length
  const ready = alive.filter(isReady).length
  const updated = of(update)
  const done = update && updated === own.length && updated === (set.spec.replicas ?? 1) && ready === updated
  const shown = done ? update : current
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: own.length,
    ...(ready ? { readyReplicas: ready } : {}),
    ...(of(shown) ? { currentReplicas: of(shown) } : {}),
    ...(updated ? { updatedReplicas: updated } : {}),
    ...(shown ? { currentRevision: shown.metadata.name } : {}),
    ...(update ? { updateRevision: update.metadata.name } : {}),
    collisionCount: set.status.collisionCount ?? 0,
    availableReplicas: alive.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length,
  }
}
