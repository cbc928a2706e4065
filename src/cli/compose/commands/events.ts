// docker compose events and volumes: what happens to a project's containers, and what they keep.
import type { EventMessage, Volume } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { jsonLines } from '../../../net/json-lines.ts'
import { DOCKER_TABLE, tabulate } from '../../tabwriter.ts'
import { LABEL } from '../labels.ts'
import { open, services } from '../session.ts'

export const events = command({
  name: 'events',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Receive real time events from containers',
  complete: services,
  flags: {
    json: { type: 'bool', summary: 'Output events as a stream of json objects' },
    since: { type: 'string', summary: 'Show all events created since timestamp' },
    until: { type: 'string', summary: 'Stream events until this timestamp' },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const filters = JSON.stringify({ label: { [`${LABEL.project}=${project.name}`]: true } })
    const query = { filters, since: options.since || undefined, until: options.until || undefined }
    const response = await client.request('GET', '/events', { query })
    for await (const event of jsonLines<EventMessage>(response.body)) {
      const { Attributes } = event.Actor
      const service = Attributes[LABEL.service] ?? ''
      if (event.Type !== 'container' || Attributes[LABEL.oneoff] === 'True') continue
      if (args.length > 0 && !args.includes(service)) continue
      const own = Object.entries(Attributes).filter(([key]) => !key.startsWith('com.docker.compose.'))
      const attributes = own.sort(([a], [b]) => (a < b ? -1 : 1))
      const action = event.Action.trim()
      const time = new Date(event.timeNano / 1e6).toISOString().replace('Z', '')
      if (options.json) {
        const shown = { action, attributes: Object.fromEntries(attributes), id: event.Actor.ID, service }
        await process.print(`${JSON.stringify({ ...shown, time: `${time}Z`, type: 'container' })}\n`)
      } else {
        const pairs = attributes.map(([key, value]) => `${key}=${value}`).join(', ')
        await process.print(`${time.replace('T', ' ')}000 container ${action} ${event.Actor.ID} (${pairs})\n`)
      }
    }
    return 0
  },
})

export const volumes = command({
  name: 'volumes',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'List volumes',
  complete: services,
  flags: {
    format: {
      type: 'string',
      default: 'table',
      shownDefault: '"table"',
      summary: 'Format the output. Values: [table | json]',
    },
    quiet: { type: 'bool', short: 'q', summary: 'Only display volume names' },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const filters = JSON.stringify({ label: { [`${LABEL.project}=${project.name}`]: true } })
    const { Volumes } = await client.get<{ Volumes: Volume[] | null }>('/volumes', { query: { filters } })
    const used = new Set(
      args.flatMap((name) =>
        project.services.get(name)!.volumes.map(({ source }) => project.volumes.get(source ?? '')?.name),
      ),
    )
    const found = (Volumes ?? []).filter(({ Name }) => args.length === 0 || used.has(Name))
    if (options.quiet) await process.print(found.map(({ Name }) => `${Name}\n`).join(''))
    else if (options.format === 'json')
      await process.print(found.map((volume) => `${JSON.stringify(volume)}\n`).join(''))
    else {
      const rows = found.map(({ Driver, Name }) => `${Driver}\t${Name}\n`)
      await process.print(tabulate(`DRIVER\tVOLUME NAME\n${rows.join('')}`, DOCKER_TABLE))
    }
    return 0
  },
})
