// PersistentVolume.
import type { PersistentVolume } from '../../api/kubernetes/core.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const persistentVolumes: Kind<PersistentVolume> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  subresources: ['status'],
  columns: [name, age],
}
