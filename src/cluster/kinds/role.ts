// Role.
import type { Role } from '../../api/kubernetes/rbac.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const roles: Kind<Role> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  namespaced: true,
  columns: [name, age],
}
