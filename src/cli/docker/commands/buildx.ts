// docker buildx: the one builder there is, which is dockerd's own.
import { command } from '../../command.ts'
import { notSimulated } from '../../error.ts'
import { tabulate, DOCKER_TABLE } from '../../tabwriter.ts'
import { Client } from '../client.ts'
import { BUILDX_VERSION } from '../version.ts'
import { build } from './build.ts'
import { du, inspect } from './builder.ts'
import { buildPrune } from './prune.ts'

const ls = command({
  name: 'ls',
  usage: '',
  summary: 'List builder instances',
  args: { max: 0 },
  flags: { 'no-trunc': { type: 'bool', summary: "Don't truncate output" } },
  async run(process, _, _args, call) {
    await new Client(process, call.global).get('/info')
    const rows = [
      ['NAME/NODE', 'DRIVER/ENDPOINT', 'STATUS', 'BUILDKIT', 'PLATFORMS'],
      ['default*', 'docker', '', '', ''],
      [' \\_ default', ' \\_ default', 'running', 'v0.0.0+unknown', 'linux/amd64 (+4), linux/386'],
    ]
    await process.print(tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), DOCKER_TABLE))
    return 0
  },
})

const version = command({
  name: 'version',
  usage: '',
  summary: 'Show buildx version information',
  args: { max: 0 },
  flags: {},
  async run(process) {
    await process.print(`github.com/docker/buildx v${BUILDX_VERSION}\n`)
    return 0
  },
})

const absent = (name: string, usage: string, summary: string, group = 'Commands') =>
  command({
    name,
    usage,
    summary,
    group,
    flags: {},
    run() {
      throw notSimulated(`docker buildx ${name}`)
    },
  })

export const buildx = command({
  name: 'buildx',
  usage: '[OPTIONS] COMMAND',
  summary: 'Docker Buildx',
  long: 'Extended build capabilities with BuildKit',
  group: 'Management Commands',
  groups: ['Management Commands', 'Commands'],
  footer: 'Experimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.',
  flags: {
    builder: { type: 'string', summary: 'Override the configured builder instance' },
    debug: { type: 'bool', short: 'D', summary: 'Enable debug logging' },
  },
  subcommands: [
    absent('bake', '[OPTIONS] [TARGET...]', 'Build from a file'),
    { ...build, aliases: ['b'], summary: 'Start a build', group: 'Commands' },
    absent('create', '[OPTIONS] [CONTEXT|ENDPOINT]', 'Create a new builder instance'),
    absent('dial-stdio', '[OPTIONS]', 'Proxy current stdio streams to builder instance'),
    du,
    absent('history', '[OPTIONS] COMMAND', 'Commands to work on build records', 'Management Commands'),
    absent('imagetools', '[OPTIONS] COMMAND', 'Commands to work on images in registry', 'Management Commands'),
    inspect,
    ls,
    { ...buildPrune, group: 'Commands' },
    absent('rm', '[OPTIONS] [NAME...]', 'Remove one or more builder instances'),
    absent('stop', '[NAME]', 'Stop builder instance'),
    absent('use', '[OPTIONS] NAME', 'Set the current builder instance'),
    version,
  ],
})

export const builder = command({
  name: 'builder',
  usage: '',
  summary: 'Manage builds',
  group: 'Management Commands',
  flags: {},
  subcommands: [{ ...build, group: 'Commands' }, buildPrune],
})
