// The cluster as a scheduling cycle sees it, made from the informers' caches and the pods assumed since.
import type { Pod } from '../../api/kubernetes/core.ts'
import type { Caches } from '../client/controller.ts'
import { isOver } from '../controllers/pod-state.ts'
import { groupBy } from '../controllers/grouping.ts'
import { objectKey } from '../kinds/kind.ts'
import { namespaces } from '../kinds/namespace.ts'
import { nodes } from '../kinds/node.ts'
import { persistentVolumeClaims } from '../kinds/persistentvolumeclaim.ts'
import { persistentVolumes } from '../kinds/persistentvolume.ts'
import { pods } from '../kinds/pod.ts'
import { storageClasses } from '../kinds/storageclass.ts'
import type { NodeInfo, Snapshot } from './plugin.ts'
import { withPods } from './preemption.ts'

/** `assumed`: UID → node of pods whose binding the caches may not show yet; those that they show are taken out. */
export function snapshotOf(caches: Caches, assumed: Map<string, string>): Snapshot {
  const all = caches.of(pods).list()
  const known = new Set(all.filter(({ spec }) => !spec.nodeName).map(({ metadata }) => metadata.uid))
  for (const uid of [...assumed.keys()]) if (!known.has(uid)) assumed.delete(uid)
  const nodeOf = (pod: Pod) => pod.spec.nodeName ?? assumed.get(pod.metadata.uid)
  const placed = all.filter((pod) => nodeOf(pod) !== undefined && !isOver(pod))
  const byNode = groupBy(placed, (pod) => nodeOf(pod)!)
  return {
    nodes: caches
      .of(nodes)
      .list()
      .map((node) => {
        const info: NodeInfo = { node, pods: [], requested: new Map(), nonZero: new Map(), images: new Map() }
        for (const { names = [], sizeBytes = 0 } of node.status.images ?? [])
          for (const name of names) info.images.set(name, sizeBytes)
        return withPods(info, byNode.get(node.metadata.name) ?? [])
      }),
    claims: keyed(caches.of(persistentVolumeClaims).list()),
    volumes: keyed(caches.of(persistentVolumes).list()),
    classes: keyed(caches.of(storageClasses).list()),
    namespaceLabels: new Map(
      caches
        .of(namespaces)
        .list()
        .map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    ),
  }
}

const keyed = <T extends { metadata: { namespace?: string; name: string } }>(objects: readonly T[]): Map<string, T> =>
  new Map(objects.map((object) => [objectKey(object), object]))

/** A pod that the scheduler has to place. */
export const isWaiting = (pod: Pod): boolean =>
  !pod.spec.nodeName &&
  !pod.metadata.deletionTimestamp &&
  !isOver(pod) &&
  (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler' &&
  (pod.spec.schedulingGates ?? []).length === 0
