// docker top: the processes of a container, with the host's numbers.
import type { TopResponse } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { tabulate } from '../../tabwriter.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'

export const top = command({
  name: 'top',
  usage: 'CONTAINER [ps OPTIONS]',
  summary: 'Display the running processes of a container',
  synonyms: ['docker container top', 'docker top'],
  args: { min: 1 },
  interspersed: false,
  complete: firstOnly(containers('running')),
  flags: {},
  async run(process, _, args, call) {
    const client = new Client(process, call.global)
    const [name, ...ps] = args
    const query = { ps_args: ps.length > 0 ? ps.join(' ') : undefined }
    const answer = await client.get<TopResponse>(`/containers/${name!}/top`, { query })
    const rows = [answer.Titles, ...answer.Processes].map((row) => `${row.join('\t')}\n`)
    await process.print(tabulate(rows.join(''), { minWidth: 20, padding: 3 }))
    return 0
  },
})
