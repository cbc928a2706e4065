// The pod garbage collector: pods of nodes that are no more, and deleted pods that never ran (pkg/controller/podgc).
import { type Controller, NOTHING, itself } from '../client/controller.ts'
import { objectKey } from '../kinds/kind.ts'
import { nodes } from '../kinds/node.ts'
import { pods } from '../kinds/pod.ts'
import type { Node } from '../../api/kubernetes/core.ts'
import { remove } from './plan.ts'
import { isGone } from './watch.ts'

/** Upstream's quarantine: a node may come back. */
const QUARANTINE_MS = 40_000

export const podGc: Controller = {
  name: 'podgc',
  component: 'pod-garbage-collector-controller',
  watches: [
    { resource: pods, keys: itself },
    {
      resource: nodes,
      keys: (node: Node, caches) =>
        isGone(nodes, node, caches)
          ? caches
              .of(pods)
              .list()
              .filter((pod) => pod.spec.nodeName === node.metadata.name)
              .map(objectKey)
          : [],
    },
  ],
  reconcile: (key, caches, now) => {
    const pod = caches.of(pods).get(key)
    if (!pod) return NOTHING
    const { nodeName } = pod.spec
    const options = { gracePeriodSeconds: 0 }
    if (!nodeName) {
      if (!pod.metadata.deletionTimestamp) return NOTHING
      return {
        writes: [remove(pods, pod, options)],
        verb: 'collect',
        reason: `pod ${key} was deleted before it had a node`,
      }
    }
    if (caches.of(nodes).get(nodeName)) return NOTHING
    const since = Date.parse(pod.metadata.deletionTimestamp ?? pod.metadata.creationTimestamp)
    const left = since + QUARANTINE_MS - now
    if (left > 0) return { writes: [], requeueAfter: Math.ceil(left) }
    return { writes: [remove(pods, pod, options)], verb: 'collect', reason: `pod ${key}: its node ${nodeName} is gone` }
  },
}
