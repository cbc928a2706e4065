// RoleBinding: who may do what a role says, in its namespace.
import type { RoleBinding } from '../../api/kubernetes/rbac.ts'
import type { Kind } from './kind.ts'
import { bindingColumns, defaultBinding, validateBinding, validateBindingUpdate } from './rbac-validation.ts'

export const roleBindings: Kind<RoleBinding> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  namespaced: true,
  nameRule: 'path',
  columns: bindingColumns,
  defaults: defaultBinding,
  validate(binding, errors) {
    validateBinding(binding, ['Role', 'ClusterRole'], errors)
  },
  validateUpdate: validateBindingUpdate,
}
