// VolumeBinding: the pod's claims exist, are bound or can be, and their volumes can be reached from the node.
import { type Plugin, type Refusal, nodeLabels, nodeName, refuse, refuseForGood } from '../plugin.ts'
import { selectsNode } from '../selector.ts'

export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  filter: (pod, info, snapshot): Refusal | undefined => {
    for (const volume of pod.spec?.volumes ?? []) {
      const name =
        volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${pod.metadata?.name}-${volume.name}`)
      if (!name) continue
      const claim = snapshot.claims.get(`${pod.metadata?.namespace}/${name}`)
      if (!claim) return refuseForGood(`persistentvolumeclaim "${name}" not found`)
      if (claim.metadata?.deletionTimestamp) return refuseForGood(`persistentvolumeclaim "${name}" is being deleted`)
      const bound = snapshot.volumes.get(claim.spec?.volumeName ?? '')
      if (!bound) {
        const waits = snapshot.classes.get(claim.spec?.storageClassName ?? '')?.volumeBindingMode
        if (waits === 'WaitForFirstConsumer') continue
        return refuseForGood('pod has unbound immediate PersistentVolumeClaims')
      }
      if (!selectsNode(bound.spec?.nodeAffinity?.required, nodeLabels(info), nodeName(info))) {
        return refuse("node(s) didn't match PersistentVolume's node affinity")
      }
    }
    return undefined
  },
}
