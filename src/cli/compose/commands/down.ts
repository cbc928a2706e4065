// docker compose down: containers and networks go; volumes and images where asked.
import type { NetworkInspect } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiError, type Client } from '../../docker/client.ts'
import { allOf, isOrphan, stopAndRemove } from '../converge.ts'
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
    const timeout = call.changed('timeout') ? options.timeout : undefined
    const how = { volumes: options.volumes, timeout }
    await progress.run(async () => {
      const all = await containersOf(client, project.name, {
        all: true,
        oneoff: options['remove-orphans'],
        services: args,
      })
      for (const level of levels({ ...project, services: project.everything }, args, args.length > 0).reverse()) {
        const names = level.map((service) => service.name)
        const here = all.filter((container) => names.includes(serviceOf(container)))
        await Promise.all(here.map((container) => stopAndRemove(client, container, progress, how)))
      }
      const orphans = all.filter((container) => isOrphan(project, container))
      if (options['remove-orphans'])
        await allOf(orphans.map((orphan) => stopAndRemove(client, orphan, progress, { timeout: how.timeout })))
      await allOf([
        removeNetworks(client, project, progress),
        ...(options.rmi ? [removeImages(client, project, options.rmi, progress)] : []),
        ...(options.volumes ? [removeVolumes(client, project, progress)] : []),
      ])
    })
    return 0
  },
})

async function removeNetworks(client: Client, project: Project, progress: Progress): Promise<void> {
  const filters = JSON.stringify({ label: { [`${LABEL.project}=${project.name}`]: true } })
  const networks = await client.get<NetworkInspect[]>('/networks', { query: { filters } })
  await allOf(
    networks.map((network) =>
      remove(`Network ${network.Name}`, progress, () => client.delete(`/networks/${network.Id}`)),
    ),
  )
}

async function removeVolumes(client: Client, project: Project, progress: Progress): Promise<void> {
  const own = [...project.volumes.values()].filter(({ external }) => !external)
  await allOf(
    own.map(async ({ name }) => {
      if (await isThere(client, `/volumes/${name}`))
        await remove(`Volume ${name}`, progress, () => client.delete(`/volumes/${name}`, { query: { force: true } }))
    }),
  )
}

async function removeImages(client: Client, project: Project, which: string, progress: Progress): Promise<void> {
  const names = [...project.everything.values()]
    .filter((service) => which === 'all' || !service.image)
    .map((service) => imageOf(project, service))
  await allOf(
    [...new Set(names)].sort().map(async (name) => {
      const id = `Image ${name.includes(':') ? name : `${name}:latest`}`
      if (await isThere(client, `/images/${name}/json`))
        await remove(id, progress, () => client.delete(`/images/${name}`))
    }),
  )
}

const isThere = (client: Client, path: string): Promise<boolean> =>
  client.get(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return false
      throw error
    },
  )

async function remove(id: string, progress: Progress, act: () => Promise<unknown>): Promise<void> {
  await progress.say(id, 'Removing', 'working')
  try {
    await act()
    await progress.say(id, 'Removed', 'done')
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const inUse = error.status === 403 || error.status === 409
    await progress.say(id, inUse ? 'Resource is still in use' : 'Error', inUse ? 'warning' : 'error')
  }
}
