// NetworkPolicy.
import type { NetworkPolicy } from '../../api/kubernetes/networking.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const networkPolicies: Kind<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  columns: [name, age],
}
