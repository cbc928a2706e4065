// RBAC: who may do what (upstream: plugin/pkg/auth/authorizer/rbac). Members of system:masters may do everything.
import type { ClusterRole, PolicyRule, Subject } from '../../api/kubernetes/rbac.ts'
import { clusterRoleBindings } from '../kinds/clusterrolebinding.ts'
import { clusterRoles } from '../kinds/clusterrole.ts'
import { roleBindings } from '../kinds/rolebinding.ts'
import { roles } from '../kinds/role.ts'
import type { UserInfo } from './authentication.ts'
import type { Cluster } from './cluster.ts'

export interface Asked {
  verb: string
  group: string
  resource: string
  subresource: string
  namespace: string
  name: string
  /** Of a request for no resource. */
  path?: string
}

/** Why it is allowed; undefined when it is not. */
export function allowed(cluster: Cluster, user: UserInfo, asked: Asked): string | undefined {
  if (user.groups.includes('system:masters')) return 'system:masters'
  for (const binding of cluster.list(clusterRoleBindings)) {
    if (!binding.subjects?.some((subject) => isSubject(subject, user))) continue
    const role = cluster.get(clusterRoles, binding.roleRef.name)
    if (role?.rules?.some((rule) => covers(rule, asked)))
      return because('ClusterRoleBinding', binding.metadata.name, 'ClusterRole', role, user)
  }
  if (!asked.namespace) return undefined
  for (const binding of cluster.list(roleBindings, asked.namespace)) {
    if (!binding.subjects?.some((subject) => isSubject(subject, user, asked.namespace))) continue
    const { kind, name } = binding.roleRef
    const role =
      kind === 'ClusterRole' ? cluster.get(clusterRoles, name) : cluster.get(roles, `${asked.namespace}/${name}`)
    if (role?.rules?.some((rule) => covers(rule, asked))) {
      return because('RoleBinding', `${binding.metadata.name}/${asked.namespace}`, kind, role as ClusterRole, user)
    }
  }
  return undefined
}

const because = (kind: string, name: string, roleKind: string, role: ClusterRole, user: UserInfo) =>
  `RBAC: allowed by ${kind} ${JSON.stringify(name)} of ${roleKind} ${JSON.stringify(role.metadata.name)} to User ${JSON.stringify(user.username)}`

function isSubject(subject: Subject, user: UserInfo, namespace = ''): boolean {
  if (subject.kind === 'User') return subject.name === user.username
  if (subject.kind === 'Group') return user.groups.includes(subject.name)
  return user.username === `system:serviceaccount:${subject.namespace || namespace}:${subject.name}`
}

const has = (list: string[] | undefined, wanted: string) => list?.some((one) => one === '*' || one === wanted) ?? false

function covers(rule: PolicyRule, { verb, group, resource, subresource, name, path }: Asked): boolean {
  if (!has(rule.verbs, verb)) return false
  if (path !== undefined) {
    return (
      rule.nonResourceURLs?.some(
        (url) => url === path || url === '*' || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
      ) ?? false
    )
  }
  const full = subresource ? `${resource}/${subresource}` : resource
  const named = !rule.resourceNames?.length || rule.resourceNames.includes(name)
  const resources = has(rule.resources, full) || (subresource !== '' && has(rule.resources, `*/${subresource}`))
  return has(rule.apiGroups, group) && resources && named
}
