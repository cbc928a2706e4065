// PodDisruptionBudget.
import type { PodDisruptionBudget } from '../../api/kubernetes/policy.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const podDisruptionBudgets: Kind<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  namespaced: true,
  subresources: ['status'],
  columns: [name, age],
}
