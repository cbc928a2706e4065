// The replicaset controller.
import { type Controller, NOTHING, itself } from '../client/controller.ts'
import { pods } from '../kinds/pod.ts'
import { replicaSets } from '../kinds/replicaset.ts'
import { selects } from '../scheduler/selector.ts'
import { ownerKeys } from './watch.ts'
import { reconcileReplicas } from './replicas.ts'

export const replicaSet: Controller = {
  name: 'replicaset',
  component: 'replicaset-controller',
  watches: [
    { resource: replicaSets, keys: itself },
    {
      resource: pods,
      keys: ownerKeys('ReplicaSet', (pod, caches) =>
        caches
          .of(replicaSets)
          .list(pod.metadata.namespace)
          .filter((set) => selects(set.spec.selector, pod.metadata.labels)),
      ),
    },
  ],
  reconcile: (key, caches, now) => {
    const set = caches.of(replicaSets).get(key)
    if (!set) return NOTHING
    const matches = (pod: { metadata: { labels?: Record<string, string> } }) =>
      selects(set.spec.selector, pod.metadata.labels)
    return reconcileReplicas(replicaSets, set, set.spec.template, matches, caches, now)
  },
}
