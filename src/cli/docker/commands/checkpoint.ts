// docker checkpoint: frozen states of a container; the daemon would have to be an experimental one.
import { type Flags, command } from '../../command.ts'
import { absent } from './absent.ts'

const directory = {
  'checkpoint-dir': { type: 'string', summary: 'Where checkpoints are, if not at the usual place' },
} as const satisfies Flags

export const checkpoint = command({
  name: 'checkpoint',
  usage: '',
  summary: 'Manage checkpoints',
  group: 'Management Commands',
  needs: 'experimental',
  flags: {},
  subcommands: [
    command({
      name: 'create',
      usage: '[OPTIONS] CONTAINER CHECKPOINT',
      summary: 'Create a checkpoint from a running container',
      args: { min: 2, max: 2 },
      flags: {
        ...directory,
        'leave-running': { type: 'bool', summary: 'Leave the container running after checkpoint' },
      },
      run: absent,
    }),
    command({
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS] CONTAINER',
      summary: 'List checkpoints for a container',
      synonyms: ['docker checkpoint ls', 'docker checkpoint list'],
      args: { min: 1, max: 1 },
      flags: directory,
      run: absent,
    }),
    command({
      name: 'rm',
      aliases: ['remove'],
      usage: '[OPTIONS] CONTAINER CHECKPOINT',
      summary: 'Remove a checkpoint',
      synonyms: ['docker checkpoint rm', 'docker checkpoint remove'],
      args: { min: 2, max: 2 },
      flags: directory,
      run: absent,
    }),
  ],
})
