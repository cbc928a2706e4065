// ServiceAccount: every pod runs as one, and gets its token mounted.
import type { Container, Pod, Volume } from '../../../api/kubernetes/core.ts'
import { namespaces } from '../../kinds/namespace.ts'
import { serviceAccounts } from '../../kinds/serviceaccount.ts'
import { pods } from '../../kinds/pod.ts'
import type { Cluster } from '../cluster.ts'
import { forbidden } from '../status.ts'
import type { Admission } from './admission.ts'

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The account that a controller makes in every new namespace is looked for so many times, so many ms apart. */
const ATTEMPTS = 10
const INTERVAL_MS = 150

/** Waits for the default account of a namespace that has just come to be. */
export async function defaultAccountOf(cluster: Cluster, { metadata, spec }: Pod): Promise<void> {
  if ((spec?.serviceAccountName || 'default') !== 'default') return
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    if (cluster.get(serviceAccounts, `${metadata.namespace}/default`)) return
    if (!cluster.get(namespaces, metadata.namespace!)) return
    await cluster.process.sleep(INTERVAL_MS)
  }
}

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
