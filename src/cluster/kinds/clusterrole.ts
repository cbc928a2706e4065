// ClusterRole: what may be done anywhere, or with what has no namespace.
import type { ClusterRole } from '../../api/kubernetes/rbac.ts'
import { createdAt, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { validateRules } from './rbac-validation.ts'

export const clusterRoles: Kind<ClusterRole> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  nameRule: 'path',
  columns: [name, createdAt],
  defaults(role) {
    role.rules ??= []
  },
  validate({ rules }, errors) {
    validateRules(rules, errors)
  },
}
