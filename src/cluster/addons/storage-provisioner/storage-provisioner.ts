// minikube's storage provisioner (k8s.io/minikube-hostpath): a folder on the node for every claim of the class `standard`.
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/kubernetes/core.ts'
import type { Program } from '../../../machine/program.ts'
import { ApiClient } from '../../client/client.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself, runControllers } from '../../client/controller.ts'
import { create, note, remove } from '../../controllers/plan.ts'
import { persistentVolumeClaims } from '../../kinds/persistentvolumeclaim.ts'
import { persistentVolumes } from '../../kinds/persistentvolume.ts'
import { storageClasses } from '../../kinds/storageclass.ts'
import { inClusterConfig } from '../../kubelet/configuration.ts'

export const PROVISIONER = 'k8s.io/minikube-hostpath'
const ROOT = '/tmp/hostpath-provisioner'
const ASKED = 'volume.kubernetes.io/storage-provisioner'
const MADE_BY = 'pv.kubernetes.io/provisioned-by'

export const provisioning: Controller = {
  name: 'provisioner',
  component: `${PROVISIONER}_minikube`,
  watches: [
    { resource: persistentVolumeClaims, keys: (claim) => itself(claim).map((key) => `claim ${key}`) },
    { resource: persistentVolumes, keys: (volume) => itself(volume).map((key) => `volume ${key}`) },
    { resource: storageClasses, keys: () => [] },
  ],
  reconcile: (key, caches) => {
    const [sort, name] = key.split(' ') as [string, string]
    return sort === 'claim' ? provision(name, caches) : reclaim(name, caches)
  },
}

function provision(key: string, caches: Caches): Plan {
  const claim = caches.of(persistentVolumeClaims).get(key)
  if (!claim || claim.spec.volumeName || claim.metadata.deletionTimestamp) return NOTHING
  if (claim.metadata.annotations?.[ASKED] !== PROVISIONER) return NOTHING
  const name = `pvc-${claim.metadata.uid}`
  if (caches.of(persistentVolumes).get(name)) return NOTHING
  const volume = volumeFor(claim, name, caches)
  return {
    writes: [
      create(persistentVolumes, volume, {
        done: () => note(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`),
        failed: (message) => note(claim, 'Warning', 'ProvisioningFailed', message),
      }),
    ],
    events: [note(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`)],
    verb: 'provision',
    reason: `claim ${key} gets a folder of the node`,
  }
}

function volumeFor(claim: PersistentVolumeClaim, name: string, caches: Caches) {
  const { namespace = '', name: claimName, uid, resourceVersion } = claim.metadata
  const storageClass = caches.of(storageClasses).get(claim.spec.storageClassName ?? '')
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claimName, uid, resourceVersion }
  return {
    metadata: { name, annotations: { hostPathProvisionerIdentity: 'minikube', [MADE_BY]: PROVISIONER } },
    spec: {
      accessModes: claim.spec.accessModes,
      capacity: { storage: claim.spec.resources?.requests?.storage ?? '0' },
      claimRef,
      hostPath: { path: `${ROOT}/${namespace}/${claimName}`, type: '' },
      persistentVolumeReclaimPolicy: storageClass?.reclaimPolicy ?? 'Delete',
      storageClassName: claim.spec.storageClassName ?? '',
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
    },
  } as unknown as PersistentVolume
}

function reclaim(name: string, caches: Caches): Plan {
  const volume = caches.of(persistentVolumes).get(name)
  if (volume?.metadata.annotations?.[MADE_BY] !== PROVISIONER || volume.metadata.deletionTimestamp) return NOTHING
  if (volume.status.phase !== 'Released' || volume.spec.persistentVolumeReclaimPolicy !== 'Delete') return NOTHING
  return { writes: [remove(persistentVolumes, volume)], verb: 'reclaim', reason: `volume ${name} is released` }
}

export const storageProvisioner: Program = (process) => {
  const informers = runControllers(process, new ApiClient(process, inClusterConfig(process)), [provisioning])
  process.allocate(9_000_000)
  process.on('TERM', () => process.signal('KILL'))
  informers.of(persistentVolumes).onChange(({ type, object: volume }) => {
    const path = volume.metadata.annotations?.[MADE_BY] === PROVISIONER ? volume.spec.hostPath?.path : undefined
    if (!path) return
    if (type === 'ADDED' && !process.fs.exists(path)) process.fs.mkdir(path, { parents: true, mode: 0o777 })
    if (type === 'DELETED' && process.fs.exists(path)) process.fs.remove(path, { recursive: true })
  })
  return process.forever()
}
