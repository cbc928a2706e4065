// docker compose down: containers and networks go; volumes and images where asked.
import type { NetworkInspect } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiError, type Client } from '../../docker/client.ts'
import { stopAndRemove } from '../converge.ts'
import { LABEL, containersOf, serviceOf } from '../labels.ts'
import { levels } from '../order.ts'
import type { Progress } from '../progress.ts'
import { type Project, imageOf } from '../service.ts'
import { open, services } from '../session.ts'

export const down = command({
  name: 'down',
  usage: '[OPTIONS] [SERVICES]',
  summary: 'Stop and remove containers, networks',
  complete: services,
  flags: {
    'remove-orphans': { type: 'bool', summary: 'Remove containers for services not defined in the Compose file' },
    rmi: {
      type: 'string',
      summary:
        'Remove images used by services. "local" remove only images that don\'t have a custom tag ("local"|"all")',
    },
    timeout: { type: 'int', short: 't', summary: 'Specify a shutdown timeout in seconds' },
    volumes: {
      type: 'bool',
      short: 'v',
      summary:
        'Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to containers',
    },
  },
  async run(process, options, args, call) {
    if (options.rmi && !['all', 'local'].includes(options.rmi))
      throw new StatusError(`invalid value for --rmi: ${JSON.stringify(options.rmi)}`)
    const { client, project, progress } = await open(process, call, args)
    const how = { volumes: options.volumes, ...(call.changed('timeout') ? { timeout: options.timeout } : {}) }
    await progress.run(async () => {
      const all = await containersOf(client, project.name, { all: true, oneoff: true, services: args })
      for (const level of levels({ ...project, services: project.everything }, args, args.length > 0).reverse()) {
        const names = level.map((service) => service.name)
        const here = all.filter((container) => names.includes(serviceOf(container)))
        await Promise.all(here.map((container) => stopAndRemove(client, container, progress, how)))
      }
      const orphans = all.filter((container) => !project.everything.has(serviceOf(container)))
      if (options['remove-orphans']) for (const orphan of orphans) await stopAndRemove(client, orphan, progress, how)
      if (options.volumes) await removeVolumes(client, project, progress)
      if (options.rmi) await removeImages(client, project, options.rmi, progress)
      if (args.length === 0) await removeNetworks(client, project, progress)
    })
    return 0
  },
})

async function removeNetworks(client: Client, project: Project, progress: Progress): Promise<void> {
  const filters = JSON.stringify({ label: { [`${LABEL.project}=${project.name}`]: true } })
  for (const network of await client.get<NetworkInspect[]>('/networks', { query: { filters } })) {
    const id = `Network ${network.Name}`
    await progress.say(id, 'Removing', 'working')
    try {
      await client.delete(`/networks/${network.Id}`)
      await progress.say(id, 'Removed', 'done')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      await progress.say(
        id,
        error.status === 403 ? 'Resource is still in use' : 'Error',
        error.status === 403 ? 'warning' : 'error',
      )
    }
  }
}

async function removeVolumes(client: Client, project: Project, progress: Progress): Promise<void> {
  for (const volume of project.volumes.values()) {
    if (volume.external) continue
    const id = `Volume ${volume.name}`
    await progress.say(id, 'Removing', 'working')
    const gone = await client.delete(`/volumes/${volume.name}`).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ApiError) return error.status
        throw error
      },
    )
    if (gone === true || gone === 404) await progress.say(id, 'Removed', 'done')
    else await progress.say(id, 'Resource is still in use', 'warning')
  }
}

async function removeImages(client: Client, project: Project, which: string, progress: Progress): Promise<void> {
  const names = [...project.everything.values()]
    .filter((service) => which === 'all' || !service.image)
    .map((service) => imageOf(project, service))
  for (const name of new Set(names)) {
    const id = `Image ${name.includes(':') ? name : `${name}:latest`}`
    await progress.say(id, 'Removing', 'working')
    try {
      await client.delete(`/images/${name}`)
      await progress.say(id, 'Removed', 'done')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      await progress.say(
        id,
        error.status === 404 ? 'Warning: No resource found to remove' : 'Resource is still in use',
        'warning',
      )
    }
  }
}
