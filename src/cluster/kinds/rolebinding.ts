// RoleBinding.
import type { RoleBinding } from '../../api/kubernetes/rbac.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const roleBindings: Kind<RoleBinding> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  namespaced: true,
  columns: [name, age],
}
