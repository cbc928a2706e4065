// Ingress.
import type { Ingress } from '../../api/kubernetes/networking.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const ingresses: Kind<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  subresources: ['status'],
  columns: [name, age],
}
