// The taint eviction controller: NoExecute taints delete the pods that do not, or no longer, tolerate them (pkg/controller/tainteviction).
import type { Pod } from '../../api/kubernetes/core.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { objectKey } from '../kinds/kind.ts'
import { nodes } from '../kinds/node.ts'
import { pods } from '../kinds/pod.ts'
import type { Node } from '../../api/kubernetes/core.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { tolerates } from '../scheduler/plugins/taint-toleration.ts'
import { note, patch, remove } from './plan.ts'

export const taintEviction: Controller = {
  name: 'tainteviction',
  component: 'taint-eviction-controller',
  watches: [
    { resource: pods, keys: itself },
    {
      resource: nodes,
      keys: (node: Node, caches: Caches) =>
        (node.spec.taints ?? []).some(({ effect }) => effect === 'NoExecute')
          ? caches
              .of(pods)
              .list()
              .filter((pod) => pod.spec.nodeName === node.metadata.name)
              .map(objectKey)
          : [],
    },
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const pod = caches.of(pods).get(key)
  if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp) return NOTHING
  const node = caches.of(nodes).get(pod.spec.nodeName)
  const taints = (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  if (taints.length === 0) return NOTHING
  const due = Math.min(...taints.map((taint) => tolerated(pod, taint)))
  if (due === Infinity) return NOTHING
  if (due > now) return { writes: [], requeueAfter: Math.ceil(due - now) }
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: rfc3339(now),
  }
  const conditions = [...(pod.status.conditions ?? []).filter(({ type }) => type !== condition.type), condition]
  return {
    writes: [patch(pods, pod, { status: { conditions } }, 'status'), remove(pods, pod)],
    events: [note(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`)],
    verb: 'evict',
    reason: `pod ${key} does not tolerate ${taints[0]!.key} on node ${pod.spec.nodeName} any longer`,
  }
}

/** Unix ms until which the pod puts up with a taint. */
function tolerated(pod: Pod, taint: { key: string; effect: string; value?: string; timeAdded?: string }): number {
  const matching = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint))
  if (matching.length === 0) return 0
  const seconds = matching.map(({ tolerationSeconds }) => tolerationSeconds).filter((value) => value !== undefined)
  if (seconds.length === 0) return Infinity
  return (Date.parse(taint.timeAdded ?? '') || 0) + Math.max(0, Math.min(...seconds)) * 1000
}
