// ServiceAccount.
import type { ServiceAccount } from '../../api/kubernetes/core.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const serviceAccounts: Kind<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  subresources: ['token'],
  columns: [name, age],
}
