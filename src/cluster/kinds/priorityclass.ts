// PriorityClass: which pods matter more.
import type { PriorityClass } from '../../api/kubernetes/scheduling.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const priorityClasses: Kind<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  generated: true,
  columns: [
    name,
    { name: 'Value', type: 'integer', cell: ({ value }) => value },
    { name: 'Global-Default', type: 'boolean', cell: ({ globalDefault }) => globalDefault ?? false },
    age,
    { name: 'PreemptionPolicy', cell: ({ preemptionPolicy }) => preemptionPolicy ?? 'PreemptLowerPriority' },
  ],
  defaults(priority) {
    priority.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  validateUpdate(next, old, errors) {
    if (next.value !== old.value) errors.forbidden('value', 'may not be changed in an update.')
  },
}
