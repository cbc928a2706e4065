// kubectl create role, clusterrole, rolebinding, clusterrolebinding.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { Kube } from '../session.ts'
import { COMMON, generate, oneName } from './generator.ts'

const RULES = {
  verb: { type: 'csv', summary: 'What may be done: get, list, …' },
  resource: { type: 'csv', summary: 'With what: pods, deployments.apps, pods/log' },
  'resource-name': { type: 'list', summary: 'Only with objects of these names' },
} as const

interface RuleOptions {
  verb: string[]
  resource: string[]
  'resource-name': string[]
}

async function rules(kube: Kube, options: RuleOptions) {
  const groups = new Map<string, string[]>()
  for (const word of options.resource) {
    const [type, sub] = word.split('/') as [string, string | undefined]
    const found = await kube.mapper.find(type)
    const name = sub ? `${found.name}/${sub}` : found.name
    groups.set(found.group, [...(groups.get(found.group) ?? []), name])
  }
  const names = options['resource-name'].length > 0 ? { resourceNames: options['resource-name'] } : {}
  return [...groups].map(([group, resources]) => ({ apiGroups: [group], resources, ...names, verbs: options.verb }))
}

function checkRules(options: RuleOptions): void {
  if (options.verb.length === 0) throw new StatusError('error: at least one verb must be specified')
  if (options.resource.length === 0) throw new StatusError('error: at least one resource must be specified')
}

const roleOf = (kind: 'Role' | 'ClusterRole') =>
  command({
    name: kind.toLowerCase(),
    usage:
      'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
    summary: kind === 'Role' ? 'Create a role with single rule' : 'Create a cluster role',
    flags: { ...COMMON, ...RULES },
    run: (process, options, args, call) => {
      const name = oneName(args, call)
      checkRules(options)
      return generate(process, options, call, async (kube) => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind,
        metadata: { name },
        rules: await rules(kube, options),
      }))
    },
  })

export const role = roleOf('Role')
export const clusterrole = roleOf('ClusterRole')

const group = 'rbac.authorization.k8s.io'

const bindingOf = (kind: 'RoleBinding' | 'ClusterRoleBinding') =>
  command({
    name: kind.toLowerCase(),
    usage:
      'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
    summary:
      kind === 'RoleBinding'
        ? 'Create a role binding for a particular role or cluster role'
        : 'Create a cluster role binding for a particular cluster role',
    flags: {
      ...COMMON,
      clusterrole: { type: 'string', default: '', summary: 'The cluster role' },
      role: { type: 'string', default: '', summary: 'The role' },
      user: { type: 'list', summary: 'Users' },
      group: { type: 'list', summary: 'Groups' },
      serviceaccount: { type: 'list', summary: 'Service accounts: namespace:name' },
    },
    run: (process, options, args, call) => {
      const name = oneName(args, call)
      if (!options.clusterrole === !options.role)
        throw new StatusError('error: exactly one of clusterrole or role must be specified')
      const accounts = options.serviceaccount.map((word) => {
        const [namespace, account] = word.split(':')
        if (!account) throw new StatusError('error: serviceaccount must be <namespace>:<name>')
        return { kind: 'ServiceAccount', name: account, namespace }
      })
      const subjects = [
        ...options.user.map((user) => ({ apiGroup: group, kind: 'User', name: user })),
        ...options.group.map((member) => ({ apiGroup: group, kind: 'Group', name: member })),
        ...accounts,
      ]
      const roleRef = {
        apiGroup: group,
        kind: options.role ? 'Role' : 'ClusterRole',
        name: options.role || options.clusterrole,
      }
      return generate(process, options, call, () => ({
        apiVersion: `${group}/v1`,
        kind,
        metadata: { name },
        roleRef,
        subjects,
      }))
    },
  })

export const rolebinding = bindingOf('RoleBinding')
export const clusterrolebinding = bindingOf('ClusterRoleBinding')
