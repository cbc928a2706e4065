// docker context: which daemon the client talks to.
import { type ValueSource, command, textOption } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { Client, DEFAULT_HOST, missingContext } from '../client.ts'
import { type Context, ConfigFile } from '../config.ts'
import { forEach } from '../each.ts'
import { format, listFormat } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { inspectAll } from '../inspecting.ts'

const names: ValueSource = ({ process, global }) => [
  'default',
  ...new ConfigFile(process, textOption(global, 'config')).contexts().map((context) => context.Name),
]

const OVERRIDDEN =
  'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n'

const ls = command({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List contexts',
  synonyms: ['docker context ls', 'docker context list'],
  args: { max: 0 },
  flags: { format: listFormat, quiet: { type: 'bool', short: 'q', summary: 'Only show context names' } },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const defaultHost = process.env.DOCKER_HOST || DEFAULT_HOST
    const all = [
      { name: 'default', description: 'Current DOCKER_HOST based configuration', host: defaultHost },
      ...client.config.contexts().map(describe),
    ].sort((a, b) => (a.name < b.name ? -1 : 1))
    const rows = all.map(({ name, description, host }) => ({
      Current: name === client.contextName,
      Description: description,
      DockerEndpoint: host,
      Error: '',
      Name: options.quiet ? name : name + (name === client.contextName && !options.format ? ' *' : ''),
    }))
    const headers = {
      Name: 'NAME',
      Description: 'DESCRIPTION',
      DockerEndpoint: 'DOCKER ENDPOINT',
      Error: 'ERROR',
      Current: 'CURRENT',
    }
    const table = '{{.Name}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}'
    const listing = { type: '*formatter.clientContextContext', headers, table, quiet: '{{.Name}}', rows }
    await process.print(formatList(listing, options.format, options.quiet))
    if (process.env.DOCKER_HOST && !options.quiet) await process.error(OVERRIDDEN)
    return 0
  },
})

const describe = (context: Context) => ({
  name: context.Name,
  description: context.Metadata.Description ?? '',
  host: context.Endpoints.docker.Host ?? '',
})

const show = command({
  name: 'show',
  usage: '',
  summary: 'Print the name of the current context',
  args: { max: 0 },
  flags: {},
  async run(process, _, _args, call) {
    await process.print(`${new Client(process, call.global).contextName}\n`)
    return 0
  },
})

const use = command({
  name: 'use',
  usage: 'CONTEXT',
  summary: 'Set the current docker context',
  args: { min: 1, max: 1 },
  complete: names,
  flags: {},
  async run(process, _, args, call) {
    const config = new ConfigFile(process, textOption(call.global, 'config'))
    const name = args[0]!
    if (name !== 'default' && !config.context(name)) throw new StatusError(missingContext(config, name))
    const { currentContext: _before, ...rest } = config.read()
    config.write(name === 'default' ? rest : { ...rest, currentContext: name })
    await process.print(`${name}\n`)
    await process.error(`Current context is now ${JSON.stringify(name)}\n`)
    if (process.env.DOCKER_HOST) await process.error(OVERRIDDEN)
    return 0
  },
})

const create = command({
  name: 'create',
  usage: '[OPTIONS] CONTEXT',
  summary: 'Create a context',
  args: { min: 1, max: 1 },
  flags: {
    description: { type: 'string', summary: 'Description of the context' },
    docker: { type: 'list', label: 'stringToString', summary: 'set the docker endpoint', shownDefault: '[]' },
    from: { type: 'string', summary: 'create context from a named context' },
  },
  async run(process, options, args, call) {
    const config = new ConfigFile(process, textOption(call.global, 'config'))
    const name = args[0]!
    if (name === 'default') throw new StatusError('"default" is a reserved context name')
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name)) {
      throw new StatusError(
        `context name ${JSON.stringify(name)} is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`,
      )
    }
    if (config.context(name)) throw new StatusError(`context ${JSON.stringify(name)} already exists`)
    if (options.docker.length === 0 && !options.from) throw new StatusError('docker endpoint configuration is required')
    const pairs = options.docker
      .flatMap((word) => word.split(','))
      .map((pair) => pair.split(/=(.*)/s, 2) as [string, string])
    const Host =
      pairs.find(([key]) => key === 'host')?.[1] ?? config.context(options.from)?.Endpoints.docker.Host ?? DEFAULT_HOST
    config.writeContext({
      Name: name,
      Metadata: options.description ? { Description: options.description } : {},
      Endpoints: { docker: { Host, SkipTLSVerify: false } },
    })
    await process.print(`${name}\n`)
    await process.error(`Successfully created context ${JSON.stringify(name)}\n`)
    return 0
  },
})

const rm = command({
  name: 'rm',
  aliases: ['remove'],
  usage: 'CONTEXT [CONTEXT...]',
  summary: 'Remove one or more contexts',
  synonyms: ['docker context rm', 'docker context remove'],
  args: { min: 1 },
  complete: names,
  flags: { force: { type: 'bool', short: 'f', summary: 'Force the removal of a context in use' } },
  run(process, options, args, call) {
    const { config, contextName } = new Client(process, call.global)
    return forEach(process, args, async (name) => {
      if (name === 'default') throw new StatusError('context "default" cannot be removed')
      if (!config.context(name)) throw new StatusError(missingContext(config, name))
      if (contextName === name) {
        if (!options.force)
          throw new StatusError(`context ${JSON.stringify(name)} is in use, set -f flag to force remove`)
        const { currentContext: _current, ...rest } = config.read()
        config.write(rest)
      }
      config.removeContext(name)
      return name
    })
  },
})

const inspect = command({
  name: 'inspect',
  usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
  summary: 'Display detailed information on one or more contexts',
  complete: names,
  flags: { format: { ...format, short: 'f' } },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    const wanted = args.length > 0 ? args : [client.contextName]
    return inspectAll(
      process,
      wanted,
      options.format,
      async (name) => {
        const memory = '<IN MEMORY>'
        if (name === 'default') {
          const host = process.env.DOCKER_HOST || DEFAULT_HOST
          const docker = { Host: host, SkipTLSVerify: false }
          return {
            Name: name,
            Metadata: {},
            Endpoints: { docker },
            TLSMaterial: {},
            Storage: { MetadataPath: memory, TLSPath: memory },
          }
        }
        const context = client.config.context(name)
        if (!context) throw new StatusError(missingContext(client.config, name))
        const MetadataPath = client.config.contextPath(name).replace(/\/meta\.json$/, '')
        const TLSPath = MetadataPath.replace('/contexts/meta/', '/contexts/tls/')
        return { ...context, TLSMaterial: {}, Storage: { MetadataPath, TLSPath } }
      },
      false,
    )
  },
})

const absent = (name: string, usage: string, summary: string) =>
  command({
    name,
    usage,
    summary,
    flags: {},
    run() {
      throw notSimulated(`docker context ${name}`)
    },
  })

export const context = command({
  name: 'context',
  usage: '',
  summary: 'Manage contexts',
  group: 'Management Commands',
  flags: {},
  subcommands: [
    create,
    absent('export', 'CONTEXT [FILE|-]', 'Export a context to a tar archive FILE or a tar stream on STDOUT'),
    absent('import', 'CONTEXT FILE|-', 'Import a context from a tar or zip file'),
    inspect,
    ls,
    rm,
    show,
    absent('update', '[OPTIONS] CONTEXT', 'Update a context'),
    use,
  ],
})
