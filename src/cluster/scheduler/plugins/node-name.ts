// NodeName: a pod that names its node goes nowhere else.
import { type Plugin, nodeName, refuseForGood } from '../plugin.ts'

export const nodeNamePlugin: Plugin = {
  name: 'NodeName',
  filter: (pod, info) =>
    pod.spec?.nodeName && pod.spec.nodeName !== nodeName(info)
      ? refuseForGood("node(s) didn't match the requested node name")
      : undefined,
}
