// Endpoints.
import type { Endpoints } from '../../api/kubernetes/core.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const endpoints: Kind<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  columns: [name, age],
}
