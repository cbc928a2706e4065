// ClusterRole.
import type { ClusterRole } from '../../api/kubernetes/rbac.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const clusterRoles: Kind<ClusterRole> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  columns: [name, age],
}
