// kubectl config set-cluster, set-context, set-credentials, set, unset: single entries of the kubeconfig.
import type { Process } from '../../../machine/process.ts'
import { type Call, type Command, command } from '../../command.ts'
import { base64 } from '../../../kernel/bytes.ts'
import { StatusError } from '../../error.ts'
import { kubectlHelp } from '../../help.ts'
import { type Kubeconfig, type UserEntry, setNamed } from '../../kubeconfig.ts'

interface Store {
  open(process: Process, call: Call): Promise<Kubeconfig>
  save(process: Process, call: Call, config: Kubeconfig): Promise<void>
}

export const settingCommands = (store: Store): Command[] => [
  setProperty(store),
  setCluster(store),
  setContext(store),
  setCredentials(store),
  unsetProperty(store),
]

const LISTS = new Set(['clusters', 'contexts', 'users', 'current-context', 'preferences'])

/** The help page and what is wrong, where the number of words is. */
export function demandArgs(args: readonly string[], call: Call, count: number): void {
  if (args.length === count) return
  throw new StatusError(`error: Unexpected args: [${args.join(' ')}]`, 1, kubectlHelp(call.chain))
}

const given = (call: Call, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([flag]) => call.changed(flag)))

const setCluster = (store: Store) =>
  command({
    name: 'set-cluster',
    usage:
      'NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
    summary: 'Set a cluster entry in kubeconfig',
    flags: {
      server: { type: 'string', default: '', summary: 'Address of the API server' },
      'certificate-authority': { type: 'string', default: '', summary: 'File with the certificate authority' },
      'insecure-skip-tls-verify': { type: 'bool', summary: "Do not check the server's certificate" },
      'embed-certs': { type: 'bool', summary: 'Put the contents of the file in' },
      'tls-server-name': { type: 'string', default: '', summary: 'Name in the certificate' },
      'proxy-url': { type: 'string', default: '', summary: 'Taken, and of no effect here' },
    },
    run: async (process, options, args, call) => {
      demandArgs(args, call, 1)
      const [name] = args
      const config = await store.open(process, call)
      const before = config.clusters.find((entry) => entry.name === name)?.cluster
      const strings = given(call, {
        server: options.server,
        'tls-server-name': options['tls-server-name'],
        'proxy-url': options['proxy-url'],
      })
      const authority = call.changed('certificate-authority')
        ? fileOrData(process, 'certificate-authority', options['certificate-authority'], options['embed-certs'])
        : {}
      const skip = call.changed('insecure-skip-tls-verify')
        ? { 'insecure-skip-tls-verify': options['insecure-skip-tls-verify'] }
        : {}
      setNamed(config.clusters, { cluster: { server: '', ...before, ...strings, ...skip, ...authority }, name: name! })
      await store.save(process, call, config)
      await process.print(`Cluster "${name}" set.\n`)
      return 0
    },
  })

/** `key=value` words laid over what is there; `key-` removes. */
function overlay(words: readonly string[], before: Readonly<Record<string, string>>): Record<string, string> {
  const out = { ...before }
  for (const word of words) {
    const equals = word.indexOf('=')
    if (equals > 0) out[word.slice(0, equals)] = word.slice(equals + 1)
    else if (word.endsWith('-')) delete out[word.slice(0, -1)]
    else throw new StatusError(`error: Error: cannot parse auth provider argument: ${word}`)
  }
  return out
}

function providerOf(
  options: { 'auth-provider': string; 'auth-provider-arg': string[] },
  before: UserEntry | undefined,
) {
  const { 'auth-provider': name, 'auth-provider-arg': words } = options
  const there = before?.['auth-provider']
  if (!name && words.length === 0) return {}
  const same = !name || name === there?.name
  const config = overlay(words, same ? (there?.config ?? {}) : {})
  const settings = Object.keys(config).length > 0 ? config : null
  return { 'auth-provider': { config: settings as Record<string, string>, name: name || (there?.name ?? '') } }
}

