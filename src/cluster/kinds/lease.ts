// Lease.
import type { Lease } from '../../api/kubernetes/coordination.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const leases: Kind<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  columns: [name, age],
}
