// docker compose ps, ls, images, top and port: what a project has.
import type { ContainerInspect, ContainerSummary, ImageInspect, PortSummary, TopResponse } from '../../../api/docker.ts'
import { familiarName, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { tabulate } from '../../tabwriter.ts'
import type { Client } from '../../docker/client.ts'
import { formatList } from '../../docker/format/list.ts'
import { humanDuration } from '../../../api/go-units.ts'
import { humanSize, shortId } from '../../docker/format/units.ts'
import { CONTAINER_HEADERS, containerRow } from '../../docker/rows.ts'
import { LABEL, containersOf, nameOf, numberOf, serviceOf } from '../labels.ts'
import { dockerOf, open, services } from '../session.ts'

const HEADERS = {
  ...CONTAINER_HEADERS,
  Name: 'NAME',
  Service: 'SERVICE',
  Project: 'PROJECT',
  Health: 'HEALTH',
  ExitCode: 'EXIT CODE',
  Publishers: 'PORTS',
}

export const ps = command({
  name: 'ps',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'List containers',
  complete: services,
  flags: {
    all: {
      type: 'bool',
      short: 'a',
      summary: 'Show all stopped containers (including those created by the run command)',
    },
    filter: { type: 'string', summary: 'Filter services by a property (supported filters: status)' },
    format: { type: 'string', default: 'table', summary: 'Format output using a custom template' },
    'no-trunc': { type: 'bool', summary: "Don't truncate output" },
    orphans: { type: 'bool', default: true, summary: 'Include orphaned services (not declared by project)' },
    quiet: { type: 'bool', short: 'q', summary: 'Only display IDs' },
    services: { type: 'bool', summary: 'Display services' },
    status: {
      type: 'list',
      label: 'stringArray',
      summary:
        'Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]',
    },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const status = [...options.status, ...(options.filter.startsWith('status=') ? [options.filter.slice(7)] : [])]
    const all = options.all || status.length > 0
    const found = await containersOf(client, project.name, { all, services: args, oneoff: options.all })
    const list = found.filter(
      (container) =>
        (status.length === 0 || status.includes(container.State)) &&
        (options.orphans || project.everything.has(serviceOf(container))),
    )
    if (options.quiet) {
      await process.print(list.map((container) => `${container.Id}\n`).join(''))
      return 0
    }
    if (options.services) {
      await process.print([...new Set(list.map(serviceOf))].map((name) => `${name}\n`).join(''))
      return 0
    }
    const now = process.kernel.clock.unix()
    const rows = await Promise.all(list.map((container) => rowOf(client, container, options['no-trunc'], now)))
    const table = '{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}'
    const text = formatList(
      { type: '*formatter.ContainerContext', headers: { ...HEADERS, Name: 'NAME' }, table, rows },
      options.format,
    )
    await process.print(text)
    return 0
  },
})

async function rowOf(
  client: Client,
  container: ContainerSummary,
  noTrunc: boolean,
  now: number,
): Promise<Record<string, unknown>> {
  const { State } = await client.get<ContainerInspect>(`/containers/${container.Id}/json`)
  const { Platform: _platform, ...row } = containerRow(container, { noTrunc, now })
  const publishers = container.Ports.map((port: PortSummary) => ({
    URL: port.IP ?? '',
    TargetPort: port.PrivatePort,
    PublishedPort: port.PublicPort ?? 0,
    Protocol: port.Type,
  }))
  return {
    ...row,
    ExitCode: State.ExitCode,
    Health: State.Health?.Status ?? '',
    Name: nameOf(container),
    Project: container.Labels[LABEL.project] ?? '',
    Publishers: publishers,
    RunningFor: `${humanDuration(now - container.Created * 1000)} ago`,
    Service: serviceOf(container),
  }
}

/** Compose's own tables: cells of at least 20 columns. */
const wideTable = (rows: readonly (readonly string[])[]) =>
  tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), { minWidth: 20, padding: 3 })

