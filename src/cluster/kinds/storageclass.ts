// StorageClass: a way to get storage made.
import type { StorageClass } from '../../api/kubernetes/storage.ts'
import { age } from './columns.ts'
import type { Kind } from './kind.ts'
import { validateImmutable } from './pod-validation.ts'

const DEFAULT = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']

export const storageClasses: Kind<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  columns: [
    {
      name: 'Name',
      cell: ({ metadata }) =>
        `${metadata.name}${DEFAULT.some((key) => metadata.annotations?.[key] === 'true') ? ' (default)' : ''}`,
    },
    { name: 'Provisioner', cell: ({ provisioner }) => provisioner },
    { name: 'ReclaimPolicy', cell: ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete' },
    { name: 'VolumeBindingMode', cell: ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate' },
    {
      name: 'AllowVolumeExpansion',
      type: 'boolean',
      cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
    },
    age,
  ],
  defaults(storage) {
    storage.reclaimPolicy ??= 'Delete'
    storage.volumeBindingMode ??= 'Immediate'
  },
  validate({ provisioner }, errors) {
    if (!provisioner) errors.required('provisioner')
  },
  validateUpdate(next, old, errors) {
    if (JSON.stringify(next.parameters) !== JSON.stringify(old.parameters))
      errors.forbidden('parameters', 'updates to parameters are forbidden.')
    if (next.provisioner !== old.provisioner) errors.forbidden('provisioner', 'updates to provisioner are forbidden.')
    if (next.reclaimPolicy !== old.reclaimPolicy)
      errors.forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.')
    validateImmutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode', errors)
  },
}
