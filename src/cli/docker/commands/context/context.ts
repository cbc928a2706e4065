// docker context: which daemon the client talks to.
import { type ValueSource, command, textOption } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { quote } from '../../../golang.ts'
import { Client, missingContext } from '../../client.ts'
import { type Context, ConfigFile } from '../../config.ts'
import { forEach } from '../../each.ts'
import { format, listFormat } from '../../flags.ts'
import { formatList } from '../../format/list.ts'
import { natural } from '../../format/natural.ts'
import { inspectAll } from '../../inspecting.ts'
import { create, exportContext, importContext, update } from './change.ts'
import { contextOf, metadataOf, checkContextName } from './endpoint.ts'

const names: ValueSource = ({ process, global }) => [
  'default',
  ...new ConfigFile(process, textOption(global, 'config')).contexts().map((context) => context.Name),
]

const overridden = (what: string) =>
  `Warning: DOCKER_HOST environment variable overrides the active context. To use ${what}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`

const ls = command({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List contexts',
  synonyms: ['docker context ls', 'docker context list'],
  args: { max: 0 },
  flags: { format: listFormat, quiet: { type: 'bool', short: 'q', summary: 'Only show context names' } },
  async run(process, options, _, call) {
    const { config, contextName } = new Client(process, call.global)
    const all = [contextOf(process, config, 'default'), ...config.contexts()]
    const known = all.map((context) => row(context, contextName))
    if (!known.some((one) => one.Name === contextName)) known.push(missingRow(config, contextName))
    const rows = known
      .sort((a, b) => natural(a.Name, b.Name))
      .map((one) => (one.Current && !options.quiet && !options.format ? { ...one, Name: `${one.Name} *` } : one))
    const headers = {
      Name: 'NAME',
      Description: 'DESCRIPTION',
      DockerEndpoint: 'DOCKER ENDPOINT',
      Error: 'ERROR',
    }
    const table = '{{.Name}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}'
    const listing = { type: '*formatter.clientContextContext', headers, table, quiet: '{{.Name}}', rows }
    await process.print(formatList(listing, options.format, options.quiet))
    if (process.env.DOCKER_HOST) await process.error(overridden('a context'))
    return 0
  },
})

const row = (context: Context, current: string) => ({
  Current: context.Name === current,
  Description: metadataOf(context).Description ?? '',
  DockerEndpoint: context.Endpoints.docker.Host ?? '',
  Error: '',
  Name: context.Name,
})

/** The current context, which is nowhere to be found. */
function missingRow(config: ConfigFile, name: string): ReturnType<typeof row> {
  const why = missingContext(config, name)
  return {
    Current: true,
    Description: '',
    DockerEndpoint: '',
    Error: why.length > 45 ? `${why.slice(0, 44)}…` : why,
    Name: name,
  }
}

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
  args: { min: 1, max: 1, plain: true },
  complete: names,
  flags: {},
  async run(process, _, args, call) {
    const config = new ConfigFile(process, textOption(call.global, 'config'))
    const name = args[0]!
    if (name !== 'default') checkContextName(name)
    contextOf(process, config, name)
    const { currentContext: _before, ...rest } = config.read()
    config.write(name === 'default' ? rest : { ...rest, currentContext: name })
    await process.print(`${name}\n`)
    await process.error(`Current context is now ${quote(name)}\n`)
    if (process.env.DOCKER_HOST && name !== 'default') await process.error(overridden(quote(name)))
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
      if (contextName === name) {
        if (!options.force) throw new StatusError(`context ${quote(name)} is in use, set -f flag to force remove`)
        const { currentContext: _current, ...rest } = config.read()
        config.write(rest)
      }
      if (config.context(name)) config.removeContext(name)
      else if (!options.force) throw new StatusError(`context ${quote(name)} does not exist`)
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
    const { config, contextName } = new Client(process, call.global)
    const wanted = args.length > 0 ? args : [contextName]
    return inspectAll(
      process,
      wanted,
      options.format,
      async (name) => ({ ...contextOf(process, config, name), TLSMaterial: {}, Storage: storageOf(config, name) }),
      'context.contextWithTLSListing',
    )
  },
})

function storageOf(config: ConfigFile, name: string): { MetadataPath: string; TLSPath: string } {
  if (name === 'default') return { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' }
  const MetadataPath = config.contextPath(name).replace(/\/meta\.json$/, '')
  return { MetadataPath, TLSPath: MetadataPath.replace('/contexts/meta/', '/contexts/tls/') }
}

export const context = command({
  name: 'context',
  usage: '',
  summary: 'Manage contexts',
  group: 'Management Commands',
  flags: {},
  subcommands: [create, exportContext, importContext, inspect, ls, rm, show, update, use],
})
