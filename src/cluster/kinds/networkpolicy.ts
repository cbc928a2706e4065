// NetworkPolicy: who may talk to whom.
import type { NetworkPolicy } from '../../api/kubernetes/networking.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './label-selector.ts'

export const networkPolicies: Kind<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  generated: true,
  columns: [name, { name: 'Pod-Selector', cell: ({ spec }) => selectorText(spec.podSelector) }, age],
  defaults({ spec }) {
    spec.policyTypes ??= spec.egress ? ['Ingress', 'Egress'] : ['Ingress']
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of rule.ports ?? []) port.protocol ||= 'TCP'
  },
}
