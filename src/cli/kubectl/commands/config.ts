// kubectl config: contexts, clusters and users of the kubeconfig.
import { base64, utf8 } from '../../../kernel/bytes.ts'
import type { Process } from '../../../machine/process.ts'
import { type Call, type Completion, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { type Kubeconfig, kubeconfigPaths, readKubeconfig, writeKubeconfig, written } from '../../kubeconfig.ts'
import { printerFor } from '../print/output.ts'
import { columns } from '../print/table.ts'
import { PRINT } from '../flags.ts'
import { bareGroup } from '../group.ts'
import { demandArgs, settingCommands } from './config-set.ts'

const open = (process: Process, call: Call) => readKubeconfig(process, String(call.global.kubeconfig ?? ''))
const save = (process: Process, call: Call, config: Kubeconfig) =>
  writeKubeconfig(process, config, String(call.global.kubeconfig ?? ''))
const file = (process: Process, call: Call) => kubeconfigPaths(process, String(call.global.kubeconfig ?? ''))[0]!

const contextNames = async ({ process, args }: Completion) =>
  args.length > 0 ? [] : (await readKubeconfig(process)).contexts.map(({ name }) => name)

const currentContext = command({
  name: 'current-context',
  usage: '[flags]',
  summary: 'Display the current-context',
  flags: {},
  run: async (process, _, __, call) => {
    const current = (await open(process, call))['current-context']
    if (!current) throw new StatusError('error: current-context is not set')
    await process.print(`${current}\n`)
    return 0
  },
})

const useContext = command({
  name: 'use-context',
  aliases: ['use'],
  usage: 'CONTEXT_NAME',
  summary: 'Set the current-context in a kubeconfig file',
  flags: {},
  complete: contextNames,
  run: async (process, _, args, call) => {
    demandArgs(args, call, 1)
    const config = await open(process, call)
    if (!config.contexts.some(({ name }) => name === args[0]))
      throw new StatusError(`error: no context exists with the name: "${args[0]}"`)
    config['current-context'] = args[0]!
    await save(process, call, config)
    await process.print(`Switched to context "${args[0]}".\n`)
    return 0
  },
})

const getContexts = command({
  name: 'get-contexts',
  usage: '[(-o|--output=)name)]',
  summary: 'Describe one or many contexts',
  flags: {
    'no-headers': { type: 'bool', summary: 'Leave the header line out' },
    output: { type: 'string', short: 'o', default: '', summary: 'name prints names only' },
  },
  complete: contextNames,
  run: async (process, options, args, call) => {
    if (options.output && options.output !== 'name')
      throw new StatusError(
        `error: --output ${options.output} is not available in kubectl config get-contexts; resetting to default output format`,
      )
    const config = await open(process, call)
    for (const name of args)
      if (!config.contexts.some((entry) => entry.name === name))
        await process.error(`error: context ${name} not found\n`)
    const wanted = config.contexts.filter(({ name }) => args.length === 0 || args.includes(name))
    wanted.sort((a, b) => (a.name < b.name ? -1 : 1))
    if (options.output === 'name') {
      await process.print(wanted.map(({ name }) => `${name}\n`).join(''))
      return 0
    }
    const rows = wanted.map(({ name, context }) =>
      [
        name === config['current-context'] ? '*' : '',
        name,
        context.cluster,
        context.user,
        context.namespace ?? '',
      ].join('\t'),
    )
    const head = options['no-headers'] ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'].join('\t')]
    await process.print(`${columns([...head, ...rows].join('\n'))}\n`)
    return args.length > 0 && wanted.length < args.length ? 1 : 0
  },
})

const namesList = (what: 'clusters' | 'users') =>
  command({
    name: `get-${what}`,
    usage: '[flags]',
    summary: `Display ${what} defined in the kubeconfig`,
    flags: {},
    run: async (process, _, __, call) => {
      const names = (await open(process, call))[what].map(({ name }) => name).sort()
      await process.print(['NAME', ...names].map((name) => `${name}\n`).join(''))
      return 0
    },
  })

const deleteOne = (noun: 'cluster' | 'context' | 'user', list: 'clusters' | 'contexts' | 'users') =>
  command({
    name: `delete-${noun}`,
    usage: 'NAME',
    summary: `Delete the specified ${noun} from the kubeconfig`,
    flags: {},
    run: async (process, _, [name], call) => {
      if (name === undefined)
        throw new StatusError(`error: ${noun} to delete is required\nSee '${call.path} -h' for help and examples`)
      const config = await open(process, call)
      const path = file(process, call)
      if (!config[list].some((entry) => entry.name === name))
        throw new StatusError(`error: cannot delete ${noun} ${name}, not in ${path}`)
      if (noun === 'context' && config['current-context'] === name) {
        await process.error(
          'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
        )
      }
      const without = <T extends { name: string }>(entries: T[]) => entries.filter((entry) => entry.name !== name)
      if (list === 'clusters') config.clusters = without(config.clusters)
      else if (list === 'contexts') config.contexts = without(config.contexts)
      else config.users = without(config.users)
      await save(process, call, config)
      await process.print(`deleted ${noun} ${name} from ${path}\n`)
      return 0
    },
  })

const renameContext = command({
  name: 'rename-context',
  usage: 'CONTEXT_NAME NEW_NAME',
  summary: 'Rename a context from the kubeconfig file',
  flags: {},
  complete: contextNames,
  run: async (process, _, args, call) => {
    demandArgs(args, call, 2)
    const [before, after] = args
    const config = await open(process, call)
    const entry = config.contexts.find(({ name }) => name === before)
    if (!entry)
      throw new StatusError(`error: cannot rename the context "${before}", it's not in ${file(process, call)}`)
    if (config.contexts.some(({ name }) => name === after))
      throw new StatusError(
        `error: cannot rename the context "${before}", the context "${after}" already exists in ${file(process, call)}`,
      )
    entry.name = after!
    if (config['current-context'] === before) config['current-context'] = after!
    await save(process, call, config)
    await process.print(`Context "${before}" renamed to "${after}".\n`)
    return 0
  },
})

const view = command({
  name: 'view',
  usage: '[flags]',
  summary: 'Display merged kubeconfig settings or a specified kubeconfig file',
  flags: {
    ...PRINT,
    output: { ...PRINT.output, default: 'yaml' },
    flatten: { type: 'bool', summary: 'Put the contents of files in' },
    merge: { type: 'bool', default: true, summary: 'Merge all files', absent: true },
    minify: { type: 'bool', summary: 'Only what the current context needs' },
    raw: { type: 'bool', summary: 'Show secrets as they are' },
  },
  run: async (process, options, _, call) => {
    let config = await open(process, call)
    if (options.minify) config = minified(config, String(call.global.context || config['current-context']))
    if (options.flatten) config = flattened(process, config)
    const shown = structured(options.raw ? config : redacted(config))
    const print = printerFor(process, options, () => '', { typed: true })
    await print!(shown)
    return 0
  },
})

function minified(config: Kubeconfig, current: string): Kubeconfig {
  const context = config.contexts.find(({ name }) => name === current)
  if (!context)
    throw new StatusError(
      current ? `error: cannot locate context ${current}` : 'error: current-context must exist in order to minify',
    )
  if (!config.clusters.some(({ name }) => name === context.context.cluster))
    throw new StatusError(`error: cannot locate cluster ${context.context.cluster}`)
  return {
    ...config,
    clusters: config.clusters.filter(({ name }) => name === context.context.cluster),
    contexts: [context],
    'current-context': current,
    users: config.users.filter(({ name }) => name === context.context.user),
  }
}

function flattened(process: Process, config: Kubeconfig): Kubeconfig {
  const inline = (path: string) => base64(utf8(process.readText(path)))
  const clusters = config.clusters.map(({ name, cluster }) => {
    const { 'certificate-authority': path, ...rest } = cluster
    return { name, cluster: path ? { 'certificate-authority-data': inline(path), ...rest } : cluster }
  })
  const users = config.users.map(({ name, user }) => {
    const { 'client-certificate': certificate, 'client-key': key, ...rest } = user
    return {
      name,
      user: {
        ...(certificate ? { 'client-certificate-data': inline(certificate) } : {}),
        ...(key ? { 'client-key-data': inline(key) } : {}),
        ...rest,
      },
    }
  })
  return { ...config, clusters, users }
}

/** Secrets are hidden as kubectl hides them. */
function redacted(config: Kubeconfig): Kubeconfig {
  const clusters = config.clusters.map(({ name, cluster }) => ({
    name,
    cluster: cluster['certificate-authority-data']
      ? { ...cluster, 'certificate-authority-data': 'DATA+OMITTED' }
      : cluster,
  }))
  const users = config.users.map(({ name, user }) => ({
    name,
    user: {
      ...user,
      ...(user['client-certificate-data'] ? { 'client-certificate-data': 'DATA+OMITTED' } : {}),
      ...(user['client-key-data'] ? { 'client-key-data': 'DATA+OMITTED' } : {}),
      ...(user.token ? { token: 'REDACTED' } : {}),
      ...(user.password ? { password: 'REDACTED' } : {}),
    },
  }))
  return { ...config, clusters, users }
}

/** In the order of the fields of clientcmd's structs, names first. */
function structured(config: Kubeconfig): Record<string, unknown> {
  const { apiVersion, kind, clusters, contexts, users } = written(config) as unknown as Kubeconfig
  const nulls = <T>(list: readonly T[] | null, shown: (entry: T) => unknown) => list?.map(shown) ?? null
  return {
    kind,
    apiVersion,
    clusters: nulls(clusters, ({ name, cluster }) => ({ name, cluster: ordered(cluster, CLUSTER_FIELDS) })),
    users: nulls(users, ({ name, user }) => ({ name, user: ordered(user, USER_FIELDS) })),
    contexts: nulls(contexts, ({ name, context }) => ({ name, context: ordered(context, CONTEXT_FIELDS) })),
    'current-context': config['current-context'],
  }
}

const CLUSTER_FIELDS =
  'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url extensions'
const USER_FIELDS = 'client-certificate client-certificate-data client-key client-key-data token username password exec'
const CONTEXT_FIELDS = 'cluster user namespace extensions'

function ordered(entry: object, fields: string): Record<string, unknown> {
  const values = entry as Record<string, unknown>
  const known = fields.split(' ').filter((key) => key in values)
  return { ...Object.fromEntries(known.map((key) => [key, values[key]])), ...values }
}

export const config = command({
  name: 'config',
  usage: 'SUBCOMMAND',
  summary: 'Modify kubeconfig files',
  group: 'Other Commands',
  flags: {},
  subcommands: [
    currentContext,
    deleteOne('cluster', 'clusters'),
    deleteOne('context', 'contexts'),
    deleteOne('user', 'users'),
    namesList('clusters'),
    getContexts,
    namesList('users'),
    renameContext,
    ...settingCommands({ open, save }),
    useContext,
    view,
  ],
  run: bareGroup,
})
