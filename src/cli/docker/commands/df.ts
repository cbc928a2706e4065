// docker system df: what takes room on the daemon's disk.
import type { BuildCacheRecord, ContainerSummary, DiskUsage, ImageSummary, Volume } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { tabulate, DOCKER_TABLE } from '../../tabwriter.ts'
import { Client } from '../client.ts'
import { listFormat } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { humanDuration } from '../../../api/go-units.ts'
import { goTimeOf, humanSize, shortId } from '../format/units.ts'
import { containerRow, imageRows, volumeRow } from '../rows.ts'

const HEADERS = { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' }

export const df = command({
  name: 'df',
  usage: '[OPTIONS]',
  summary: 'Show docker disk usage',
  args: { max: 0 },
  flags: {
    format: listFormat,
    verbose: { type: 'bool', short: 'v', summary: 'Show detailed information on space usage' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const usage = await client.get<DiskUsage>('/system/df')
    const rows = summary(usage)
    if (options.verbose && !options.format) {
      await process.print(verbose(usage, process.kernel.clock.unix()))
      return 0
    }
    const table = '{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}'
    const listing = options.verbose
      ? verboseListing(usage, process.kernel.clock.unix())
      : { type: '*formatter.diskUsageImagesContext', headers: HEADERS, table, rows }
    const text = formatList(listing, options.format)
    await process.print(options.verbose ? text.replace(/\n$/, '') : text)
    return 0
  },
})

function summary(usage: DiskUsage): Record<string, unknown>[] {
  const images = usage.Images ?? []
  const containers = usage.Containers ?? []
  const volumes = usage.Volumes ?? []
  const cache = usage.BuildCache ?? []
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
  const used = images.filter((image) => image.Containers > 0)
  const imageUsed = sum(
    used
      .filter((image) => image.Size !== -1)
      .map((image) => (image.SharedSize > 0 ? image.Size - image.SharedSize : image.Size)),
  )
  const active = (container: ContainerSummary) => ['running', 'paused', 'restarting'].includes(container.State)
  const size = (container: ContainerSummary) => container.SizeRw ?? 0
  const volumeSize = (volume: Volume) => Math.max(0, volume.UsageData?.Size ?? 0)
  const free = volumes.filter((volume) => (volume.UsageData?.RefCount ?? 0) === 0)
  const layers = usage.LayersSize ?? 0
  return [
    row('Images', images.length, used.length, layers, layers - Math.min(layers, imageUsed), true),
    row(
      'Containers',
      containers.length,
      containers.filter(active).length,
      sum(containers.map(size)),
      sum(containers.filter((one) => !active(one)).map(size)),
      true,
    ),
    row(
      'Local Volumes',
      volumes.length,
      volumes.length - free.length,
      sum(volumes.map(volumeSize)),
      sum(free.map(volumeSize)),
      true,
    ),
    row(
      'Build Cache',
      cache.length,
      cache.filter((one) => one.InUse).length,
      sum(cache.filter((one) => !one.Shared).map((one) => one.Size)),
      sum(cache.filter((one) => !one.InUse && !one.Shared).map((one) => one.Size)),
      false,
    ),
  ]
}

function row(
  Type: string,
  count: number,
  active: number,
  size: number,
  free: number,
  share: boolean,
): Record<string, unknown> {
  const percent = share && size > 0 ? ` (${Math.trunc((free * 100) / size)}%)` : ''
  return {
    Active: String(active),
    Reclaimable: humanSize(free) + percent,
    Size: humanSize(size),
    TotalCount: String(count),
    Type,
  }
}

/** An image once, by the first of its names. */
const once = (images: readonly ImageSummary[]) =>
  images.map((image) => ({ ...image, RepoTags: image.RepoTags?.slice(0, 1) ?? null }) as ImageSummary)

const imageTable = (images: readonly ImageSummary[], now: number) =>
  imageRows(once(images), false, { noTrunc: false, now })

function verbose(usage: DiskUsage, now: number): string {
  const table = (heads: string[], rows: unknown[][]) =>
    tabulate([heads, ...rows].map((cells) => `${cells.join('\t')}\n`).join(''), DOCKER_TABLE)
  const images = imageTable(usage.Images ?? [], now).map((one) => [
    one.Repository,
    one.Tag,
    one.ID,
    one.CreatedSince,
    one.Size,
    one.SharedSize,
    one.UniqueSize,
    one.Containers,
  ])
  const containers = (usage.Containers ?? []).map((one) => {
    const shown = containerRow(one, { noTrunc: false, now })
    return [
      shown.ID,
      shown.Image,
      shown.Command,
      shown.LocalVolumes,
      humanSize(one.SizeRw ?? 0, 3),
      shown.RunningFor,
      shown.Status,
      shown.Names,
    ]
  })
  const volumes = (usage.Volumes ?? []).map(volumeRow).map((one) => [one.Name, one.Links, one.Size])
  const cache = cacheRows(usage, false, now).map((one) => [
    one.ID,
    one.CacheType,
    one.Size,
    one.CreatedSince,
    one.LastUsedSince,
    one.UsageCount,
    one.Shared,
  ])
  const size = (usage.BuildCache ?? []).filter((one) => !one.Shared).reduce((sum, one) => sum + one.Size, 0)
  return (
    `Images space usage:\n\n${table(['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE', 'SHARED SIZE', 'UNIQUE SIZE', 'CONTAINERS'], images)}` +
    `\nContainers space usage:\n\n${table(['CONTAINER ID', 'IMAGE', 'COMMAND', 'LOCAL VOLUMES', 'SIZE', 'CREATED', 'STATUS', 'NAMES'], containers)}` +
    `\nLocal Volumes space usage:\n\n${table(['VOLUME NAME', 'LINKS', 'SIZE'], volumes)}` +
    `\nBuild cache usage: ${humanSize(size)}\n\n${table(['CACHE ID', 'CACHE TYPE', 'SIZE', 'CREATED', 'LAST USED', 'USAGE', 'SHARED'], cache)}`
  )
}

/** What was used the longest ago comes first. */
function cacheRows(usage: DiskUsage, noTrunc: boolean, now: number): Record<string, unknown>[] {
  const at = (one: BuildCacheRecord) => (one.LastUsedAt ? Date.parse(one.LastUsedAt) : 0)
  const order = (a: string, b: string) => (a < b ? -1 : 1)
  const shown = (id: string) => (noTrunc ? id : shortId(id))
  const ago = (time: string | null) => (time ? `${humanDuration(now - Date.parse(time))} ago` : '')
  return [...(usage.BuildCache ?? [])]
    .sort((a, b) => at(a) - at(b) || order(a.ID, b.ID))
    .map((one) => ({
      CacheType: one.Type,
      CreatedAt: goTimeOf(one.CreatedAt),
      CreatedSince: ago(one.CreatedAt),
      Description: one.Description,
      ID: shown(one.ID) + (one.InUse ? '*' : ''),
      InUse: String(one.InUse),
      LastUsedAt: one.LastUsedAt ? goTimeOf(one.LastUsedAt) : '',
      LastUsedSince: ago(one.LastUsedAt),
      Parent: shown((one.Parents ?? []).join(', ')),
      Shared: String(one.Shared),
      Size: humanSize(one.Size, 3),
      UsageCount: String(one.UsageCount),
    }))
}

/** With a template, `-v` gives one object of lists. */
function verboseListing(usage: DiskUsage, now: number) {
  const rows = [
    {
      Images: imageRows(once(usage.Images ?? []), false, { noTrunc: true, now }).map((one) => ({ ...one, Digest: '' })),
      Containers: (usage.Containers ?? []).map((one) =>
        containerRow({ ...one, SizeRootFs: 0 }, { noTrunc: true, now }),
      ),
      Volumes: (usage.Volumes ?? []).map(volumeRow),
      BuildCache: cacheRows(usage, true, now),
    },
  ]
  return { type: '*formatter.diskUsageContext', headers: HEADERS, table: '{{json .}}', rows, declared: true }
}
