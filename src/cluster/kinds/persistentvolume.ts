// PersistentVolume: storage of the cluster.
import type { PersistentVolume } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { accessModes } from './volume-columns.ts'

export const persistentVolumes: Kind<PersistentVolume> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  returnsDeleted: true,
  subresources: ['status'],
  columns: [
    name,
    { name: 'Capacity', cell: ({ spec }) => spec.capacity?.storage ?? '' },
    { name: 'Access Modes', cell: ({ spec }) => accessModes(spec.accessModes) },
    { name: 'Reclaim Policy', cell: ({ spec }) => spec.persistentVolumeReclaimPolicy ?? '' },
    {
      name: 'Status',
      cell: ({ status, metadata }) => (metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? '')),
    },
    { name: 'Claim', cell: ({ spec }) => (spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '') },
    { name: 'StorageClass', cell: ({ spec }) => spec.storageClassName ?? '' },
    { name: 'VolumeAttributesClass', cell: ({ spec }) => spec.volumeAttributesClassName ?? '<unset>' },
    { name: 'Reason', cell: ({ status }) => status.reason ?? '' },
    age,
    { name: 'VolumeMode', wide: true, cell: ({ spec }) => spec.volumeMode ?? '<unset>' },
  ],
  fields: ({ metadata }) => ({ name: metadata.name ?? '' }),
  defaults(volume) {
    volume.status ??= {}
    volume.spec.persistentVolumeReclaimPolicy ||= 'Retain'
    volume.spec.volumeMode ||= 'Filesystem'
  },
  prepareForCreate(volume) {
    volume.status = { phase: 'Pending' }
    volume.metadata.finalizers = [...new Set([...(volume.metadata.finalizers ?? []), 'kubernetes.io/pv-protection'])]
  },
  validate({ spec }, errors) {
    if (!spec.accessModes?.length) errors.required('spec.accessModes')
    if (!spec.capacity?.storage) errors.required('spec.capacity')
    const plain = [
      'capacity',
      'accessModes',
      'claimRef',
      'persistentVolumeReclaimPolicy',
      'storageClassName',
      'volumeMode',
      'nodeAffinity',
      'mountOptions',
      'volumeAttributesClassName',
    ]
    if (Object.keys(spec).every((key) => plain.includes(key))) errors.required('spec', 'must specify a volume type')
  },
}
