// Namespace: a space of names.
import type { Namespace } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const namespaces: Kind<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  nameRule: 'label',
  returnsDeleted: true,
  subresources: ['finalize', 'status'],
  columns: [name, { name: 'Status', cell: ({ status }) => status.phase ?? '' }, age],
  fields: ({ status }) => ({ 'status.phase': status?.phase ?? '' }),
  defaults(namespace) {
    namespace.spec ??= {}
    namespace.status ??= {}
    namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name }
  },
  prepareForCreate(namespace) {
    namespace.spec = { finalizers: ['kubernetes'] }
    namespace.status = { phase: 'Active' }
  },
  prepareForUpdate(next, old) {
    next.spec = old.spec
  },
}
