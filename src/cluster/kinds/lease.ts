// Lease: a heartbeat, or who leads.
import type { Lease } from '../../api/kubernetes/coordination.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const leases: Kind<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  columns: [name, { name: 'Holder', cell: ({ spec }) => spec.holderIdentity ?? '' }, age],
  defaults(lease) {
    lease.spec ??= {}
  },
}
