// Swarm's commands: this daemon is in no swarm and says so.
import { type Command, command } from '../../command.ts'
import { notSimulated } from '../../error.ts'
import { Client } from '../client.ts'

/** A group whose list asks the daemon, which refuses. */
const refused = (name: string, path: string, summary: string, list: string): Command =>
  command({
    name,
    usage: '',
    summary,
    group: 'Swarm Commands',
    flags: {},
    subcommands: [
      command({
        name: 'ls',
        aliases: ['list'],
        usage: '[OPTIONS]',
        summary: list,
        args: { max: 0 },
        flags: { quiet: { type: 'bool', short: 'q', summary: 'Only display IDs' } },
        async run(process, _, _args, call) {
          await new Client(process, call.global).get(path)
          return 0
        },
      }),
    ],
  })

const swarm = command({
  name: 'swarm',
  usage: '',
  summary: 'Manage Swarm',
  group: 'Swarm Commands',
  flags: {},
  subcommands: ['init', 'join', 'leave'].map((name) =>
    command({
      name,
      usage: '[OPTIONS]',
      summary: `${name[0]!.toUpperCase()}${name.slice(1)} a swarm`,
      flags: {},
      run() {
        throw notSimulated(`docker swarm ${name}`)
      },
    }),
  ),
})

export const swarmCommands: Command[] = [
  refused('config', '/configs', 'Manage Swarm configs', 'List configs'),
  refused('node', '/nodes', 'Manage Swarm nodes', 'List nodes in the swarm'),
  refused('secret', '/secrets', 'Manage Swarm secrets', 'List secrets'),
  refused('service', '/services', 'Manage Swarm services', 'List services'),
  refused('stack', '/services', 'Manage Swarm stacks', 'List stacks'),
  swarm,
]
