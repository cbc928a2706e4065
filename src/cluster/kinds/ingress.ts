// Ingress: the way in by host name and path.
import type { Ingress } from '../../api/kubernetes/networking.ts'
import { age, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Kind } from './kind.ts'

export const ingresses: Kind<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  generated: true,
  subresources: ['status'],
  columns: [
    name,
    {
      name: 'Class',
      cell: ({ spec, metadata }) =>
        spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? '<none>',
    },
    { name: 'Hosts', cell: hosts },
    {
      name: 'Address',
      cell: ({ status }) => (status.loadBalancer?.ingress ?? []).map((one) => one.ip || one.hostname).join(','),
    },
    { name: 'Ports', cell: ({ spec }) => (spec.tls?.length ? '80, 443' : '80') },
    age,
  ],
  defaults(ingress) {
    ingress.spec ??= {}
    ingress.status ??= {}
  },
  prepareForCreate(ingress) {
    ingress.status = { loadBalancer: {} }
  },
  validate,
}

function hosts({ spec }: Ingress): string {
  const list = (spec.rules ?? []).flatMap(({ host }) => (host ? [host] : []))
  if (list.length === 0) return '*'
  return list.length > 3 ? `${list.slice(0, 3).join(',')} + ${list.length - 3} more...` : list.join(',')
}

function validate({ spec }: Ingress, errors: FieldErrors): void {
  if (!spec.rules?.length && !spec.defaultBackend) {
    errors.invalid('spec', [], 'either `defaultBackend` or `rules` must be specified')
  }
  const types = ['Exact', 'ImplementationSpecific', 'Prefix']
  spec.rules?.forEach((rule, i) =>
    rule.http?.paths.forEach(({ path = '', pathType, backend }, j) => {
      const at = `spec.rules[${i}].http.paths[${j}]`
      if (!pathType) errors.required(`${at}.pathType`, 'pathType must be specified')
      else if (!types.includes(pathType)) errors.notSupported(`${at}.pathType`, pathType, types)
      else if (pathType !== 'ImplementationSpecific' && !path.startsWith('/'))
        errors.invalid(`${at}.path`, path, 'must be an absolute path')
      if (!backend?.service?.name && !backend?.resource) errors.required(`${at}.backend`, 'name is required')
      const port = backend?.service?.port
      if (backend?.service && !port?.number && !port?.name)
        errors.required(`${at}.backend`, 'port name or number is required')
    }),
  )
}
