// docker system df: what takes room on the daemon's disk.
import type { BuildCacheRecord, ContainerSummary, DiskUsage, ImageSummary, Volume } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { tabulate, DOCKER_TABLE } from '../../tabwriter.ts'
import { compileTemplate } from '../../template/execute.ts'
import { dockerFunctions } from '../../template/functions.ts'
import { ExecutionError, TemplateError } from '../../template/lexer.ts'
import { Struct } from '../../template/value.ts'
import { Client } from '../client.ts'
import { listFormat } from '../flags.ts'
import { formatList, unescaped } from '../format/list.ts'
import { humanDuration } from '../../../api/go-units.ts'
import { goTimeOf, humanSize, shortId } from '../format/units.ts'
import { VOLUME_RAW, containerRaw, containerRow, imageRaw, imageRows, volumeRow } from '../rows.ts'

const HEADERS = { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' }

const RAW =
  'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n'

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
    const now = process.kernel.clock.unix()
    const { format } = options
    if (options.verbose) {
      await process.print(format === '' || format === 'table' ? verbose(usage, now) : filled(usage, format, now))
      return 0
    }
    const table = '{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}'
    const listing = {
      type: '*formatter.diskUsageImagesContext',
      headers: HEADERS,
      table,
      raw: RAW,
      rows: summary(usage),
    }
    await process.print(formatList(listing, format))
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

/** With a template, `-v` gives one object of lists. Throws StatusError. */
function filled(usage: DiskUsage, format: string, now: number): string {
  const noTrunc = !format.startsWith('table ')
  const each = (type: string, rows: Record<string, unknown>[]) => rows.map((row) => new Struct(type, row, true))
  const context = new Struct(
    '*formatter.diskUsageContext',
    {
      Images: each(
        '*formatter.imageContext',
        imageRows(once(usage.Images ?? []), false, { noTrunc, now }).map((one) => ({ ...one, Digest: '' })),
      ),
      Containers: each(
        '*formatter.ContainerContext',
        (usage.Containers ?? []).map((one) => containerRow({ ...one, SizeRootFs: 0 }, { noTrunc, now })),
      ),
      Volumes: each('*formatter.volumeContext', (usage.Volumes ?? []).map(volumeRow)),
      BuildCache: each('*formatter.buildCacheContext', cacheRows(usage, noTrunc, now)),
    },
    true,
  )
  try {
    return compileTemplate(verboseTemplate(format), { functions: dockerFunctions })(context)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new StatusError(error instanceof ExecutionError ? error.message : `template parsing error: ${error.message}`)
  }
}

function verboseTemplate(format: string): string {
  if (format === 'raw') return VERBOSE_RAW
  return format === 'json' ? '{{json .}}' : unescaped(format.replace(/^table /, '').trim())
}

const CACHE_RAW = `build_cache_id: {{.ID}}
parent_id: {{.Parent}}
build_cache_type: {{.CacheType}}
description: {{.Description}}
created_at: {{.CreatedAt}}
created_since: {{.CreatedSince}}
last_used_at: {{.LastUsedAt}}
last_used_since: {{.LastUsedSince}}
usage_count: {{.UsageCount}}
in_use: {{.InUse}}
shared: {{.Shared}}
`

const VERBOSE_RAW = Object.entries({
  Images: `type: Image\n${imageRaw(true)}`,
  Containers: `type: Container\n${containerRaw(true)}`,
  Volumes: `type: Volume\n${VOLUME_RAW}`,
  BuildCache: `type: Build Cache\n${CACHE_RAW}`,
})
  .map(([list, form]) => `{{range .${list}}}${form}\n{{end -}}`)
  .join('\n')
