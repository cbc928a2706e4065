// docker rename.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'
import { messageOf } from '../voice.ts'

export const rename = command({
  name: 'rename',
  usage: 'CONTAINER NEW_NAME',
  summary: 'Rename a container',
  synonyms: ['docker container rename', 'docker rename'],
  args: { min: 2, max: 2 },
  complete: firstOnly(containers()),
  flags: {},
  async run(process, _, args, call) {
    const client = new Client(process, call.global)
    const [from, to] = args.map((name) => name.trim()) as [string, string]
    if (!from || !to) throw new StatusError('Error: Neither old nor new names may be empty')
    try {
      await client.post(`/containers/${from}/rename`, { query: { name: to } })
    } catch (error) {
      throw new StatusError(`${messageOf(error)}\nError: failed to rename container named ${from}`)
    }
    return 0
  },
})
