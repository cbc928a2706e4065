// PriorityClass.
import type { PriorityClass } from '../../api/kubernetes/scheduling.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const priorityClasses: Kind<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  columns: [name, age],
}
