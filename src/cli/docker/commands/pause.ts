// docker pause and unpause.
import { type Command, command } from '../../command.ts'
import { Client } from '../client.ts'
import { containers } from '../complete.ts'
import { forEach } from '../each.ts'

const freezing = (name: 'pause' | 'unpause', summary: string, state: string): Command =>
  command({
    name,
    usage: 'CONTAINER [CONTAINER...]',
    summary,
    synonyms: [`docker container ${name}`, `docker ${name}`],
    args: { min: 1 },
    complete: containers(state),
    flags: {},
    run(process, _, args, call) {
      const client = new Client(process, call.global)
      return forEach(process, args, async (container) => {
        await client.post(`/containers/${container}/${name}`)
        return container
      })
    },
  })

export const pause = freezing('pause', 'Pause all processes within one or more containers', 'running')
export const unpause = freezing('unpause', 'Unpause all processes within one or more containers', 'paused')
