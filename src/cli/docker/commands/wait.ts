// docker wait: until containers end, then their exit codes.
import { command } from '../../command.ts'
import { Client } from '../client.ts'
import { containers } from '../complete.ts'
import { forEach } from '../each.ts'
import { waitFor } from '../waiting.ts'

export const wait = command({
  name: 'wait',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Block until one or more containers stop, then print their exit codes',
  synonyms: ['docker container wait', 'docker wait'],
  args: { min: 1 },
  complete: containers('running'),
  flags: {},
  run(process, _, args, call) {
    const client = new Client(process, call.global)
    return forEach(process, args, async (name) => String(await (await waitFor(client, name)).code))
  },
})
