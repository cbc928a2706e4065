// ClusterRoleBinding.
import type { ClusterRoleBinding } from '../../api/kubernetes/rbac.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const clusterRoleBindings: Kind<ClusterRoleBinding> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
  columns: [name, age],
}
