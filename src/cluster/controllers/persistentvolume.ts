// The persistent volume controller: binds claims to volumes, asks for new ones, reclaims what is released (pkg/controller/volume/persistentvolume).
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/kubernetes/core.ts'
import type { StorageClass } from '../../api/kubernetes/storage.ts'
import { parseQuantity } from '../../api/kubernetes/quantity.ts'
import { type Caches, type Controller, NOTHING, type Plan } from '../client/controller.ts'
import { objectKey } from '../kinds/kind.ts'
import { persistentVolumeClaims } from '../kinds/persistentvolumeclaim.ts'
import { persistentVolumes } from '../kinds/persistentvolume.ts'
import { pods } from '../kinds/pod.ts'
import { storageClasses } from '../kinds/storageclass.ts'
import { selects } from '../scheduler/selector.ts'
import { note, patch, remove, status, update } from './plan.ts'
import { everyKey } from './watch.ts'

export const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner'
const BOUND_BY_US = 'pv.kubernetes.io/bound-by-controller'
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'

const claimKey = (claim: PersistentVolumeClaim) => `claim ${objectKey(claim)}`
const volumeKey = (volume: PersistentVolume) => `volume ${volume.metadata.name}`

export const persistentVolume: Controller = {
  name: 'persistentvolume',
  component: 'persistentvolume-controller',
  workers: 1,
  watches: [
    {
      resource: persistentVolumeClaims,
      keys: (claim: PersistentVolumeClaim) => [
        claimKey(claim),
        ...(claim.spec.volumeName ? [`volume ${claim.spec.volumeName}`] : []),
      ],
    },
    {
      resource: persistentVolumes,
      keys: (volume: PersistentVolume, caches: Caches) => [
        volumeKey(volume),
        ...caches
          .of(persistentVolumeClaims)
          .list()
          .filter((claim) => !claim.spec.volumeName || claim.spec.volumeName === volume.metadata.name)
          .map(claimKey),
      ],
    },
    {
      resource: storageClasses,
      keys: (_, caches) => everyKey(persistentVolumeClaims)(_, caches).map((key) => `claim ${key}`),
    },
    {
      resource: pods,
      keys: (pod: Pod) =>
        pod.spec.nodeName
          ? (pod.spec.volumes ?? [])
              .filter((volume) => volume.persistentVolumeClaim)
              .map((volume) => `claim ${pod.metadata.namespace}/${volume.persistentVolumeClaim!.claimName}`)
          : [],
    },
  ],
  reconcile: (key, caches) => {
    const [sort, name] = key.split(' ') as [string, string]
    return sort === 'claim' ? bindClaim(name, caches) : keepVolume(name, caches)
  },
}

const sameClaim = (volume: PersistentVolume, claim: PersistentVolumeClaim) =>
  volume.spec.claimRef?.uid === claim.metadata.uid ||
  (volume.spec.claimRef?.name === claim.metadata.name &&
    volume.spec.claimRef.namespace === claim.metadata.namespace &&
    !volume.spec.claimRef.uid)

function bindClaim(key: string, caches: Caches): Plan {
  const claim = caches.of(persistentVolumeClaims).get(key)
  if (!claim || claim.metadata.deletionTimestamp) return NOTHING
  const volume = claim.spec.volumeName
    ? caches.of(persistentVolumes).get(claim.spec.volumeName)
    : findVolume(claim, caches)
  if (volume) return bind(claim, volume)
  if (claim.spec.volumeName) {
    if (claim.status.phase !== 'Bound') return NOTHING
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!'
    return {
      writes: [status(persistentVolumeClaims, { ...claim, status: { ...claim.status, phase: 'Lost' } })],
      events: [note(claim, 'Warning', 'ClaimLost', message)],
    }
  }
  return provision(claim, caches)
}

/** The smallest volume that will do. */
function findVolume(claim: PersistentVolumeClaim, caches: Caches): PersistentVolume | undefined {
  const wanted = parseQuantity(claim.spec.resources?.requests?.storage ?? '0')
  const fits = caches
    .of(persistentVolumes)
    .list()
    .filter((volume) => {
      if (sameClaim(volume, claim)) return true
      const { spec } = volume
      return (
        !spec.claimRef &&
        volume.status.phase === 'Available' &&
        (spec.storageClassName ?? '') === (claim.spec.storageClassName ?? '') &&
        (spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem') &&
        (claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode)) &&
        parseQuantity(spec.capacity?.storage ?? '0') >= wanted &&
        (!claim.spec.selector || selects(claim.spec.selector, volume.metadata.labels))
      )
    })
  const size = (volume: PersistentVolume) =>
    sameClaim(volume, claim) ? -1 : parseQuantity(volume.spec.capacity?.storage ?? '0')
  return fits.toSorted((a, b) => size(a) - size(b))[0]
}

