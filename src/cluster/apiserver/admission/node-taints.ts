// TaintNodesByCondition: a new node takes no pods until it has said that it is ready.
import type { Node } from '../../../api/kubernetes/core.ts'
import type { Admission } from './admission.ts'

const KEY = 'node.kubernetes.io/not-ready'

export const nodeTaints: Admission = ({ operation, kind, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Node') return
  const node = object as Node
  node.spec ??= {}
  if (node.spec.taints?.some((taint) => taint.key === KEY)) return
  node.spec.taints = [...(node.spec.taints ?? []), { key: KEY, effect: 'NoSchedule' }]
}
