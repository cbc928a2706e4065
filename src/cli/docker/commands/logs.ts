// docker logs: what a container wrote.
import type { ContainerInspect } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'
import { copyRaw, demultiplex } from '../stdcopy.ts'
import { timestamp } from '../timestamp.ts'

export const logs = command({
  name: 'logs',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Fetch the logs of a container',
  synonyms: ['docker container logs', 'docker logs'],
  args: { min: 1, max: 1 },
  complete: firstOnly(containers()),
  flags: {
    details: { type: 'bool', summary: 'Show extra details provided to logs' },
    follow: { type: 'bool', short: 'f', summary: 'Follow log output' },
    since: {
      type: 'string',
      summary: 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)',
    },
    tail: { type: 'string', short: 'n', default: 'all', summary: 'Number of lines to show from the end of the logs' },
    timestamps: { type: 'bool', short: 't', summary: 'Show timestamps' },
    until: {
      type: 'string',
      summary: 'Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)',
    },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const container = await client.get<ContainerInspect>(`/containers/${args[0]!}/json`)
    const now = process.kernel.clock.unix()
    const response = await client.request('GET', `/containers/${container.Id}/logs`, {
      query: {
        details: options.details,
        follow: options.follow,
        since: options.since ? timestamp(options.since, now, 'invalid value for "since"') : undefined,
        stderr: true,
        stdout: true,
        tail: options.tail,
        timestamps: options.timestamps,
        until: options.until ? timestamp(options.until, now, 'invalid value for "until"') : undefined,
      },
    })
    if (container.Config.Tty) await copyRaw(response.body, process.stdout)
    else await demultiplex(response.body, (stream, bytes) => process[stream].write(bytes))
    return 0
  },
})