/** Volume first, claim after it, as upstream does, so that a volume is never promised twice. */
function bind(claim: PersistentVolumeClaim, volume: PersistentVolume): Plan {
  const { namespace, name, uid, resourceVersion } = claim.metadata
  const plan: Plan = {
    writes: [],
    verb: 'bind',
    reason: `claim ${namespace}/${name} is bound to ${volume.metadata.name}`,
  }
  if (volume.spec.claimRef?.uid !== uid) {
    if (volume.spec.claimRef?.uid) return NOTHING
    const claimRef = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion }
    const annotations = { ...volume.metadata.annotations, [BOUND_BY_US]: 'yes' }
    plan.writes.push(
      update(persistentVolumes, {
        ...volume,
        metadata: { ...volume.metadata, annotations },
        spec: { ...volume.spec, claimRef },
      }),
    )
  }
  if (claim.spec.volumeName !== volume.metadata.name) {
    const annotations = { [BIND_COMPLETED]: 'yes', [BOUND_BY_US]: 'yes' }
    plan.writes.push(
      patch(persistentVolumeClaims, claim, { metadata: { annotations }, spec: { volumeName: volume.metadata.name } }),
    )
  }
  if (claim.status.phase !== 'Bound') {
    const { accessModes, capacity } = volume.spec
    plan.writes.push(
      patch(persistentVolumeClaims, claim, { status: { phase: 'Bound', accessModes, capacity } }, 'status'),
    )
  }
  return plan.writes.length > 0 ? plan : NOTHING
}

function provision(claim: PersistentVolumeClaim, caches: Caches): Plan {
  const name = claim.spec.storageClassName
  if (name === undefined) {
    const standard = caches
      .of(storageClasses)
      .list()
      .find((candidate) => candidate.metadata.annotations?.[DEFAULT_CLASS] === 'true')
    if (!standard) return unbound(claim)
    return { writes: [patch(persistentVolumeClaims, claim, { spec: { storageClassName: standard.metadata.name } })] }
  }
  const storageClass = caches.of(storageClasses).get(name)
  if (name === '') return unbound(claim)
  if (!storageClass) {
    return told(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`)
  }
  if (storageClass.provisioner === 'kubernetes.io/no-provisioner') return unbound(claim)
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer' && !consumer(claim, caches)) {
    return told(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
  }
  return askProvisioner(claim, storageClass, caches)
}

function askProvisioner(claim: PersistentVolumeClaim, { provisioner }: StorageClass, caches: Caches): Plan {
  if (claim.metadata.annotations?.[PROVISIONER] === provisioner) return NOTHING
  const node = consumer(claim, caches)?.spec.nodeName
  const annotations = {
    [PROVISIONER]: provisioner,
    'volume.beta.kubernetes.io/storage-provisioner': provisioner,
    ...(node ? { 'volume.kubernetes.io/selected-node': node } : {}),
  }
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  return {
    writes: [patch(persistentVolumeClaims, claim, { metadata: { annotations } })],
    events: [note(claim, 'Normal', 'ExternalProvisioning', message)],
    verb: 'provision',
    reason: `claim ${objectKey(claim)} waits for ${provisioner}`,
  }
}

const consumer = (claim: PersistentVolumeClaim, caches: Caches): Pod | undefined =>
  caches
    .of(pods)
    .list(claim.metadata.namespace)
    .find(
      (pod) =>
        pod.spec.nodeName &&
        pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name),
    )

const unbound = (claim: PersistentVolumeClaim): Plan =>
  told(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set')

/** Said again every now and then, as long as it is so. */
const told = (claim: PersistentVolumeClaim, type: 'Normal' | 'Warning', reason: string, message: string): Plan => ({
  writes: [],
  events: [note(claim, type, reason, message)],
  requeueAfter: 60_000,
})

function keepVolume(name: string, caches: Caches): Plan {
  const volume = caches.of(persistentVolumes).get(name)
  if (!volume || volume.metadata.deletionTimestamp) return NOTHING
  const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec
  const claim = claimRef && caches.of(persistentVolumeClaims).get(`${claimRef.namespace}/${claimRef.name}`)
  const here = claim && (!claimRef.uid || claim.metadata.uid === claimRef.uid)
  const phase =
    !claimRef || (here && claim.spec.volumeName !== name)
      ? 'Available'
      : here
        ? 'Bound'
        : claimRef.uid
          ? 'Released'
          : 'Available'
  const plan: Plan = { writes: [] }
  if (volume.status.phase !== phase) {
    plan.writes.push(patch(persistentVolumes, volume, { status: { phase } }, 'status'))
    plan.verb = 'phase'
    plan.reason = `volume ${name} is now ${phase}`
  }
  const ours = volume.metadata.annotations?.[PROVISIONED_BY] === undefined
  if (phase === 'Released' && policy === 'Delete' && ours && volume.spec.hostPath)
    plan.writes.push(remove(persistentVolumes, volume))
  return plan
}
