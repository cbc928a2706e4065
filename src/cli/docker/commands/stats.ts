// docker stats: what containers use, redrawn every half second.
import type { ContainerSummary, EventMessage, StatsResponse } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { SIGNALS } from '../../../machine/signal.ts'
import { Cancel } from '../../../kernel/cancel.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client } from '../client.ts'
import { jsonLines } from '../../../net/json-lines.ts'
import { containers } from '../complete.ts'
import { listFormat } from '../flags.ts'
import { formatList } from '../format/list.ts'
import { bytesSize, humanSize, shortId } from '../format/units.ts'

const HEADERS = {
  BlockIO: 'BLOCK I/O',
  CPUPerc: 'CPU %',
  Container: 'CONTAINER',
  ID: 'CONTAINER ID',
  MemPerc: 'MEM %',
  MemUsage: 'MEM USAGE / LIMIT',
  Name: 'NAME',
  NetIO: 'NET I/O',
  PIDs: 'PIDS',
}
const TABLE = '{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}'
const REFRESH_MS = 500
/** So many signals end docker, whatever it is at. */
const PATIENCE = 3

interface Sample {
  asked: string
  stats: StatsResponse | undefined
  /** Its stream has ended: numbers are no longer shown. */
  over: boolean
  /** Told at the first sample. */
  arrived: () => void
}

export const stats = command({
  name: 'stats',
  usage: '[OPTIONS] [CONTAINER...]',
  summary: 'Display a live stream of container(s) resource usage statistics',
  synonyms: ['docker container stats', 'docker stats'],
  complete: containers('running'),
  flags: {
    all: { type: 'bool', short: 'a', summary: 'Show all containers (default shows just running)' },
    format: listFormat,
    'no-stream': { type: 'bool', summary: 'Disable streaming stats and only pull the first result' },
    'no-trunc': { type: 'bool', summary: 'Do not truncate output' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const watching = new Cancel()
    const samples = new Map<string, Sample>()
    const once = options['no-stream']
    const firsts: Promise<void>[] = []
    const add = (name: string): Promise<void> => {
      const sample: Sample = { asked: name, stats: undefined, over: false, arrived: () => {} }
      firsts.push(new Promise((resolve) => (sample.arrived = resolve)))
      samples.set(name, sample)
      return collect(client, name, sample, once, watching)
    }
    if (args.length === 0 && !once) await follow(process, client, add, samples, watching)
    const names =
      args.length > 0
        ? args
        : (await client.get<ContainerSummary[]>('/containers/json', { query: { all: options.all } })).map((one) =>
            shortId(one.Id),
          )
    const collecting = names.map(add)
    const print = () => {
      const rows = [...samples.values()].map((sample) => rowOf(sample, options['no-trunc']))
      return formatList({ type: '*container.statsContext', headers: HEADERS, table: TABLE, rows }, options.format)
    }
    try {
      if (once) {
        await Promise.all(collecting)
        await process.print(print())
        return 0
      }
      await Promise.race([Promise.all(firsts), Promise.all(collecting)])
      for (const task of collecting) task.catch(() => {})
      return await redraw(process, print, watching, args.length === 0)
    } finally {
      watching.cancel(new StatusError(''))
    }
  },
})

/** New containers are shown as they start, and go as they are removed. */
async function follow(
  process: Process,
  client: Client,
  add: (name: string) => Promise<void>,
  samples: Map<string, Sample>,
  cancel: Cancel,
): Promise<void> {
  const filters = '{"type":{"container":true}}'
  const response = await client.request('GET', '/events', { query: { filters }, cancel })
  process.kernel.spawn(async () => {
    try {
      for await (const event of jsonLines<EventMessage>(response.body)) {
        const id = shortId(event.Actor.ID)
        if (event.Action === 'start' && !samples.has(id)) add(id).catch(() => {})
        if (event.Action === 'die') samples.delete(id)
      }
    } catch {
      // The stream ends with the command.
    }
  })
}

async function collect(client: Client, name: string, sample: Sample, once: boolean, cancel: Cancel): Promise<void> {
  const query = { stream: once ? '0' : '1' }
  try {
    const response = await client.request('GET', `/containers/${name}/stats`, { query, cancel })
    for await (const stats of jsonLines<StatsResponse>(response.body)) {
      sample.stats = stats
      sample.arrived()
    }
  } finally {
    sample.over = !once
  }
}

/**
 * Every frame is drawn twice, the second time clearing the ends of lines, whatever the format. A signal ends the streams:
 * with names the real one goes on drawing rows without numbers until somebody insists.
 */
async function redraw(process: Process, print: () => string, watching: Cancel, all: boolean): Promise<number> {
  let ended: number | undefined
  let told = 0
  for (const signal of ['INT', 'TERM'] as const) {
    process.on(signal, () => {
      told++
      ended ??= 128 + SIGNALS[signal]
      watching.cancel(new StatusError(''))
    })
  }
  for (;;) {
    await process.sleep(REFRESH_MS)
    if (told >= PATIENCE) throw new StatusError('got 3 SIGTERM/SIGINTs, forcefully exiting')
    const text = print()
    await process.print(`\x1b[H${text}\x1b[H${text.replaceAll('\n', ' \x1b[K\n')} \x1b[K\n\x1b[J`)
    if (all && ended !== undefined) return ended
  }
}

function rowOf({ asked, stats: sample, over }: Sample, noTrunc: boolean): Record<string, unknown> {
  const known = {
    Container: asked,
    ID: noTrunc ? (sample?.id ?? '') : shortId(sample?.id ?? ''),
    Name: sample?.name.replace(/^\//, '') || '--',
  }
  if (!sample || over)
    return { ...known, BlockIO: '--', CPUPerc: '--', MemPerc: '--', MemUsage: '-- / --', NetIO: '--', PIDs: '--' }
  const { usage = 0, limit = 0, stats: parts } = sample.memory_stats
  const used = Math.max(0, usage - (parts?.total_inactive_file ?? parts?.inactive_file ?? 0))
  const networks = Object.values(sample.networks ?? {})
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
  const blocks = sample.blkio_stats.io_service_bytes_recursive ?? []
  const io = (op: string) => sum(blocks.filter((entry) => entry.op.toLowerCase() === op).map((entry) => entry.value))
  return {
    ...known,
    BlockIO: `${humanSize(io('read'), 3)} / ${humanSize(io('write'), 3)}`,
    CPUPerc: `${cpuPercent(sample).toFixed(2)}%`,
    MemPerc: `${(limit > 0 ? (used / limit) * 100 : 0).toFixed(2)}%`,
    MemUsage: `${bytesSize(used)} / ${bytesSize(limit)}`,
    NetIO: `${humanSize(sum(networks.map((one) => one.rx_bytes)), 3)} / ${humanSize(sum(networks.map((one) => one.tx_bytes)), 3)}`,
    PIDs: String(sample.pids_stats.current ?? 0),
  }
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: StatsResponse): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage
  const system = now.system_cpu_usage - before.system_cpu_usage
  return system > 0 && used > 0 ? (used / system) * (now.online_cpus || 1) * 100 : 0
}
