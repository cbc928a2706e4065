// kubectl config: contexts, clusters and users of the kubeconfig.
import { base64, utf8 } from '../../../kernel/bytes.ts'
import type { Process } from '../../../machine/process.ts'
import { type Call, type Completion, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { type Kubeconfig, kubeconfigPaths, readKubeconfig, writeKubeconfig } from '../../kubeconfig.ts'
import { printerFor } from '../print/output.ts'
import { columns } from '../print/table.ts'
import { PRINT } from '../flags.ts'
import { bareGroup } from '../group.ts'
import { settingCommands } from './config-set.ts'

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
    if (args.length !== 1)
      throw new StatusError(
        `error: Unexpected args: [${args.join(' ')}]\nSee 'kubectl config use-context -h' for help and examples`,
      )
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
      const names = (await open(process, call))[what].map(({ name }) => name)
      await process.print(['NAME', ...names].map((name) => `${name}\n`).join(''))
      return 0
    },
  })

const deleteOne = (noun: 'cluster' | 'context' | 'user', list: 'clusters' | 'contexts' | 'users') =>
  command({
    name: `delete-${noun}`,
    usage: 'NAME',
    summary: `Delete the specified ${noun} from the kubeconfig`,
    args: { min: 1, max: 1 },
    flags: {},
    run: async (process, _, [name], call) => {
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
  args: { min: 2, max: 2 },
  flags: {},
  complete: contextNames,
  run: async (process, _, [before, after], call) => {
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
    merge: { type: 'bool', default: true, summary: 'Merge all files' },
    minify: { type: 'bool', summary: 'Only what the current context needs' },
    raw: { type: 'bool', summary: 'Show secrets as they are' },
  },
  run: async (process, options, _, call) => {
    let config = await open(process, call)
    if (options.minify) config = minified(config, String(call.global.context || config['current-context']))
    if (options.flatten) config = flattened(process, config)
    const shown = goNulls(options.raw ? config : redacted(config))
    const print = printerFor(process, options, () => '')
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

/** Empty lists are null, as Go writes nil slices. */
const goNulls = (config: Kubeconfig): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, Array.isArray(value) && value.length === 0 ? null : value]),
  )

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
