// docker rmi: names go, and what no name holds.
import type { ImageDeleteItem } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiError, Client } from '../client.ts'
import { images } from '../complete.ts'
import { platformFault, platformQuery } from '../platform.ts'
import { messageOf } from '../voice.ts'

export const rmi = command({
  name: 'rmi',
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Remove one or more images',
  synonyms: ['docker image rm', 'docker image remove', 'docker rmi'],
  args: { min: 1 },
  complete: images,
  flags: {
    force: { type: 'bool', short: 'f', summary: 'Force removal of the image' },
    'no-prune': { type: 'bool', summary: 'Do not delete untagged parents' },
    platform: { type: 'csv', summary: 'Remove only the given platform variant ("os[/arch[/variant]]")' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const fault = options.platform.map(platformFault).find((wrong) => wrong !== undefined)
    if (fault !== undefined) throw new StatusError(fault)
    const platforms = options.platform.map((one) => platformQuery(one)!)
    const query = { force: options.force, noprune: options['no-prune'], platforms }
    const errors: string[] = []
    let fatal = false
    for (const name of args) {
      try {
        const gone = await client.delete<ImageDeleteItem[]>(`/images/${name}`, { query })
        for (const item of gone) {
          await process.print(item.Deleted ? `Deleted: ${item.Deleted}\n` : `Untagged: ${item.Untagged!}\n`)
        }
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) fatal = true
        errors.push(messageOf(error))
      }
    }
    if (errors.length === 0) return 0
    const message = errors.join('\n')
    if (fatal || !options.force) throw new StatusError(message)
    await process.error(`${message}\n`)
    return 0
  },
})
