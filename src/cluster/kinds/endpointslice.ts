// EndpointSlice: the addresses behind a service.
import type { EndpointSlice } from '../../api/kubernetes/discovery.ts'
import { age, firstThree, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const endpointSlices: Kind<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  generated: true,
  columns: [
    name,
    { name: 'AddressType', cell: ({ addressType }) => addressType },
    { name: 'Ports', cell: ({ ports = [] }) => unset(firstThree(ports.map(({ port }) => String(port ?? '*')))) },
    {
      name: 'Endpoints',
      cell: ({ endpoints }) => unset(firstThree((endpoints ?? []).flatMap(({ addresses }) => addresses))),
    },
    age,
  ],
  defaults({ ports = [] }) {
    for (const port of ports) {
      port.name ??= ''
      port.protocol ||= 'TCP'
    }
  },
  validate({ addressType }, errors) {
    if (!addressType) errors.required('addressType')
  },
}

const unset = (text: string) => (text === '<none>' ? '<unset>' : text)
