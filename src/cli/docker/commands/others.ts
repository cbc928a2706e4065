// docker plugin, checkpoint and trust: what is left of them without plugins, experiments and notaries.
import { type Command, command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { ApiError, Client } from '../client.ts'
import { listFormat, noTrunc } from '../flags.ts'
import { formatList } from '../format/list.ts'

interface Plugin {
  Id: string
  Name: string
  Config: { Description: string }
  Enabled: boolean
}

const pluginLs = command({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List plugins',
  args: { max: 0 },
  flags: {
    format: listFormat,
    'no-trunc': noTrunc,
    quiet: { type: 'bool', short: 'q', summary: 'Only display plugin IDs' },
  },
  async run(process, options, _, call) {
    const found = await new Client(process, call.global).get<Plugin[]>('/plugins').catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return []
      throw error
    })
    const rows = found.map((plugin) => ({
      ID: plugin.Id.slice(0, 12),
      Name: plugin.Name,
      Description: plugin.Config.Description,
      Enabled: plugin.Enabled,
    }))
    const headers = { ID: 'ID', Name: 'NAME', Description: 'DESCRIPTION', Enabled: 'ENABLED' }
    const table = '{{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}'
    const listing = { type: '*plugin.pluginContext', headers, table, quiet: '{{.ID}}', rows }
    await process.print(formatList(listing, options.format, options.quiet))
    return 0
  },
})

const absent = (group: string, name: string, usage: string, summary: string): Command =>
  command({
    name,
    usage,
    summary,
    flags: {},
    run() {
      throw notSimulated(`docker ${group} ${name}`)
    },
  })

const experimental = (name: string, usage: string, summary: string): Command =>
  command({
    name,
    usage,
    summary,
    flags: {},
    run() {
      const reason = 'is only supported on a Docker daemon with experimental features enabled'
      throw new StatusError(`docker checkpoint ${name} ${reason}`)
    },
  })

const group = (name: string, summary: string, subcommands: Command[]): Command =>
  command({ name, usage: 'COMMAND', summary, group: 'Management Commands', flags: {}, subcommands })

export const plugin = group('plugin', 'Manage plugins', [
  absent('plugin', 'install', '[OPTIONS] PLUGIN [KEY=VALUE...]', 'Install a plugin'),
  pluginLs,
  absent('plugin', 'rm', '[OPTIONS] PLUGIN [PLUGIN...]', 'Remove one or more plugins'),
])

export const checkpoint = group('checkpoint', 'Manage checkpoints', [
  experimental('create', '[OPTIONS] CONTAINER CHECKPOINT', 'Create a checkpoint from a running container'),
  experimental('ls', '[OPTIONS] CONTAINER', 'List checkpoints for a container'),
  experimental('rm', '[OPTIONS] CONTAINER CHECKPOINT', 'Remove a checkpoint'),
])

export const trust = group('trust', 'Manage trust on Docker images', [
  absent('trust', 'inspect', 'IMAGE[:TAG] [IMAGE[:TAG]...]', 'Return low-level information about keys and signatures'),
  absent('trust', 'sign', 'IMAGE:TAG', 'Sign an image'),
])
