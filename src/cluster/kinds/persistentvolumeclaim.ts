// PersistentVolumeClaim: a wish for storage.
import type { PersistentVolumeClaim } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { accessModes } from './volume-columns.ts'

export const persistentVolumeClaims: Kind<PersistentVolumeClaim> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  namespaced: true,
  returnsDeleted: true,
  subresources: ['status'],
  columns: [
    name,
    {
      name: 'Status',
      cell: ({ status, metadata }) => (metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? '')),
    },
    { name: 'Volume', cell: ({ spec }) => spec.volumeName ?? '' },
    { name: 'Capacity', cell: ({ spec, status }) => (spec.volumeName ? (status.capacity?.storage ?? '') : '') },
    { name: 'Access Modes', cell: ({ spec, status }) => (spec.volumeName ? accessModes(status.accessModes) : '') },
    { name: 'StorageClass', cell: ({ spec }) => spec.storageClassName ?? '' },
    { name: 'VolumeAttributesClass', cell: ({ spec }) => spec.volumeAttributesClassName ?? '<unset>' },
    age,
    { name: 'VolumeMode', wide: true, cell: ({ spec }) => spec.volumeMode ?? '<unset>' },
  ],
  fields: ({ metadata }) => ({ name: metadata.name ?? '' }),
  defaults(claim) {
    claim.status ??= {}
    claim.spec.volumeMode ||= 'Filesystem'
  },
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' }
    claim.metadata.finalizers = [...new Set([...(claim.metadata.finalizers ?? []), 'kubernetes.io/pvc-protection'])]
  },
  validate({ spec }, errors) {
    if (!spec.accessModes?.length) errors.required('spec.accessModes', 'at least 1 access mode is required')
    if (!spec.resources?.requests?.storage) errors.required('spec.resources[storage]')
  },
  validateUpdate(next, old, errors) {
    const fixed = ({ spec }: PersistentVolumeClaim) => {
      const { resources: _, volumeAttributesClassName: __, ...rest } = spec
      return JSON.stringify({ ...rest, volumeName: old.spec.volumeName ? spec.volumeName : undefined })
    }
    if (fixed(next) !== fixed(old)) {
      errors.forbidden(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      )
    }
  },
}
