// The replication controller's controller.
import { type Controller, NOTHING, itself } from '../client/controller.ts'
import { pods } from '../kinds/pod.ts'
import { replicationControllers } from '../kinds/replicationcontroller.ts'
import { selectsMap } from '../scheduler/selector.ts'
import { reconcileReplicas } from './replicas.ts'
import { ownerKeys } from './watch.ts'

export const replicationController: Controller = {
  name: 'replication',
  component: 'replication-controller',
  watches: [
    { resource: replicationControllers, keys: itself },
    {
      resource: pods,
      keys: ownerKeys('ReplicationController', (pod, caches) =>
        caches
          .of(replicationControllers)
          .list(pod.metadata.namespace)
          .filter(({ spec }) => selectsMap(spec.selector, pod.metadata.labels)),
      ),
    },
  ],
  reconcile: (key, caches, now) => {
    const controller = caches.of(replicationControllers).get(key)
    if (!controller) return NOTHING
    const { selector, template } = controller.spec
    return reconcileReplicas(
      replicationControllers,
      controller,
      template,
      (pod) => selectsMap(selector, pod.metadata.labels),
      caches,
      now,
    )
  },
}
