// IngressClass.
import type { IngressClass } from '../../api/kubernetes/networking.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const ingressClasses: Kind<IngressClass> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  namespaced: false,
  columns: [name, age],
}
