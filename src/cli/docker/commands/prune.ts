// docker container, image, builder and system prune: what nobody uses goes.
import type {
  BuildPruneReport,
  DiskUsage,
  ContainersPruneReport,
  ImagesPruneReport,
  NetworksPruneReport,
  VolumesPruneReport,
} from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { Client, filtersOf } from '../client.ts'
import { confirm } from '../each.ts'
import { force, pruneFilter } from '../flags.ts'
import { humanSize } from '../format/units.ts'
import { cacheRow } from './builder.ts'
import { builderOf } from '../voice.ts'

interface Pruned {
  text: string
  space: number
}

const block = (title: string, names: readonly string[] | null) =>
  names && names.length > 0 ? `${title}:\n${names.map((name) => `${name}\n`).join('')}\n` : ''

async function pruneContainers(client: Client, words: readonly string[]): Promise<Pruned> {
  const report = await client.post<ContainersPruneReport>('/containers/prune', { query: { filters: filtersOf(words) } })
  return { text: block('Deleted Containers', report.ContainersDeleted), space: report.SpaceReclaimed }
}

async function pruneImages(client: Client, all: boolean, words: readonly string[]): Promise<Pruned> {
  const filters = filtersOf([...words, `dangling=${!all}`])
  const report = await client.post<ImagesPruneReport>('/images/prune', { query: { filters } })
  const lines = (report.ImagesDeleted ?? []).map((item) =>
    item.Untagged ? `untagged: ${item.Untagged}` : `deleted: ${item.Deleted!}`,
  )
  return { text: block('Deleted Images', lines), space: report.SpaceReclaimed }
}

const total = (space: number) => `Total reclaimed space: ${humanSize(space)}\n`

export const containerPrune = command({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove all stopped containers',
  args: { max: 0 },
  flags: { filter: pruneFilter, force },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const warning = 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?'
    if (!options.force && !(await confirm(process, warning))) return 0
    const { text, space } = await pruneContainers(client, options.filter)
    await process.print(text + total(space))
    return 0
  },
})

export const imagePrune = command({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused images',
  args: { max: 0 },
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Remove all unused images, not just dangling ones' },
    filter: pruneFilter,
    force,
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const which = options.all ? 'all images without at least one container associated to them' : 'all dangling images'
    const warning = `WARNING! This will remove ${which}.\nAre you sure you want to continue?`
    if (!options.force && !(await confirm(process, warning))) return 0
    const { text, space } = await pruneImages(client, options.all, options.filter)
    await process.print(text + total(space))
    return 0
  },
})

export const buildPrune = command({
  name: 'prune',
  usage: '',
  summary: 'Remove build cache',
  args: { max: 0 },
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Remove all unused build cache, not just dangling ones' },
    filter: pruneFilter,
    force,
    'keep-storage': { type: 'bytes', summary: 'Amount of disk space to keep for cache' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const which = options.all ? 'all build cache' : 'all dangling build cache'
    const warning = `WARNING! This will remove ${which}. Are you sure you want to continue?`
    if (!options.force && !(await confirm(process, warning))) return 0
    const query = {
      all: options.all,
      filters: filtersOf(options.filter),
      'keep-storage': options['keep-storage'] || undefined,
    }
    const { BuildCache } = await client.get<DiskUsage>('/system/df', { query: { type: 'build-cache' } })
    const report = await client.post<BuildPruneReport>('/build/prune', { query })
    const ids = report.CachesDeleted ?? []
    if (!builderOf(process).buildKit) {
      await process.print(block('Deleted build cache objects', ids) + total(report.SpaceReclaimed))
      return 0
    }
    const now = process.kernel.clock.unix()
    const rows = ids.map((id) => {
      const record = BuildCache?.find(({ ID }) => ID === id)
      const [name, reclaimable, size, used] = record ? cacheRow(record, now) : [id, 'true', '', '']
      return `${name!.padEnd(40)}\t${reclaimable!.padEnd(5)}\t${size!.padEnd(10)}\t${used}\n`
    })
    const table = ids.length > 0 ? `ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n${rows.join('')}` : ''
    await process.print(`${table}Total:\t${humanSize(report.SpaceReclaimed)}\n`)
    return 0
  },
})

export const systemPrune = command({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused data',
  args: { max: 0 },
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Remove all unused images not just dangling ones' },
    filter: pruneFilter,
    force,
    volumes: { type: 'bool', summary: 'Prune anonymous volumes' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    if (!options.force && !(await confirm(process, warningOf(options)))) return 0
    const parts: Pruned[] = [await pruneContainers(client, options.filter)]
    const query = { filters: filtersOf(options.filter) }
    const networks = await client.post<NetworksPruneReport>('/networks/prune', { query })
    parts.push({ text: block('Deleted Networks', networks.NetworksDeleted), space: 0 })
    if (options.volumes) {
      const volumes = await client.post<VolumesPruneReport>('/volumes/prune', { query })
      parts.push({ text: block('Deleted Volumes', volumes.VolumesDeleted), space: volumes.SpaceReclaimed })
    }
    parts.push(await pruneImages(client, options.all, options.filter))
    const cache = await client.post<BuildPruneReport>('/build/prune', { query: { all: options.all, ...query } })
    parts.push({ text: block('Deleted build cache objects', cache.CachesDeleted), space: cache.SpaceReclaimed })
    const space = parts.reduce((sum, part) => sum + part.space, 0)
    await process.print(parts.map((part) => part.text).join('') + total(space))
    return 0
  },
})

function warningOf(options: { all: boolean; volumes: boolean; filter: readonly string[] }): string {
  const lines = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(options.volumes ? ['all anonymous volumes not used by at least one container'] : []),
    options.all ? 'all images without at least one container associated to them' : 'all dangling images',
    options.all ? 'all build cache' : 'unused build cache',
  ]
  const filters =
    options.filter.length > 0
      ? `\n  Items to be pruned will be filtered with:\n${options.filter.map((word) => `  - ${word}\n`).join('')}`
      : ''
  return `WARNING! This will remove:\n${lines.map((line) => `  - ${line}\n`).join('')}${filters}\nAre you sure you want to continue?`
}
