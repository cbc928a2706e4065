// Service accounts of add-ons and the roles they are bound to.
import { clusterRoleBindings } from '../kinds/clusterrolebinding.ts'
import { clusterRoles } from '../kinds/clusterrole.ts'
import { serviceAccounts } from '../kinds/serviceaccount.ts'
import { type Addition, addition } from './apply.ts'

export interface Rule {
  apiGroups: string[]
  resources: string[]
  verbs: string[]
}

const GROUP = 'rbac.authorization.k8s.io'

/** An account of kube-system with a cluster role of its own. */
export function account(name: string, role: string, rules: readonly Rule[]): Addition[] {
  const subjects = [{ kind: 'ServiceAccount', name, namespace: 'kube-system' }]
  const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name: role }
  return [
    addition(serviceAccounts, { metadata: { name, namespace: 'kube-system' } }),
    addition(clusterRoles, { metadata: { name: role }, rules }),
    addition(clusterRoleBindings, { metadata: { name: role }, roleRef, subjects }),
  ]
}

export const READ = ['get', 'list', 'watch']
