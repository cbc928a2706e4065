// kubectl create role, clusterrole, rolebinding, clusterrolebinding.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { ApiResource } from '../discovery.ts'
import type { Kube } from '../session.ts'
import { COMMON, generate, oneName } from './generator.ts'

const group = 'rbac.authorization.k8s.io'
const API = `${group}/v1`

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

async function typeOf(kube: Kube, type: string): Promise<ApiResource> {
  try {
    return await kube.mapper.find(type)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    throw new StatusError(error.message.replace(/^error: (the server doesn't have)/, '$1'))
  }
}

async function rules(kube: Kube, options: RuleOptions) {
  kube.mapper.tries = 2
  const groups = new Map<string, string[]>()
  for (const word of options.resource) {
    const [type, sub] = word.split('/') as [string, string | undefined]
    const found = await typeOf(kube, type)
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

export const role = command({
  name: 'role',
  usage:
    'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  summary: 'Create a role with single rule',
  flags: { ...COMMON, ...RULES },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    checkRules(options)
    return generate(process, options, call, async (kube) => ({
      apiVersion: API,
      kind: 'Role',
      metadata: { name },
      rules: await rules(kube, options),
    }))
  },
})

export const clusterrole = command({
  name: 'clusterrole',
  usage: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  summary: 'Create a cluster role',
  flags: {
    ...COMMON,
    ...RULES,
    'aggregation-rule': { type: 'map', shownDefault: '', summary: 'Labels of the cluster roles whose rules it joins' },
    'non-resource-url': { type: 'csv', summary: 'Paths of the server that are no objects: /healthz' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const { 'aggregation-rule': labels, 'non-resource-url': nonResourceURLs } = options
    const aggregated = Object.keys(labels).length > 0
    if (aggregated && (options.verb.length > 0 || options.resource.length > 0 || nonResourceURLs.length > 0))
      throw new StatusError('error: aggregation rule must be specified without any resource or verb')
    if (!aggregated && nonResourceURLs.length === 0) checkRules(options)
    if (!aggregated && options.verb.length === 0) throw new StatusError('error: at least one verb must be specified')
    return generate(process, options, call, async (kube) => ({
      apiVersion: API,
      kind: 'ClusterRole',
      metadata: { name },
      rules: aggregated
        ? null
        : [
            ...(await rules(kube, options)),
            ...(nonResourceURLs.length > 0 ? [{ nonResourceURLs, verbs: options.verb }] : []),
          ],
      ...(aggregated ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] } } : {}),
    }))
  },
})

const ROLE = { role: { type: 'string', default: '', summary: 'The role' } } as const

const bindingOf = (kind: 'RoleBinding' | 'ClusterRoleBinding') =>
  command({
    name: kind.toLowerCase(),
    usage: `NAME --clusterrole=NAME${kind === 'RoleBinding' ? '|--role=NAME' : ''} [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]`,
    summary:
      kind === 'RoleBinding'
        ? 'Create a role binding for a particular role or cluster role'
        : 'Create a cluster role binding for a particular cluster role',
    flags: {
      ...COMMON,
      clusterrole: { type: 'string', default: '', summary: 'The cluster role' },
      ...(kind === 'RoleBinding' ? ROLE : {}),
      user: { type: 'list', summary: 'Users' },
      group: { type: 'list', summary: 'Groups' },
      serviceaccount: { type: 'list', summary: 'Service accounts: namespace:name' },
    },
    run: (process, options, args, call) => {
      const name = oneName(args, call)
      if (kind === 'ClusterRoleBinding' && !options.clusterrole)
        throw new StatusError('error: required flag(s) "clusterrole" not set')
      const role = String((options as { role?: string }).role ?? '')
      if (!options.clusterrole === !role)
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
        kind: role ? 'Role' : 'ClusterRole',
        name: role || options.clusterrole,
      }
      return generate(
        process,
        options,
        call,
        () => ({
          apiVersion: API,
          kind,
          metadata: { name },
          roleRef,
          subjects,
        }),
        `${kind.toLowerCase()}:`,
      )
    },
  })

export const rolebinding = bindingOf('RoleBinding')
export const clusterrolebinding = bindingOf('ClusterRoleBinding')
