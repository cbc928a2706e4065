// ServiceAccount: every pod runs as one, and gets its token mounted.
import type { Container, Pod, Volume } from '../../../api/kubernetes/core.ts'
import { serviceAccounts } from '../../kinds/serviceaccount.ts'
import { pods } from '../../kinds/pod.ts'
import { forbidden } from '../status.ts'
import type { Admission } from './admission.ts'

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

export const serviceAccount: Admission = ({ cluster, operation, kind, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Pod') return
  const { metadata, spec } = object as Pod
  if (metadata.annotations?.['kubernetes.io/config.mirror']) return
  spec.serviceAccountName ||= 'default'
  spec.serviceAccount = spec.serviceAccountName
  const key = `${metadata.namespace}/${spec.serviceAccountName}`
  const account = cluster.get(serviceAccounts, key)
  if (!account) {
    const why = `error looking up service account ${key}: serviceaccount ${JSON.stringify(spec.serviceAccountName)} not found`
    throw forbidden(pods, metadata.name, why, 'apiserver.refuse')
  }
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length)
    spec.imagePullSecrets = account.imagePullSecrets
  if (!(spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true)) return
  const containers: Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const bare = containers.filter((container) => !container.volumeMounts?.some((mount) => mount.mountPath === MOUNT))
  if (bare.length === 0) return
  const name = `kube-api-access-${cluster.random(5)}`
  spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)]
  for (const container of bare) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT }]
  }
}

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 420,
  },
})
