// DefaultTolerationSeconds: pods stay five minutes on a node that is gone.
import type { Pod } from '../../../api/kubernetes/core.ts'
import type { Admission } from './admission.ts'

const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

export const podTolerations: Admission = ({ operation, kind, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Pod') return
  const { spec } = object as Pod
  const tolerations = spec.tolerations ?? []
  for (const key of KEYS) {
    const covered = tolerations.some(
      (one) => (one.key === key || !one.key) && (one.effect === 'NoExecute' || !one.effect),
    )
    if (!covered) tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })
  }
  spec.tolerations = tolerations
}
