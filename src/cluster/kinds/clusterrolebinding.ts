// ClusterRoleBinding: who may do what a role says, anywhere.
import type { ClusterRoleBinding } from '../../api/kubernetes/rbac.ts'
import type { Kind } from './kind.ts'
import { bindingColumns, defaultBinding, validateBinding, validateBindingUpdate } from './rbac-validation.ts'

export const clusterRoleBindings: Kind<ClusterRoleBinding> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
  nameRule: 'path',
  columns: bindingColumns,
  defaults: defaultBinding,
  validate(binding, errors) {
    validateBinding(binding, ['ClusterRole'], errors)
  },
  validateUpdate: validateBindingUpdate,
}
