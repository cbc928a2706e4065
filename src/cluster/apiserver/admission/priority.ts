// Priority: the number behind a pod's priority class.
import type { Pod } from '../../../api/kubernetes/core.ts'
import { pods } from '../../kinds/pod.ts'
import { priorityClasses } from '../../kinds/priorityclass.ts'
import { forbidden } from '../status.ts'
import type { Admission } from './admission.ts'

export const priority: Admission = ({ cluster, operation, kind, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Pod') return
  const { metadata, spec } = object as Pod
  const byDefault = cluster.list(priorityClasses).find((one) => one.globalDefault)
  const name = spec.priorityClassName || byDefault?.metadata.name
  if (!name) {
    spec.priority ??= 0
    spec.preemptionPolicy ??= 'PreemptLowerPriority'
    return
  }
  const found = cluster.get(priorityClasses, name)
  if (!found) throw forbidden(pods, metadata.name, `no PriorityClass with name ${name} was found`, 'apiserver.refuse')
  spec.priorityClassName = name
  spec.priority = found.value
  spec.preemptionPolicy = found.preemptionPolicy ?? 'PreemptLowerPriority'
}
