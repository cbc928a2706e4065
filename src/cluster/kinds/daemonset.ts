// DaemonSet.
import type { DaemonSet } from '../../api/kubernetes/apps.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const daemonSets: Kind<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  columns: [name, age],
}