export const ls = command({
  name: 'ls',
  usage: '[OPTIONS]',
  summary: 'List running compose projects',
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Show all stopped Compose projects' },
    filter: { type: 'list', label: 'filter', summary: 'Filter output based on conditions provided' },
    format: { type: 'string', default: 'table', summary: 'Format the output. Values: [table | json]' },
    quiet: { type: 'bool', short: 'q', summary: 'Only display project names' },
  },
  async run(process, options, _, call) {
    const client = dockerOf(process, call.global)
    const filters = JSON.stringify({ label: { [LABEL.project]: true, [LABEL.hash]: true } })
    const list = await client.get<ContainerSummary[]>('/containers/json', { query: { all: options.all, filters } })
    const projects = new Map<string, ContainerSummary[]>()
    for (const container of list) {
      const name = container.Labels[LABEL.project]!
      projects.set(name, [...(projects.get(name) ?? []), container])
    }
    const rows = [...projects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => {
        const states = new Map<string, number>()
        for (const { State } of own) states.set(State, (states.get(State) ?? 0) + 1)
        const status = [...states]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([state, count]) => `${state}(${count})`)
          .join(', ')
        return { Name: name, Status: status, ConfigFiles: own[0]!.Labels[LABEL.files] ?? 'N/A' }
      })
    if (options.quiet) await process.print(rows.map((row) => `${row.Name}\n`).join(''))
    else if (options.format === 'json') await process.print(`${JSON.stringify(rows)}\n`)
    else
      await process.print(
        wideTable([['NAME', 'STATUS', 'CONFIG FILES'], ...rows.map((row) => [row.Name, row.Status, row.ConfigFiles])]),
      )
    return 0
  },
})

export const images = command({
  name: 'images',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'List images used by the created containers',
  complete: services,
  flags: {
    format: { type: 'string', default: 'table', summary: 'Format the output. Values: [table | json]' },
    quiet: { type: 'bool', short: 'q', summary: 'Only display IDs' },
  },
  async run(process, options, args, call) {
    const { client, project } = await open(process, call, args)
    const list = await containersOf(client, project.name, { all: true, services: args })
    const rows = await Promise.all(
      list.map(async (container) => {
        const image = await client.get<ImageInspect>(`/images/${container.ImageID}/json`)
        const reference = container.Image.startsWith('sha256:')
          ? undefined
          : withDefaultTag(parseReference(container.Image))
        const age = image.Created ? humanDuration(process.kernel.clock.unix() - Date.parse(image.Created)) : 'N/A'
        return {
          ContainerName: nameOf(container),
          Repository: reference ? familiarName(reference) : '<none>',
          Tag: reference?.tag ?? '<none>',
          Platform: `${image.Os}/${image.Architecture}`,
          ID: shortId(image.Id),
          Size: humanSize(image.Size, 3),
          Created: `${age} ago`,
        }
      }),
    )
    if (options.quiet) await process.print([...new Set(rows.map((row) => row.ID))].map((id) => `${id}\n`).join(''))
    else if (options.format === 'json') await process.print(`${JSON.stringify(rows)}\n`)
    else
      await process.print(
        wideTable([
          ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'],
          ...rows.map((row) => Object.values(row)),
        ]),
      )
    return 0
  },
})

export const top = command({
  name: 'top',
  usage: '[SERVICES...]',
  summary: 'Display the running processes',
  complete: services,
  flags: {},
  async run(process, _, args, call) {
    const { client, project } = await open(process, call, args)
    const rows: string[][] = []
    let titles: string[] = []
    for (const container of await containersOf(client, project.name, { services: args })) {
      const answer = await client.get<TopResponse>(`/containers/${container.Id}/top`)
      titles = answer.Titles
      for (const row of answer.Processes) rows.push([serviceOf(container), String(numberOf(container)), ...row])
    }
    if (rows.length === 0) return 0
    const table = [['SERVICE', '#', ...titles], ...rows].map((row) => `${row.join('\t')}\n`).join('')
    await process.print(tabulate(table, { minWidth: 4, padding: 2 }))
    return 0
  },
})

export const port = command({
  name: 'port',
  usage: '[OPTIONS] SERVICE PRIVATE_PORT',
  summary: 'Print the public port for a port binding',
  args: { min: 2 },
  complete: services,
  flags: {
    index: { type: 'int', summary: 'Index of the container if service has multiple replicas' },
    protocol: { type: 'string', default: 'tcp', summary: 'tcp or udp' },
  },
  async run(process, options, args, call) {
    const [name, wanted] = args as [string, string]
    const { client, project } = await open(process, call, [name])
    const list = await containersOf(client, project.name, { services: [name] })
    const container = list.find((one) => options.index === 0 || numberOf(one) === options.index)
    if (!container) throw new StatusError(`service ${JSON.stringify(name)} is not running`)
    const found = container.Ports.find(
      (one) => String(one.PrivatePort) === wanted && one.Type === options.protocol && one.PublicPort !== undefined,
    )
    if (!found) throw new StatusError(`no port ${wanted}/${options.protocol} for container ${nameOf(container)}`)
    await process.print(`${found.IP}:${found.PublicPort}\n`)
    return 0
  },
})
