// Role: what may be done in a namespace.
import type { Role } from '../../api/kubernetes/rbac.ts'
import { createdAt, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { validateRules } from './rbac-validation.ts'

export const roles: Kind<Role> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  namespaced: true,
  nameRule: 'path',
  columns: [name, createdAt],
  defaults(role) {
    role.rules ??= []
  },
  validate({ rules }, errors) {
    validateRules(rules, errors)
  },
}
