// docker volume and its subcommands.
import type { Volume, VolumeList, VolumesPruneReport } from '../../../api/docker.ts'
import { type Flags, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiError, Client, filtersOf } from '../client.ts'
import { volumes } from '../complete.ts'
import { confirm, forEach } from '../each.ts'
import { toMap } from '../environment.ts'
import { checkLabel } from '../containerflags.ts'
import { filter, force, listFormat, pruneFilter } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { natural } from '../format/natural.ts'
import { humanSize } from '../format/units.ts'
import { VOLUME_HEADERS, VOLUME_RAW, volumeRow } from '../rows.ts'
import { inspectOf } from './inspect.ts'

/** Of volumes that a swarm's storage plugin makes. */
const clusterFlags = {
  availability: {
    type: 'string',
    default: 'active',
    needs: 'manager',
    summary: 'Whether a cluster volume can be used ("active", "pause", "drain")',
  },
  group: { type: 'string', needs: 'manager', summary: 'Group of the cluster volume' },
  'limit-bytes': { type: 'bytes', needs: 'manager', summary: 'Most bytes it may have' },
  'required-bytes': { type: 'bytes', needs: 'manager', summary: 'Least bytes it must have' },
  scope: { type: 'string', default: 'single', needs: 'manager', summary: 'How many nodes use it ("single", "multi")' },
  secret: { type: 'map', shownDefault: 'map[]', needs: 'manager', summary: 'Secrets for its plugin' },
  sharing: {
    type: 'string',
    default: 'none',
    needs: 'manager',
    summary: 'How it is shared ("none", "readonly", "onewriter", "all")',
  },
  'topology-preferred': { type: 'list', needs: 'manager', summary: 'Where it should best be' },
  'topology-required': { type: 'list', needs: 'manager', summary: 'Where it must be' },
  type: { type: 'string', default: 'block', needs: 'manager', summary: 'How it is accessed ("mount", "block")' },
} as const satisfies Flags

const create = command({
  name: 'create',
  usage: '[OPTIONS] [VOLUME]',
  summary: 'Create a volume',
  args: { max: 1 },
  flags: {
    ...clusterFlags,
    driver: { type: 'string', short: 'd', default: 'local', summary: 'Specify volume driver name' },
    label: { type: 'list', summary: 'Set metadata for a volume', check: checkLabel },
    name: { type: 'string', hidden: true, summary: 'Specify volume name' },
    opt: { type: 'map', short: 'o', summary: 'Set driver specific options', shownDefault: 'map[]' },
  },
  async run(process, options, args, call) {
    const [word] = args
    if (word !== undefined && options.name)
      throw new StatusError(
        'conflicting options: cannot specify a volume-name through both --name and as a positional arg',
      )
    const client = new Client(process, call.global)
    const json = {
      Name: word ?? options.name,
      Driver: options.driver,
      DriverOpts: options.opt,
      Labels: toMap(options.label),
    }
    const made = await client.post<Volume>('/volumes/create', { json })
    await process.print(`${made.Name}\n`)
    return 0
  },
})

const ls = command({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS]',
  summary: 'List volumes',
  synonyms: ['docker volume ls', 'docker volume list'],
  args: { max: 0 },
  flags: {
    cluster: { type: 'bool', needs: 'manager', summary: 'Display only cluster volumes' },
    filter: { ...filter, summary: 'Provide filter values (e.g. "dangling=true")' },
    format: listFormat,
    quiet: { type: 'bool', short: 'q', summary: 'Only display volume names' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const { Volumes } = await client.get<VolumeList>('/volumes', { query: { filters: filtersOf(options.filter) } })
    const rows = [...(Volumes ?? [])].sort((a, b) => natural(a.Name, b.Name)).map(volumeRow)
    const listing = {
      type: '*formatter.volumeContext',
      headers: VOLUME_HEADERS,
      table: '{{.Driver}}\t{{.Name}}',
      quiet: '{{.Name}}',
      raw: VOLUME_RAW,
      rows,
    }
    await process.print(formatList(listing, options.format, options.quiet))
    return 0
  },
})

const rm = command({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  summary: 'Remove one or more volumes',
  synonyms: ['docker volume rm', 'docker volume remove'],
  args: { min: 1 },
  complete: volumes,
  flags: { force: { type: 'bool', short: 'f', summary: 'Force the removal of one or more volumes' } },
  run(process, options, args, call) {
    const client = new Client(process, call.global)
    return forEach(process, args, async (name) => {
      try {
        await client.delete(`/volumes/${name}`, { query: { force: options.force } })
      } catch (error) {
        if (!(options.force && error instanceof ApiError && error.status === 404)) throw error
      }
      return name
    })
  },
})

const prune = command({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused local volumes',
  args: { max: 0 },
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Remove all unused volumes, not just anonymous ones' },
    filter: pruneFilter,
    force,
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const what = options.all ? 'all' : 'anonymous'
    const warning = `WARNING! This will remove ${what} local volumes not used by at least one container.\nAre you sure you want to continue?`
    if (!options.force && !(await confirm(process, warning))) return 0
    const words = options.all ? [...options.filter, 'all=true'] : options.filter
    const report = await client.post<VolumesPruneReport>('/volumes/prune', { query: { filters: filtersOf(words) } })
    const gone = report.VolumesDeleted ?? []
    const list = gone.length > 0 ? `Deleted Volumes:\n${gone.map((name) => `${name}\n`).join('')}\n` : ''
    await process.print(`${list}Total reclaimed space: ${humanSize(report.SpaceReclaimed)}\n`)
    return 0
  },
})

const update = command({
  name: 'update',
  usage: '[OPTIONS] [VOLUME]',
  summary: 'Update a volume (cluster volumes only)',
  needs: 'manager',
  args: { min: 1, max: 1 },
  flags: {
    availability: clusterFlags.availability,
  },
  async run(process, _, [name], call) {
    await new Client(process, call.global).get(`/volumes/${name}`)
    throw new StatusError('Can only update cluster volumes')
  },
})

export const volume = command({
  name: 'volume',
  usage: 'COMMAND',
  summary: 'Manage volumes',
  group: 'Management Commands',
  flags: {},
  subcommands: [
    create,
    inspectOf('volume', '[OPTIONS] VOLUME [VOLUME...]', 'Display detailed information on one or more volumes', volumes),
    ls,
    prune,
    rm,
    update,
  ],
})
