// docker service: what a swarm keeps running.
import { command } from '../../../command.ts'
import { StatusError, notSimulated } from '../../../error.ts'
import { parseUnsigned } from '../../../golang.ts'
import { Client } from '../../client.ts'
import { messageOf } from '../../voice.ts'
import { asking, group, inspecting, listing, removing, taskFlags } from './asking.ts'
import { createFlags, updateFlags } from './service-flags.ts'

const create = asking(
  {
    name: 'create',
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    summary: 'Create a new service',
    args: [1],
    interspersed: false,
    flags: createFlags,
  },
  ({ client, args, options, call }) => {
    const { mode } = options
    if (mode === 'global' || mode === 'global-job') {
      for (const flag of ['replicas', 'replicas-max-per-node', 'max-concurrent']) {
        if (!call.changed(flag)) continue
        const jobs = flag === 'max-concurrent' ? 'replicated-job' : 'replicated or replicated-job'
        throw new StatusError(`${flag} can only be used with ${jobs} mode`)
      }
    } else if (mode !== 'replicated' && mode !== 'replicated-job') {
      throw new StatusError(`Unknown mode: ${String(mode)}, only replicated and global supported`)
    }
    return client.post('/services/create', { json: { TaskTemplate: { ContainerSpec: { Image: args[0] } } } })
  },
)

const logs = asking(
  {
    name: 'logs',
    usage: '[OPTIONS] SERVICE|TASK',
    summary: 'Fetch the logs of a service or task',
    args: [1, 1],
    flags: {
      details: { type: 'bool', summary: 'Show extra details provided to logs' },
      follow: { type: 'bool', short: 'f', summary: 'Follow log output' },
      'no-resolve': { type: 'bool', summary: 'Do not map IDs to names' },
      'no-task-ids': { type: 'bool', summary: 'Leave out the ids of tasks' },
      'no-trunc': { type: 'bool', summary: 'Do not truncate output' },
      raw: { type: 'bool', summary: 'Only what was written' },
      since: { type: 'string', summary: 'Show logs since timestamp or relative (e.g. "42m" for 42 minutes)' },
      tail: { type: 'string', short: 'n', default: 'all', summary: 'Lines to show from the end of the logs' },
      timestamps: { type: 'bool', short: 't', summary: 'Show timestamps' },
    },
  },
  ({ client, args }) => client.get(`/services/${args[0]}`),
)

const ps = asking(
  {
    name: 'ps',
    usage: '[OPTIONS] SERVICE [SERVICE...]',
    summary: 'List the tasks of one or more services',
    args: [1],
    flags: taskFlags,
  },
  ({ client }) => client.get('/services'),
)

const { detach, quiet } = createFlags as Required<typeof createFlags>

const rollback = asking(
  {
    name: 'rollback',
    usage: '[OPTIONS] SERVICE',
    summary: "Revert changes to a service's configuration",
    args: [1, 1],
    flags: { detach: detach!, quiet: quiet! },
  },
  ({ client, args }) => client.get(`/services/${args[0]}`),
)

const scale = command({
  name: 'scale',
  usage: 'SERVICE=REPLICAS [SERVICE=REPLICAS...]',
  summary: 'Scale one or multiple replicated services',
  args: { min: 1 },
  flags: { detach: detach! },
  async run(process, _, args, call) {
    const bad = args.find((word) => !/^[^=]+=./s.test(word))
    if (bad !== undefined) {
      const { usage, summary } = scale
      throw new StatusError(
        `invalid scale specifier '${bad}'.\nSee '${call.path} --help'.\n\nUsage:  ${call.path} ${usage}\n\n${summary}`,
      )
    }
    const client = new Client(process, call.global)
    const errors: string[] = []
    for (const word of args) {
      const [name, count] = word.split(/=(.*)/s, 2) as [string, string]
      try {
        checkReplicas(count)
        await client.get(`/services/${name}`)
      } catch (error) {
        errors.push(`${name}: ${messageOf(error)}`)
      }
    }
    if (errors.length > 0) throw new StatusError(errors.join('\n'))
    throw notSimulated(call.path)
  },
})

function checkReplicas(count: string): void {
  try {
    parseUnsigned(count)
  } catch (error) {
    throw new StatusError(`invalid replicas value ${count}: ${(error as Error).message}`)
  }
}

const update = asking(
  { name: 'update', usage: '[OPTIONS] SERVICE', summary: 'Update a service', args: [1, 1], flags: updateFlags },
  ({ client, args }) => client.get(`/services/${args[0]}`),
)

export const service = group(
  'service',
  'Manage Swarm services',
  [
    create,
    inspecting('service', 'SERVICE [SERVICE...]'),
    logs,
    listing('service', '/services', 'List services'),
    ps,
    removing('service'),
    rollback,
    scale,
    update,
  ],
  'manager',
)
