// docker stack: services of a Compose file, in a swarm.
import type { InfoResponse } from '../../../../api/docker.ts'
import { type Flags, command } from '../../../command.ts'
import { StatusError, notSimulated } from '../../../error.ts'
import { FsError } from '../../../../machine/fs/filesystem.ts'
import type { Process } from '../../../../machine/process.ts'
import { filter, listFormat } from '../../flags.ts'
import { fileError } from '../../voice.ts'
import { asking, group, listing, taskFlags } from './asking.ts'

const composeFile = {
  type: 'csv',
  short: 'c',
  summary: 'Path to a Compose file, or "-" to read from stdin',
} as const satisfies Flags[string]

const DETACHED =
  'Since --detach=false was not specified, tasks will be created in the background.\nIn a future release, --detach=false will become the default.\n'

function checkFiles(process: Process, files: readonly string[]): void {
  if (files.length === 0) throw new StatusError('Specify a Compose file (with --compose-file)')
  for (const file of files) {
    try {
      if (file !== '-') process.readText(file)
    } catch (error) {
      if (error instanceof FsError) throw new StatusError(fileError('open', error, file))
      throw error
    }
  }
}

const config = command({
  name: 'config',
  usage: '[OPTIONS]',
  summary: 'Outputs the final config file, after doing merges and interpolations',
  args: { max: 0 },
  flags: {
    'compose-file': composeFile,
    'skip-interpolation': { type: 'bool', summary: 'Leave variables as they are' },
  },
  run(process, options, _, call) {
    checkFiles(process, options['compose-file'])
    throw notSimulated(call.path)
  },
})

const deploy = asking(
  {
    name: 'deploy',
    aliases: ['up'],
    usage: '[OPTIONS] STACK',
    summary: 'Deploy a new stack or update an existing stack',
    synonyms: ['docker stack deploy', 'docker stack up'],
    args: [1, 1],
    flags: {
      'compose-file': composeFile,
      detach: { type: 'bool', short: 'd', default: true, summary: 'Do not wait until the services have settled' },
      prune: { type: 'bool', summary: 'Remove services that the file no longer has' },
      quiet: { type: 'bool', short: 'q', summary: 'Show no progress' },
      'resolve-image': {
        type: 'string',
        default: 'always',
        summary: 'When to look up digests ("always", "changed", "never")',
      },
      'with-registry-auth': { type: 'bool', summary: 'Give the credentials of registries to the nodes' },
    },
  },
  async ({ process, client, options, call }) => {
    checkFiles(process, options['compose-file'] as string[])
    if (!call.changed('detach')) await process.error(DETACHED)
    const { Swarm } = await client.get<InfoResponse>('/info')
    if (Swarm.ControlAvailable) return
    throw new StatusError(
      'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again',
    )
  },
)

const ps = asking(
  {
    name: 'ps',
    usage: '[OPTIONS] STACK',
    summary: 'List the tasks in the stack',
    args: [1, 1],
    flags: taskFlags,
  },
  ({ client }) => client.get('/tasks'),
)

const rm = asking(
  {
    name: 'rm',
    aliases: ['remove', 'down'],
    usage: '[OPTIONS] STACK [STACK...]',
    summary: 'Remove one or more stacks',
    synonyms: ['docker stack rm', 'docker stack remove', 'docker stack down'],
    args: [1],
    flags: {
      detach: { type: 'bool', short: 'd', default: true, summary: 'Do not wait until all is gone' },
    },
  },
  ({ client }) => client.get('/services'),
)

const services = asking(
  {
    name: 'services',
    usage: '[OPTIONS] STACK',
    summary: 'List the services in the stack',
    args: [1, 1],
    flags: { filter, format: listFormat, quiet: { type: 'bool', short: 'q', summary: 'Only display IDs' } },
  },
  ({ client }) => client.get('/services'),
)

export const stack = {
  ...group(
    'stack',
    'Manage Swarm stacks',
    [config, deploy, listing('stack', '/services', 'List stacks', {}), ps, rm, services],
    'manager',
  ),
  usage: '[OPTIONS]',
}
