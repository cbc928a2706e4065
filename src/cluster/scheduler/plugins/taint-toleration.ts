// TaintToleration: NoSchedule and NoExecute taints refuse, PreferNoSchedule taints rank.
import type { Taint, Toleration } from '../../../api/kubernetes/core.ts'
import { type Plugin, refuseForGood } from '../plugin.ts'

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  normalize: 'lowest',
  filter: (pod, info) => {
    const tolerations = pod.spec?.tolerations ?? []
    const untolerated = (info.node.spec?.taints ?? []).find(
      (taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((t) => tolerates(t, taint)),
    )
    return untolerated && refuseForGood('node(s) had untolerated taint(s)')
  },
  score: (pod, info) =>
    (info.node.spec?.taints ?? []).filter(
      (taint) => taint.effect === 'PreferNoSchedule' && !(pod.spec?.tolerations ?? []).some((t) => tolerates(t, taint)),
    ).length,
}

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  if (toleration.operator === 'Exists') return true
  return toleration.key !== undefined && (toleration.value ?? '') === (taint.value ?? '')
}
