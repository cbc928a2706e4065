// Controller revisions: the history of daemon sets and stateful sets (pkg/controller/history).
import type { ControllerRevision, DaemonSet, StatefulSet } from '../../api/kubernetes/apps.ts'
import type { Caches, Plan } from '../client/controller.ts'
import { controllerRevisions } from '../kinds/controllerrevision.ts'
import { isControlledBy, ownedBy } from './owner.ts'
import { create, remove, update } from './plan.ts'
import { same, shortHash } from './template.ts'

export const REVISION_HASH = 'controller-revision-hash'

export const revisionsOf = (owner: DaemonSet | StatefulSet, caches: Caches): ControllerRevision[] =>
  caches
    .of(controllerRevisions)
    .list(owner.metadata.namespace)
    .filter((revision) => isControlledBy(revision, owner))
    .toSorted((a, b) => a.revision - b.revision)

/** The revision of this data; planned and undefined where there is none yet. */
export function currentRevision(
  owner: DaemonSet | StatefulSet,
  data: Record<string, unknown>,
  caches: Caches,
  plan: Plan,
): ControllerRevision | undefined {
  const all = revisionsOf(owner, caches)
  const latest = all.at(-1)?.revision ?? 0
  const found = all.find((revision) => same(revision.data, data))
  if (found) {
    if (found.revision < latest) plan.writes.push(update(controllerRevisions, { ...found, revision: latest + 1 }))
    for (const old of surplus(owner, all, found)) plan.writes.push(remove(controllerRevisions, old))
    return found
  }
  if (owner.metadata.deletionTimestamp) return undefined
  const hash = shortHash(data, owner.status.collisionCount)
  const labels = { ...owner.spec.template.metadata?.labels, [REVISION_HASH]: hash }
  const { name, namespace } = owner.metadata
  plan.writes.push(
    create(controllerRevisions, {
      metadata: { name: `${name}-${hash}`, namespace, labels, ownerReferences: [ownedBy(owner)] },
      data,
      revision: latest + 1,
    }),
  )
  return undefined
}

function surplus(owner: DaemonSet | StatefulSet, all: readonly ControllerRevision[], current: ControllerRevision) {
  const old = all.filter((revision) => revision !== current)
  return old.slice(0, Math.max(0, old.length - (owner.spec.revisionHistoryLimit ?? 10)))
}
