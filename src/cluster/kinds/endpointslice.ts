// EndpointSlice.
import type { EndpointSlice } from '../../api/kubernetes/discovery.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const endpointSlices: Kind<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  columns: [name, age],
}
