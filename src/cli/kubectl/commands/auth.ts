// kubectl auth: what one may do, and as whom one is known.
import { type Call, type Options, command } from '../../command.ts'
import type { Process } from '../../../machine/process.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { Unreachable } from '../client.ts'
import { RULE_HEADER, brokenDown, ruleRow } from '../describe/access.ts'
import type { ApiResource } from '../discovery.ts'
import { DRY_RUN, FILES, PRINT } from '../flags.ts'
import { bareGroup } from '../group.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { columns } from '../print/table.ts'
import { Kube } from '../session.ts'
import { requireFiles } from './create.ts'

const CAN_FLAGS = {
  'all-namespaces': { type: 'bool', short: 'A', summary: 'In every namespace' },
  list: { type: 'bool', summary: 'Show all that is allowed' },
  'no-headers': { type: 'bool', summary: 'Leave the header line out' },
  quiet: { type: 'bool', short: 'q', summary: 'Say nothing; the exit code tells' },
  subresource: { type: 'string', default: '', summary: 'Subresource of the type' },
} as const

const VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate escalate proxy approve sign attest *'.split(
    ' ',
  ),
)
const URL_VERBS = new Set('get put post head options delete patch *'.split(' '))

const usage = () =>
  new StatusError(
    "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
  )

const canI = command({
  name: 'can-i',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  summary: 'Check whether an action is allowed',
  examples: '# May I make pods?\nkubectl auth can-i create pods\n\n# What may I do here?\nkubectl auth can-i --list',
  flags: CAN_FLAGS,
  complete: ({ args }) => (args.length === 0 ? [...VERBS] : []),
  run: async (process, options, args, call) => {
    if (options.list) {
      if (args.length > 0) throw new StatusError('error: list option must be specified with no arguments')
      return listRules(process, options, call)
    }
    if (args.length < 2 || args.length > 3) throw usage()
    return ask(process, options, args, call)
  },
})

/** Two tries, then it goes on without knowing the type. */
const TRIES = 2

async function ask(
  process: Process,
  options: Options<typeof CAN_FLAGS>,
  [verb, target, name]: string[],
  call: Call,
): Promise<number> {
  const kube = await Kube.open(process, call)
  kube.mapper.tries = TRIES
  const warn = async (text: string) => {
    if (!options.quiet) await process.error(`Warning: ${text}\n`)
  }
  const url = target!.startsWith('/')
  if (!(url ? URL_VERBS : VERBS).has(verb!)) await warn(`verb '${verb}' is not a known verb\n`)
  let spec: Record<string, unknown>
  if (url) spec = { nonResourceAttributes: { path: target, verb } }
  else {
    const [type, slashed] = target!.split('/') as [string, string?]
    const resource = type === '*' ? undefined : await lookup(kube, type)
    if (type !== '*' && !resource) await warn(unknown(type))
    if (resource && !resource.namespaced && !options['all-namespaces'])
      await warn(
        `resource '${resource.name}' is not namespace scoped${resource.group ? ` in group '${resource.group}'` : ''}\n`,
      )
    const attributes = {
      namespace: options['all-namespaces'] ? '' : kube.namespace,
      verb,
      group: resource?.group ?? (type === '*' ? '*' : type.split('.').slice(1).join('.')),
      resource: resource?.name ?? type.split('.')[0],
      subresource: options.subresource,
      name: slashed ?? name ?? '',
    }
    spec = { resourceAttributes: attributes }
  }
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const answer = await kube.client.json<AnyObject>(path, { method: 'POST', body: review })
  const allowed = at(answer, 'status', 'allowed') === true
  const reason = at(answer, 'status', 'reason') as string | undefined
  const failed = at(answer, 'status', 'evaluationError') as string | undefined
  if (!options.quiet) {
    const why = `${!allowed && reason ? ` - ${reason}` : ''}${failed ? ` - ${failed}` : ''}`
    await process.print(`${allowed ? 'yes' : 'no'}${why}\n`)
  }
  return allowed ? 0 : 1
}

const unknown = (type: string): string => {
  const [name, ...group] = type.split('.')
  return group.length === 0
    ? `the server doesn't have a resource type '${name}'\n`
    : `the server doesn't have a resource type '${name}' in group '${group.join('.')}'\n`
}

async function lookup(kube: Kube, type: string): Promise<ApiResource | undefined> {
  try {
    return await kube.mapper.find(type)
  } catch (error) {
    if (error instanceof Unreachable || error instanceof StatusError) return undefined
    throw error
  }
}

async function listRules(process: Process, options: Options<typeof CAN_FLAGS>, call: Call): Promise<number> {
  const kube = await Kube.open(process, call)
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace: kube.namespace },
  }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
  const { status } = await kube.client.json<AnyObject>(path, { method: 'POST', body: review })
  const rules = [...(at(status, 'resourceRules') as never[]), ...(at(status, 'nonResourceRules') as never[])]
  const rows = brokenDown(rules).map(ruleRow)
  const lines = (options['no-headers'] ? rows : [RULE_HEADER, ...rows]).map((cells) => cells.join('\t'))
  await process.print(`${columns(lines.join('\n'))}\n`)
  return 0
}

const whoami = command({
  name: 'whoami',
  usage: '',
  summary: 'Experimental: Check self subject attributes',
  args: { max: 0 },
  flags: PRINT,
  run: async (process, options, _, call) => {
    const kube = await Kube.open(process, call)
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const answer = await kube.client.json<AnyObject>(path, { method: 'POST', body })
    const { creationTimestamp: _null, ...metadata } = answer.metadata
    const printer = printerFor(process, options, () => 'selfsubjectreview.authentication.k8s.io/', { typed: true })
    if (printer) {
      await printer({ ...answer, metadata })
      return 0
    }
    const user = at(answer, 'status', 'userInfo') as {
      username: string
      uid?: string
      groups?: string[]
      extra?: Record<string, string[]>
    }
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ['Username', user.username],
      ...(user.uid ? [['UID', user.uid]] : []),
      ...(user.groups?.length ? [['Groups', `[${user.groups.join(' ')}]`]] : []),
      ...Object.entries(user.extra ?? {}).map(([key, values]) => [`Extra: ${key}`, `[${values.join(' ')}]`]),
    ]
    await process.print(`${columns(rows.map((cells) => cells.join('\t')).join('\n'))}\n`)
    return 0
  },
})

const reconcile = command({
  name: 'reconcile',
  usage: '-f FILENAME',
  summary: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  flags: {
    ...PRINT,
    ...FILES,
    ...DRY_RUN,
    'remove-extra-permissions': { type: 'bool', summary: 'Take away what the file does not give' },
    'remove-extra-subjects': { type: 'bool', summary: 'Take away who is not in the file' },
  },
  run: (_, options, args, call) => {
    requireFiles(call.path, options, args)
    throw notSimulated('kubectl auth reconcile')
  },
})

export const auth = command({
  name: 'auth',
  usage: '[flags]',
  summary: 'Inspect authorization',
  long: 'Inspect authorization.',
  group: 'Troubleshooting and Debugging Commands',
  flags: {},
  subcommands: [canI, reconcile, whoami],
  run: bareGroup,
})
