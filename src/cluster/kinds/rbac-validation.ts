// Rules and bindings of RBAC (upstream: pkg/apis/rbac/validation), and the columns of bindings.
import type { ClusterRoleBinding, PolicyRule, RoleBinding, Subject } from '../../api/kubernetes/rbac.ts'
import { age, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Column } from './kind.ts'

export function validateRules(rules: PolicyRule[] = [], errors: FieldErrors): void {
  rules.forEach(({ verbs, apiGroups, resources, nonResourceURLs }, i) => {
    const at = `rules[${i}]`
    if (!verbs?.length) errors.required(`${at}.verbs`, 'verbs must contain at least one value')
    if (nonResourceURLs?.length) return
    if (!apiGroups?.length) errors.required(`${at}.apiGroups`, 'resource rules must supply at least one api group')
    if (!resources?.length) errors.required(`${at}.resources`, 'resource rules must supply at least one resource')
  })
}

type AnyBinding = RoleBinding | ClusterRoleBinding

export function defaultBinding({ roleRef, subjects = [] }: AnyBinding): void {
  if (roleRef) roleRef.apiGroup ||= 'rbac.authorization.k8s.io'
  for (const subject of subjects)
    if (subject.kind !== 'ServiceAccount') subject.apiGroup ||= 'rbac.authorization.k8s.io'
}

export function validateBinding({ roleRef, subjects = [] }: AnyBinding, kinds: string[], errors: FieldErrors): void {
  if (!roleRef?.name) errors.required('roleRef.name')
  if (roleRef && !kinds.includes(roleRef.kind)) errors.notSupported('roleRef.kind', roleRef.kind, kinds)
  subjects.forEach(({ kind, name: subject, namespace }, i) => {
    if (!subject) errors.required(`subjects[${i}].name`)
    if (kind === 'ServiceAccount' && !namespace) errors.required(`subjects[${i}].namespace`)
  })
}

export function validateBindingUpdate(next: AnyBinding, old: AnyBinding, errors: FieldErrors): void {
  if (JSON.stringify(next.roleRef) !== JSON.stringify(old.roleRef))
    errors.invalid('roleRef', next.roleRef, 'cannot change roleRef')
}

const named =
  (kind: string) =>
  ({ subjects = [] }: AnyBinding) =>
    subjects
      .filter((subject: Subject) => subject.kind === kind)
      .map(({ name: subject, namespace }) => (kind === 'ServiceAccount' ? `${namespace}/${subject}` : subject))
      .join(', ')

export const bindingColumns: Column<RoleBinding & ClusterRoleBinding>[] = [
  name,
  { name: 'Role', cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
  age,
  { name: 'Users', wide: true, cell: named('User') },
  { name: 'Groups', wide: true, cell: named('Group') },
  { name: 'ServiceAccounts', wide: true, cell: named('ServiceAccount') },
]
