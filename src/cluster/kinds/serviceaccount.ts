// ServiceAccount: who a pod is.
import type { ServiceAccount } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const serviceAccounts: Kind<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  returnsDeleted: true,
  subresources: ['token'],
  columns: [name, { name: 'Secrets', type: 'integer', cell: ({ secrets = [] }) => secrets.length }, age],
}
