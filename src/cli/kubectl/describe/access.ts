// kubectl describe of roles and of who has them.
import type { PolicyRule, Role, RoleBinding } from 'kubernetes-types/rbac/v1'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

function head(object: AnyObject): Page {
  const { name, labels, annotations } = object.metadata
  return new Page().line(0, `Name:\t${name}`).map(0, 'Labels', labels).annotations(0, annotations)
}

/** Rules taken apart to one for each resource, those that differ in verbs only put together. */
export function brokenDown(rules: readonly PolicyRule[]): PolicyRule[] {
  const single: PolicyRule[] = []
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } of rules) {
    for (const group of apiGroups)
      for (const resource of resources)
        for (const verb of verbs) {
          const base = { apiGroups: [group], resources: [resource], verbs: [verb] }
          if (resourceNames.length === 0) single.push(base)
          for (const name of resourceNames) single.push({ ...base, resourceNames: [name] })
        }
    for (const url of nonResourceURLs) for (const verb of verbs) single.push({ nonResourceURLs: [url], verbs: [verb] })
  }
  const out = new Map<string, PolicyRule>()
  for (const rule of single) {
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs])
    const known = out.get(key)
    if (!known) out.set(key, { ...rule, verbs: [...rule.verbs] })
    else if (!known.verbs.includes(rule.verbs[0]!)) known.verbs.push(rule.verbs[0]!)
  }
  return [...out.values()].sort((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : ruleKey(a) > ruleKey(b) ? 1 : 0))
}

const ruleKey = (rule: PolicyRule): string =>
  [rule.verbs, rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs]
    .map((list) => `[${(list ?? []).join(' ')}]`)
    .join(',')

/** `deployments.apps/scale`. */
export function resourceText({ resources = [], apiGroups = [] }: PolicyRule): string {
  const [resource, group] = [resources[0], apiGroups[0]]
  if (resource === undefined) return ''
  const [name, sub] = resource.split('/') as [string, string | undefined]
  return `${name}${group ? `.${group}` : ''}${sub ? `/${sub}` : ''}`
}

export const RULE_HEADER = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']

export const ruleRow = (rule: PolicyRule): string[] => [
  resourceText(rule),
  `[${(rule.nonResourceURLs ?? []).join(' ')}]`,
  `[${(rule.resourceNames ?? []).join(' ')}]`,
  `[${rule.verbs.join(' ')}]`,
]

export function describeRole(_: Kube, object: AnyObject): Promise<string> {
  const { rules } = object as unknown as As<Role>
  const page = head(object)
  page.line(0, 'PolicyRule:').table(1, RULE_HEADER, brokenDown(rules ?? []).map(ruleRow))
  return Promise.resolve(page.toString())
}

export function describeRoleBinding(_: Kube, object: AnyObject): Promise<string> {
  const { roleRef, subjects = [] } = object as unknown as As<RoleBinding>
  const page = head(object)
  page.line(0, 'Role:').line(1, `Kind:\t${roleRef.kind}`).line(1, `Name:\t${roleRef.name}`)
  page.line(0, 'Subjects:')
  const rows = subjects.map(({ kind, name, namespace }) => [kind, name, namespace ?? ''])
  page.table(1, ['Kind', 'Name', 'Namespace'], rows)
  return Promise.resolve(page.toString())
}
