// NodeAffinity: nodeSelector and required node affinity refuse, preferred terms rank.
import { type Plugin, nodeLabels, nodeName, refuseForGood } from '../plugin.ts'
import { meetsTerm, selectsNode } from '../selector.ts'

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  normalize: 'highest',
  concerns: (pod) =>
    (pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
  filter: (pod, info) => {
    const labels = nodeLabels(info)
    const plain = Object.entries(pod.spec?.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)
    const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    if (plain && selectsNode(required, labels, nodeName(info))) return undefined
    return refuseForGood("node(s) didn't match Pod's node affinity/selector")
  },
  score: (pod, info) =>
    (pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      .filter((term) => meetsTerm(term.preference, nodeLabels(info), nodeName(info)))
      .reduce((sum, term) => sum + term.weight, 0),
}