interface ExecOptions {
  'exec-command': string
  'exec-api-version': string
  'exec-arg': string[]
  'exec-env': string[]
  'exec-interactive-mode': string
  'exec-provide-cluster-info': boolean
}

function execOf(options: ExecOptions, before: UserEntry | undefined, call: Call): Pick<UserEntry, 'exec'> {
  const asked = Object.keys(options).some((flag) => flag.startsWith('exec-') && call.changed(flag))
  if (!asked) return {}
  const there = before?.exec
  const variables = overlay(
    options['exec-env'],
    Object.fromEntries((there?.env ?? []).map(({ name, value }) => [name, value])),
  )
  const env = Object.entries(variables).map(([name, value]) => ({ name, value }))
  const args = options['exec-arg'].length > 0 ? options['exec-arg'] : there?.args
  return {
    exec: {
      apiVersion: options['exec-api-version'] || (there?.apiVersion ?? ''),
      args: args ?? null,
      command: options['exec-command'] || (there?.command ?? ''),
      env: env.length > 0 ? env : null,
      interactiveMode: options['exec-interactive-mode'] || (there?.interactiveMode ?? 'IfAvailable'),
      provideClusterInfo: call.changed('exec-provide-cluster-info')
        ? options['exec-provide-cluster-info']
        : (there?.provideClusterInfo ?? false),
    },
  }
}

/** An entry for a file: its absolute path, or its contents in base64. */
function fileOrData(process: Process, name: string, path: string, embed: boolean): Record<string, string | undefined> {
  if (!embed) return { [name]: process.path(path), [`${name}-data`]: undefined }
  const bytes = process.fs.exists(process.path(path)) ? process.readFile(path).bytes() : undefined
  if (!bytes)
    throw new StatusError(`error: could not read ${name} data from ${path}: open ${path}: no such file or directory`)
  return { [name]: undefined, [`${name}-data`]: base64(bytes) }
}

const setContext = (store: Store) =>
  command({
    name: 'set-context',
    usage: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
    summary: 'Set a context entry in kubeconfig',
    flags: {
      current: { type: 'bool', summary: 'Change the current context' },
      cluster: { type: 'string', default: '', summary: 'Its cluster' },
      user: { type: 'string', default: '', summary: 'Its user' },
      namespace: { type: 'string', short: 'n', default: '', summary: 'Its namespace' },
    },
    run: async (process, options, args, call) => {
      const config = await store.open(process, call)
      const name = options.current ? config['current-context'] : args[0]
      if (options.current && args.length > 0)
        throw new StatusError('error: you cannot specify both a context name and --current')
      if (!name)
        throw new StatusError(
          options.current
            ? 'error: no current context is set'
            : 'error: you must specify a non-empty context name or --current',
        )
      const before = config.contexts.find((entry) => entry.name === name)?.context
      const changes = given(call, { cluster: options.cluster, user: options.user, namespace: options.namespace })
      setNamed(config.contexts, { context: { cluster: '', user: '', ...before, ...changes }, name })
      await store.save(process, call, config)
      await process.print(`Context "${name}" ${before ? 'modified' : 'created'}.\n`)
      return 0
    },
  })

