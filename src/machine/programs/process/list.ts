// The processes that a process can see: those of its own PID namespace, with what ps(1) says of each.
import type { Process } from '../../process.ts'
import type { Tty } from '../../tty.ts'
import { groupName, userName } from '../accounts.ts'
import { strftime } from '../time.ts'

export interface Row {
  process: Process
  pid: number
  ppid: number
  user: string
  group: string
  uid: number
  /** `pts/0`, or `?`. */
  tty: string
  stat: string
  /** Percent of a processor since it started. */
  cpu: number
  memory: number
  /** kB. */
  vsz: number
  rss: number
  /** Seconds of processor time. */
  seconds: number
  /** Seconds since it started. */
  elapsed: number
  started: number
  nice: number
  threads: number
  comm: string
  args: string
}

/** Programs that run many threads: `l` in STAT. */
const THREADED = new Map([
  ['java', 29],
  ['dockerd', 14],
  ['containerd', 12],
  ['containerd-shim', 11],
  ['kubelet', 16],
  ['kube-apiserver', 12],
  ['etcd', 12],
  ['mysqld', 38],
  ['node', 11],
  ['redis-server', 6],
])

/** In the order of their numbers. */
export function processList(viewer: Process): Row[] {
  const { pids } = viewer.namespaces
  return [...pids.processes.entries()].sort(([a], [b]) => a - b).map(([pid, process]) => describe(viewer, pid, process))
}

function describe(viewer: Process, pid: number, process: Process): Row {
  const { kernel, machine } = viewer
  const { fs } = viewer
  const elapsed = Math.max(0, kernel.clock.now - process.startedAt) / 1000
  const comm = (process.argv[0] ?? '')
    .replace(/^-|: .*$/g, '')
    .split('/')
    .at(-1)!
    .slice(0, 15)
  const rss = Math.round(process.memory / 1024)
  const threads = THREADED.get(comm) ?? 1
  return {
    process,
    pid,
    ppid: viewer.namespaces.pids.parentOf(process),
    user: userName(fs, process.user.uid),
    group: groupName(fs, process.user.gid),
    uid: process.user.uid,
    tty: process.tty ? terminalName(viewer, process.tty) : '?',
    stat: statOf(viewer, process, threads),
    cpu: elapsed >= 1 ? Math.min(99.9, process.cpu / 10 / elapsed) : 0,
    memory: (100 * process.memory) / machine.hardware.memory,
    vsz: threads > 1 ? rss * 4 + 700_000 : rss + 2200,
    rss,
    seconds: Math.floor(process.cpu / 1000),
    elapsed: Math.floor(elapsed),
    started: kernel.clock.epoch + process.startedAt,
    nice: 0,
    threads,
    comm,
    args: process.argv.join(' '),
  }
}

function statOf(viewer: Process, process: Process, threads: number): string {
  const state = process === viewer ? 'R' : process.state
  const sameTty = process.tty && [...viewer.namespaces.pids.processes.values()].find(({ tty }) => tty === process.tty)
  const leads = process.tty ? sameTty === process : process.parent === undefined || process.parent.hostPid === 1
  const front = process.tty !== undefined && process.tty.foreground === process.group
  return state + (leads ? 's' : '') + (threads > 1 ? 'l' : '') + (front ? '+' : '')
}

/** Terminals are numbered in the order in which the processes seen here have them. */
export function terminalName(viewer: Process, tty: Tty): string {
  const seen = new Set<Tty>()
  for (const process of viewer.namespaces.pids.processes.values()) if (process.tty) seen.add(process.tty)
  return `pts/${Math.max(0, [...seen].indexOf(tty))}`
}

const two = (n: number) => String(n).padStart(2, '0')

/** `0:05`, as in the BSD columns. */
export const minutes = (seconds: number): string => `${Math.floor(seconds / 60)}:${two(seconds % 60)}`

/** `00:00:05`, days before it. */
export function clockTime(seconds: number): string {
  const days = Math.floor(seconds / 86400)
  const time = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return days > 0 ? `${days}-${time}` : time
}

/** `02:13`, `1-03:04:05`: etime. */
export function elapsedTime(seconds: number): string {
  return seconds < 3600 ? `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}` : clockTime(seconds)
}

/** `09:15` today, `Nov23` before. */
export const startText = (started: number, now: number): string =>
  strftime(now - started < 86_400_000 ? '%H:%M' : '%b%d', started)
