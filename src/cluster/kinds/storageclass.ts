// StorageClass.
import type { StorageClass } from '../../api/kubernetes/storage.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const storageClasses: Kind<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  columns: [name, age],
}
