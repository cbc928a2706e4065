// NodeUnschedulable: cordoned nodes take only pods that tolerate it.
import { type Plugin, refuseForGood } from '../plugin.ts'
import { tolerates } from './taint-toleration.ts'

const CORDONED = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter: (pod, info) =>
    info.node.spec?.unschedulable && !(pod.spec?.tolerations ?? []).some((t) => tolerates(t, CORDONED))
      ? refuseForGood('node(s) were unschedulable')
      : undefined,
}