const setCredentials = (store: Store) =>
  command({
    name: 'set-credentials',
    usage:
      'NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
    summary: 'Set a user entry in kubeconfig',
    flags: {
      'client-certificate': { type: 'string', default: '', summary: 'File with the certificate' },
      'client-key': { type: 'string', default: '', summary: 'File with its key' },
      'embed-certs': { type: 'bool', summary: 'Put the contents of the files in' },
      'auth-provider': { type: 'string', default: '', summary: 'Who gives out its tokens' },
      'auth-provider-arg': { type: 'list', summary: 'key=value for the provider; key- removes' },
      'exec-api-version': { type: 'string', default: '', summary: 'Version of the API that the command speaks' },
      'exec-arg': { type: 'list', summary: 'Arguments of the command' },
      'exec-command': { type: 'string', default: '', summary: 'Command that gives out credentials' },
      'exec-env': { type: 'list', summary: 'key=value for the command; key- removes' },
      'exec-interactive-mode': { type: 'string', default: '', summary: 'Never, IfAvailable or Always' },
      'exec-provide-cluster-info': { type: 'bool', summary: 'Tell the command about the cluster' },
      token: { type: 'string', default: '', summary: 'Bearer token' },
      username: { type: 'string', default: '', summary: 'User name' },
      password: { type: 'string', default: '', summary: 'Password' },
    },
    run: async (process, options, args, call) => {
      demandArgs(args, call, 1)
      const [name] = args
      const config = await store.open(process, call)
      const before = config.users.find((entry) => entry.name === name)?.user
      const { 'client-certificate': certificate, 'client-key': key, token, username, password } = options
      const embed = options['embed-certs']
      const files = {
        ...(call.changed('client-certificate') ? fileOrData(process, 'client-certificate', certificate, embed) : {}),
        ...(call.changed('client-key') ? fileOrData(process, 'client-key', key, embed) : {}),
      }
      const changes = given(call, { token, username, password })
      const user = { ...before, ...changes, ...files, ...providerOf(options, before), ...execOf(options, before, call) }
      setNamed(config.users, { name: name!, user })
      await store.save(process, call, config)
      await process.print(`User "${name}" set.\n`)
      return 0
    },
  })

/** `contexts.dev.namespace` → the record that holds the last key. Lists are addressed by entry name. */
function locate(
  config: Kubeconfig,
  path: string,
  make: boolean,
): { holder: Record<string, unknown>; key: string } | undefined {
  const [list, name, ...rest] = path.split('.')
  if (list === 'current-context' && name === undefined)
    return { holder: config as unknown as Record<string, unknown>, key: 'current-context' }
  const inner = { clusters: 'cluster', contexts: 'context', users: 'user' }[list ?? '']
  if (!inner || name === undefined) return undefined
  const entries = config[list as 'clusters'] as unknown as Record<string, unknown>[]
  let entry = entries.find((candidate) => candidate.name === name)
  if (!entry && make) {
    entry = { name, [inner]: {} }
    entries.push(entry)
  }
  if (!entry) return undefined
  if (rest.length === 0) return { holder: Object.fromEntries([['list', entries]]), key: name }
  return { holder: entry[inner] as Record<string, unknown>, key: rest.join('.') }
}

const setProperty = (store: Store) =>
  command({
    name: 'set',
    usage: 'PROPERTY_NAME PROPERTY_VALUE',
    summary: 'Set an individual value in a kubeconfig file',
    flags: { 'set-raw-bytes': { type: 'bool', summary: 'The value is base64', absent: true } },
    run: async (process, _, args, call) => {
      demandArgs(args, call, 2)
      const [path, value] = args
      const config = await store.open(process, call)
      const found = locate(config, path!, true)
      if (!found || found.holder.list) throw new StatusError(`error: unable to parse ${path} after [] at api.Config`)
      found.holder[found.key] = value === 'true' ? true : value === 'false' ? false : value
      await store.save(process, call, config)
      await process.print(`Property "${path}" set.\n`)
      return 0
    },
  })

const unsetProperty = (store: Store) =>
  command({
    name: 'unset',
    usage: 'PROPERTY_NAME',
    summary: 'Unset an individual value in a kubeconfig file',
    flags: {},
    run: async (process, _, args, call) => {
      demandArgs(args, call, 1)
      const [path] = args
      const config = await store.open(process, call)
      const found = locate(config, path!, false)
      if (!found && !LISTS.has(path!.split('.')[0]!))
        throw new StatusError(`error: unable to parse ${path} after [] at api.Config`)
      if (found?.holder.list) {
        const list = found.holder.list as { name: string }[]
        list.splice(
          list.findIndex(({ name }) => name === found.key),
          1,
        )
      } else if (found && found.key === 'current-context') config['current-context'] = ''
      else if (found) delete found.holder[found.key]
      await store.save(process, call, config)
      await process.print(`Property "${path}" unset.\n`)
      return 0
    },
  })
