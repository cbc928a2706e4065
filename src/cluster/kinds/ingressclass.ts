// IngressClass: who looks after an ingress.
import type { IngressClass } from '../../api/kubernetes/networking.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const ingressClasses: Kind<IngressClass> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  namespaced: false,
  generated: true,
  columns: [
    name,
    { name: 'Controller', cell: ({ spec }) => spec.controller ?? '' },
    {
      name: 'Parameters',
      cell: ({ spec: { parameters } }) =>
        parameters
          ? `${parameters.kind}${parameters.apiGroup ? `.${parameters.apiGroup}` : ''}/${parameters.name}`
          : '<none>',
    },
    age,
  ],
}
