// StatefulSet.
import type { StatefulSet } from '../../api/kubernetes/apps.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const statefulSets: Kind<StatefulSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  columns: [name, age],
}
