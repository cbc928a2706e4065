// docker buildx inspect and du: dockerd's own builder and what its cache holds.
import type { BuildCacheRecord, DiskUsage, InfoResponse } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { DOCKER_TABLE, tabulate } from '../../tabwriter.ts'
import { Client } from '../client.ts'
import { humanDuration } from '../../../api/go-units.ts'
import { bytesSize, humanSize } from '../format/units.ts'
import { pruneFilter } from '../flags.ts'

/** ext4 keeps so much of a disk for itself. */
const FILE_SYSTEM = 0.984
const GIGABYTE = 1e9

/** What the engine's garbage collector keeps: parts of the disk, in whole gigabytes (buildkit, worker/base gc). */
function policies(disk: number): string[] {
  const part = (percent: number) =>
    bytesSize((Math.floor((disk * FILE_SYSTEM * percent) / 100 / 2 ** 30) + 1) * GIGABYTE)
  const reserved = (Math.floor((disk * FILE_SYSTEM) / 10 / 2 ** 30) + 1) * GIGABYTE
  const keep = [` Reserved Space: ${part(10)}`, ` Max Used Space: ${part(80)}`, ` Min Free Space: ${part(20)}`]
  return [
    'GC Policy rule#0:',
    ' All:            false',
    ' Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout',
    ' Keep Duration:  48h0m0s',
    ` Max Used Space: ${bytesSize(reserved * 0.1382)}`,
    'GC Policy rule#1:',
    ' All:            false',
    ' Keep Duration:  1440h0m0s',
    ...keep,
    'GC Policy rule#2:',
    ' All:            false',
    ...keep,
    'GC Policy rule#3:',
    ' All:            true',
    ...keep,
  ]
}

export const inspect = command({
  name: 'inspect',
  usage: '[NAME]',
  summary: 'Inspect current builder instance',
  group: 'Commands',
  args: { max: 1 },
  flags: { bootstrap: { type: 'bool', summary: 'Ensure builder has booted before inspecting' } },
  async run(process, _, [name = 'default'], call) {
    if (name !== 'default') throw new StatusError(`ERROR: no builder ${JSON.stringify(name)} found`)
    const client = new Client(process, call.global)
    await client.get<InfoResponse>('/info')
    const now = new Date(process.kernel.clock.unix()).toISOString().replace('T', ' ').replace(/\..*/, ' +0000 UTC')
    const { hardware } = process.machine
    const lines = [
      'Name:          default',
      'Driver:        docker',
      `Last Activity: ${now}`,
      '',
      'Nodes:',
      'Name:             default',
      'Endpoint:         default',
      'Status:           running',
      'BuildKit version: v0.0.0+unknown',
      'Platforms:        linux/amd64, linux/amd64/v2, linux/amd64/v3, linux/amd64/v4, linux/386',
      'Labels:',
      ' org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1',
      ...policies(hardware.disk),
    ]
    await process.print(lines.map((line) => `${line}\n`).join(''))
    return 0
  },
})

export const du = command({
  name: 'du',
  usage: '[OPTIONS]',
  summary: 'Disk usage',
  group: 'Commands',
  args: { max: 0 },
  flags: {
    filter: pruneFilter,
    verbose: { type: 'bool', summary: 'Shorthand for `--format=pretty`' },
  },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const { BuildCache } = await client.get<DiskUsage>('/system/df', { query: { type: 'build-cache' } })
    const records = [...(BuildCache ?? [])].sort((a, b) => a.Size - b.Size || (a.ID < b.ID ? -1 : 1))
    const now = process.kernel.clock.unix()
    if (options.verbose) await process.print(records.map((record) => described(record, now)).join(''))
    else {
      const rows = records.map((record) => `${cacheRow(record, now).join('\t')}\n`)
      await process.print(tabulate(`ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n${rows.join('')}`, DOCKER_TABLE))
    }
    await process.print(totals(records))
    return 0
  },
})

/** Cells of one record: a star for what may change, and for what is shared with an image. */
export const cacheRow = (record: BuildCacheRecord, now: number): string[] => [
  `${record.ID}${record.Shared ? '' : '*'}`,
  String(!record.InUse),
  `${humanSize(record.Size)}${record.Shared ? '*' : ''}`,
  record.LastUsedAt ? `${humanDuration(now - Date.parse(record.LastUsedAt))} ago` : '',
]

function totals(records: readonly BuildCacheRecord[]): string {
  const sum = (wanted: (record: BuildCacheRecord) => boolean) =>
    humanSize(records.filter(wanted).reduce((all, { Size }) => all + Size, 0))
  const shared = sum(({ Shared }) => Shared)
  const parts = records.some(({ Shared }) => Shared)
    ? `Shared:\t\t${shared}\nPrivate:\t${sum((one) => !one.Shared)}\n`
    : ''
  return `${parts}Reclaimable:\t${sum(({ InUse }) => !InUse)}\nTotal:\t\t${sum(() => true)}\n`
}

function described(record: BuildCacheRecord, now: number): string {
  const used = record.LastUsedAt ? [`Last used:\t${humanDuration(now - Date.parse(record.LastUsedAt))} ago`] : []
  return [
    `ID:\t\t${record.ID}`,
    `Created at:\t${record.CreatedAt}`,
    `Mutable:\t${!record.Shared}`,
    `Reclaimable:\t${!record.InUse}`,
    `Shared:\t\t${record.Shared}`,
    `Size:\t\t${humanSize(record.Size)}`,
    `Description:\t${record.Description}`,
    `Usage count:\t${record.UsageCount}`,
    ...used,
    `Type:\t\t${record.Type}`,
    '',
  ]
    .map((line) => `${line}\n`)
    .join('')
}
