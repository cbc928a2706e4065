// docker kill: a signal to the first process.
import { command } from '../../command.ts'
import { Client } from '../client.ts'
import { containers, signals } from '../complete.ts'
import { forEach } from '../each.ts'

export const kill = command({
  name: 'kill',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Kill one or more running containers',
  synonyms: ['docker container kill', 'docker kill'],
  args: { min: 1 },
  complete: containers('running', 'paused'),
  flags: { signal: { type: 'string', short: 's', summary: 'Signal to send to the container', complete: signals } },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    return forEach(process, args, async (name) => {
      await client.post(`/containers/${name}/kill`, { query: { signal: options.signal || undefined } })
      return name
    })
  },
})
