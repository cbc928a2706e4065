// ReplicaSet.
import type { ReplicaSet } from '../../api/kubernetes/apps.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const replicaSets: Kind<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  columns: [name, age],
}
