// docker compose scale and wait: how many containers a service has, and when they are over.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { quote } from '../../golang.ts'
import { waitFor } from '../../docker/waiting.ts'
import { startServices } from '../converge.ts'
import { containersOf, nameOf } from '../labels.ts'
import { USUAL_CONTAINERS, USUAL_IMAGES, provide } from '../provide.ts'
import { open, services } from '../session.ts'
import { down } from './down.ts'

export const scale = command({
  name: 'scale',
  usage: '[SERVICE=REPLICAS...]',
  summary: 'Scale services ',
  args: { min: 1 },
  flags: { 'no-deps': { type: 'bool', summary: "Don't start linked services" } },
  async run(process, options, args, call) {
    const wanted: Record<string, number> = {}
    for (const word of args) {
      const [name = '', count] = word.split('=')
      if (count === undefined) throw new StatusError(`invalid scale specifier: ${word}`)
      if (!/^\d+$/.test(count))
        throw new StatusError(`invalid scale specifier: can't parse replica value as int: ${word}`)
      wanted[name] = Number(count)
    }
    const names = Object.keys(wanted)
    const session = await open(process, call, names)
    const { client, project, progress } = session
    const noDeps = options['no-deps']
    await progress.run(async () => {
      const desire = { ...USUAL_CONTAINERS, services: names, noDeps, scale: wanted }
      await provide(process, session, desire, USUAL_IMAGES)
      await startServices(process, client, project, names, progress, noDeps)
    })
    return 0
  },
})

export const wait = command({
  name: 'wait',
  usage: 'SERVICE [SERVICE...] [OPTIONS]',
  summary: 'Block until containers of all (or specified) services stop.',
  args: { min: 1 },
  complete: services,
  flags: {
    'down-project': { type: 'bool', summary: 'Drops project when the first container stops' },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const containers = await containersOf(client, project.name, { services: args })
    if (containers.length === 0) throw new StatusError(`no containers for project ${quote(project.name)}`)
    const ended = containers.map(async (container) => {
      const { code } = await waitFor(client, container.Id)
      const status = await code
      await process.error(`container ${quote(nameOf(container))} exited with status code ${status}\n`)
      return status
    })
    const codes = options['down-project'] ? [await Promise.race(ended)] : await Promise.all(ended)
    if (options['down-project']) {
      const defaults = { 'remove-orphans': false, rmi: '', timeout: 0, volumes: false }
      await down.run!(process, defaults, [], call)
    }
    return codes.at(-1)!
  },
})
