// GET /containers/{id}/top: what the host's ps says of a container's processes.
import type { TopResponse } from '../../api/docker.ts'
import type { Process } from '../../machine/process.ts'
import type { Engine } from '../engine.ts'
import { conflict, failure } from '../errors.ts'

type Column = [title: string, value: (process: Process, engine: Engine) => string]

const pad = (n: number) => String(n).padStart(2, '0')

const clockTime = (ms: number) => {
  const seconds = Math.floor(ms / 1000)
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
}
const started = (process: Process, engine: Engine) => engine.clock.rfc3339(process.startedAt).slice(11, 16)
const percent = (process: Process, engine: Engine) => {
  const lived = Math.max(1, engine.clock.now - process.startedAt)
  return ((100 * process.cpu) / lived).toFixed(1)
}
const share = (process: Process, engine: Engine) => ((100 * process.memory) / engine.machine.hardware.memory).toFixed(1)
const terminal = (process: Process) => (process.tty ? 'pts/0' : '?')
const parentPid = (process: Process) => String(process.parent?.hostPid ?? 1)

const COLUMNS: Record<string, Column> = {
  pid: ['PID', (process) => String(process.hostPid)],
  ppid: ['PPID', parentPid],
  user: ['USER', (process) => process.user.name],
  uid: ['UID', (process) => String(process.user.uid)],
  c: ['C', (process, engine) => String(Math.min(99, Math.floor(Number(percent(process, engine)))))],
  stime: ['STIME', started],
  tty: ['TTY', terminal],
  time: ['TIME', (process) => clockTime(process.cpu)],
  cmd: ['CMD', (process) => process.argv.join(' ')],
  args: ['COMMAND', (process) => process.argv.join(' ')],
  command: ['COMMAND', (process) => process.argv.join(' ')],
  comm: ['COMMAND', (process) => process.name.slice(0, 15)],
  pcpu: ['%CPU', percent],
  pmem: ['%MEM', share],
  vsz: ['VSZ', (process) => String(Math.round((process.memory * 1.6) / 1024))],
  rss: ['RSS', (process) => String(Math.round(process.memory / 1024))],
  stat: ['STAT', (process) => (process.group === process.hostPid ? `${process.state}s` : process.state)],
  state: ['S', (process) => process.state],
  start: ['START', started],
}
const ALIASES: Record<string, string> = {
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  euser: 'user',
  tt: 'tty',
  s: 'state',
  lstart: 'start',
}
const FULL = ['user', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd']
const BSD = ['user', 'pid', 'pcpu', 'pmem', 'vsz', 'rss', 'tty', 'stat', 'start', 'time', 'command']

/** Throws ApiError for a container that does not run and for columns ps does not know. */
export function top(engine: Engine, name: string, args: string): TopResponse {
  const container = engine.container(name)
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  if (container.state.restarting) throw conflict(`Container ${name} is restarting, wait until the container is running`)
  const wanted = columnsOf(args || '-ef')
  const processes = container.contained?.processes() ?? []
  const bsd = wanted === BSD
  return {
    Processes: processes.map((process) => wanted.map((column) => valueOf(column, process, engine, bsd))),
    Titles: wanted.map((column) => (wanted === FULL && column === 'user' ? 'UID' : COLUMNS[column]![0])),
  }
}

function valueOf(column: string, process: Process, engine: Engine, bsd: boolean): string {
  if (bsd && column === 'time') {
    const seconds = Math.floor(process.cpu / 1000)
    return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`
  }
  return COLUMNS[column]![1](process, engine)
}

function columnsOf(args: string): string[] {
  const list = /(?:^|\s)-?o\s*(\S+)/.exec(args)?.[1]
  if (list) {
    return list.split(',').map((word) => {
      const column = ALIASES[word] ?? word
      if (!COLUMNS[column]) throw failure(`ps: error: unknown user-defined format specifier ${JSON.stringify(word)}`)
      return column
    })
  }
  if (/^-?[a-z]*u[a-z]*$/.test(args) && !args.startsWith('-')) return BSD
  return /^-[a-zA-Z]*f/.test(args) ? FULL : ['pid', 'tty', 'time', 'cmd']
}
