// docker plugin: none is installed, and the registries of this world hold none; the daemon says so.
import { type Command, type CommandSpec, type Flags, command } from '../../command.ts'
import { notSimulated } from '../../error.ts'
import { FsError } from '../../../machine/fs/filesystem.ts'
import { StatusError } from '../../error.ts'
import { ApiError, Client, filtersOf } from '../client.ts'
import { forEach } from '../each.ts'
import { filter, format, listFormat, noTrunc } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { inspectAll } from '../inspecting.ts'
import { fileError } from '../voice.ts'

interface Plugin {
  Id: string
  Name: string
  Config: { Description: string }
  Enabled: boolean
}

/** Answers are refusals; whatever would follow another answer is not simulated. */
function refused<F extends Flags>(
  spec: Omit<CommandSpec<F, Record<never, never>>, 'run'>,
  send: (client: Client, args: string[]) => Promise<unknown>,
): Command {
  const run: Command['run'] = async (process, _, args, call) => {
    await send(new Client(process, call.global), args)
    throw notSimulated(call.path)
  }
  return { ...command<F, Record<never, never>>(spec), run }
}

const trusted = {
  'disable-content-trust': { type: 'bool', default: true, summary: 'Skip image verification' },
} as const satisfies Flags

const permitted = {
  'grant-all-permissions': { type: 'bool', summary: 'Grant all permissions necessary to run the plugin' },
} as const satisfies Flags

const create = command({
  name: 'create',
  usage: '[OPTIONS] PLUGIN PLUGIN-DATA-DIR',
  summary:
    'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
  args: { min: 2 },
  flags: { compress: { type: 'bool', summary: 'Compress the context using gzip' } },
  run(process, _, [, folder], call) {
    try {
      process.fs.stat(process.path(folder!))
    } catch (error) {
      if (error instanceof FsError) throw new StatusError(fileError('lstat', error, process.path(folder!)))
      throw error
    }
    throw notSimulated(call.path)
  },
})

const inspect = command({
  name: 'inspect',
  usage: '[OPTIONS] PLUGIN [PLUGIN...]',
  summary: 'Display detailed information on one or more plugins',
  args: { min: 1 },
  flags: { format: { ...format, short: 'f' } },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    return inspectAll(process, args, options.format, (name) => client.get(`/plugins/${name}/json`))
  },
})

const RAW = 'plugin_id: {{.ID}}\nname: {{.Name}}\ndescription: {{.Description}}\nenabled: {{.Enabled}}\n'

const ls = command({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List plugins',
  synonyms: ['docker plugin ls', 'docker plugin list'],
  args: { max: 0 },
  flags: {
    filter: { ...filter, summary: 'Provide filter values (e.g. "enabled=true")' },
    format: listFormat,
    'no-trunc': noTrunc,
    quiet: { type: 'bool', short: 'q', summary: 'Only display plugin IDs' },
  },
  async run(process, options, _, call) {
    const query = { filters: filtersOf(options.filter) }
    const found = await new Client(process, call.global).get<Plugin[]>('/plugins', { query })
    const rows = found.map((plugin) => ({
      ID: plugin.Id.slice(0, 12),
      Name: plugin.Name,
      Description: plugin.Config.Description,
      Enabled: plugin.Enabled,
    }))
    const headers = { ID: 'ID', Name: 'NAME', Description: 'DESCRIPTION', Enabled: 'ENABLED' }
    const table = '{{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}'
    const listing = { type: '*plugin.pluginContext', headers, table, quiet: '{{.ID}}', raw: RAW, rows }
    await process.print(formatList(listing, options.format, options.quiet))
    return 0
  },
})

const rm = command({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] PLUGIN [PLUGIN...]',
  summary: 'Remove one or more plugins',
  synonyms: ['docker plugin rm', 'docker plugin remove'],
  args: { min: 1 },
  flags: { force: { type: 'bool', short: 'f', summary: 'Force the removal of an active plugin' } },
  run(process, _, args, call) {
    const client = new Client(process, call.global)
    return forEach(process, args, async (name) => {
      await client.delete(`/plugins/${name}`)
      return name
    })
  },
})

const upgrade = refused(
  {
    name: 'upgrade',
    usage: '[OPTIONS] PLUGIN [REMOTE]',
    summary: 'Upgrade an existing plugin',
    args: { min: 1, max: 2 },
    flags: {
      ...trusted,
      ...permitted,
      'skip-remote-check': { type: 'bool', summary: 'Take a remote of another name as well' },
    },
  },
  async (client, [name]) => {
    try {
      await client.get(`/plugins/${name}/json`)
    } catch (error) {
      if (error instanceof ApiError) throw new StatusError(`error reading plugin data: ${error.message}`)
      throw error
    }
  },
)

export const plugin = command({
  name: 'plugin',
  usage: '',
  summary: 'Manage plugins',
  group: 'Management Commands',
  flags: {},
  subcommands: [
    create,
    refused(
      {
        name: 'disable',
        usage: '[OPTIONS] PLUGIN',
        summary: 'Disable a plugin',
        args: { min: 1, max: 1 },
        flags: { force: { type: 'bool', short: 'f', summary: 'Force the disable of an active plugin' } },
      },
      (client, [name]) => client.post(`/plugins/${name}/disable`),
    ),
    refused(
      {
        name: 'enable',
        usage: '[OPTIONS] PLUGIN',
        summary: 'Enable a plugin',
        args: { min: 1, max: 1 },
        flags: { timeout: { type: 'int', default: 30, summary: 'HTTP client timeout (in seconds)' } },
      },
      (client, [name]) => client.post(`/plugins/${name}/enable`),
    ),
    inspect,
    refused(
      {
        name: 'install',
        usage: '[OPTIONS] PLUGIN [KEY=VALUE...]',
        summary: 'Install a plugin',
        args: { min: 1 },
        flags: {
          ...trusted,
          ...permitted,
          alias: { type: 'string', summary: 'Local name for plugin' },
          disable: { type: 'bool', summary: 'Do not enable the plugin on install' },
        },
      },
      (client, [name]) => client.get('/plugins/privileges', { query: { remote: name } }),
    ),
    ls,
    refused(
      {
        name: 'push',
        usage: '[OPTIONS] PLUGIN[:TAG]',
        summary: 'Push a plugin to a registry',
        args: { min: 1, max: 1 },
        flags: trusted,
      },
      (client, [name]) => client.post(`/plugins/${name}/push`),
    ),
    rm,
    refused(
      {
        name: 'set',
        usage: 'PLUGIN KEY=VALUE [KEY=VALUE...]',
        summary: 'Change settings for a plugin',
        args: { min: 2 },
        flags: {},
      },
      (client, [name, ...settings]) => client.post(`/plugins/${name}/set`, { json: settings }),
    ),
    upgrade,
  ],
})
