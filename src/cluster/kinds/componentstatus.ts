// ComponentStatus: whether the control plane's parts answer (deprecated since 1.19, still served).
import type { ComponentStatus } from '../../api/kubernetes/core.ts'
import { name } from './columns.ts'
import type { Kind } from './kind.ts'

export const componentStatuses: Kind<ComponentStatus> = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  namespaced: false,
  verbs: ['get', 'list'],
  columns: [
    name,
    { name: 'Status', cell: ({ conditions }) => (conditions?.[0]?.status === 'True' ? 'Healthy' : 'Unhealthy') },
    { name: 'Message', cell: ({ conditions }) => conditions?.[0]?.message ?? '' },
    { name: 'Error', cell: ({ conditions }) => conditions?.[0]?.error ?? '' },
  ],
}
