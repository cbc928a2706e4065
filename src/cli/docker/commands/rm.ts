// docker rm.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiError, Client } from '../client.ts'
import { containers } from '../complete.ts'
import { forEach } from '../each.ts'

export const rm = command({
  name: 'rm',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Remove one or more containers',
  synonyms: ['docker container rm', 'docker container remove', 'docker rm'],
  args: { min: 1 },
  complete: containers(),
  flags: {
    force: { type: 'bool', short: 'f', summary: 'Force the removal of a running container (uses SIGKILL)' },
    link: { type: 'bool', short: 'l', summary: 'Remove the specified link' },
    volumes: { type: 'bool', short: 'v', summary: 'Remove anonymous volumes associated with the container' },
  },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    const query = { force: options.force, link: options.link, v: options.volumes }
    return forEach(process, args, async (name) => {
      const container = name.replace(/^\/+/, '')
      if (container === '') throw new StatusError('container name cannot be empty')
      try {
        await client.delete(`/containers/${container}`, { query })
        return name
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404 && options.force)) throw error
        await process.error(`${error.message}\n`)
        return undefined
      }
    })
  },
})
