// proc(5): the folder of one process.
import { NO_CAPABILITIES, capabilityMask } from '../capability.ts'
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import { limitsText } from '../rlimit.ts'
import type { Namespaces } from '../spawn.ts'
import { mountOptions } from './mount-options.ts'
import type { Generated } from './synthetic.ts'

const STATES = { S: 'S (sleeping)', T: 'T (stopped)', Z: 'Z (zombie)' }

/** Linux counts times in hundredths of a second, memory in pages of 4096 bytes. */
const ticks = (ms: number) => Math.floor(ms / 10)
const pages = (bytes: number) => Math.ceil(bytes / 4096)

/** What was started; what it calls itself in its arguments is something else. */
const comm = (process: Process) => process.name.replace(/^-|: .*$/g, '').slice(0, 15)

export function processFolder(machine: Machine, process: Process, seenFrom: Namespaces): Generated {
  const { uid, gid } = process.user
  const owner = { uid, gid }
  const file = (text: () => string): Generated => ({ text, owner })
  const pid = (of: Process | undefined) => of?.pids.get(seenFrom.pids) ?? 0
  const files = () =>
    new Map<string, Generated>([
      ['cgroup', file(() => `0::${seenFrom.pids === machine.pids ? process.namespaces.cgroup.name : '/'}\n`)],
      ['cmdline', file(() => process.argv.map((word) => `${word}\0`).join(''))],
      ['comm', file(() => `${comm(process)}\n`)],
      ['cwd', { link: process.cwd, owner }],
      [
        'environ',
        file(() =>
          Object.entries(process.env)
            .map(([name, value]) => `${name}=${value}\0`)
            .join(''),
        ),
      ],
      ['exe', { link: process.argv[0]!.startsWith('/') ? process.argv[0]! : `/usr/bin/${process.name}`, owner }],
      ['fd', { folder: () => descriptors(process, pid(process)), owner }],
      ['limits', file(() => limitsText(process.rlimits))],
      ['mounts', file(() => mounts(process))],
      ['mountinfo', file(() => mountInfo(process))],
      ['net', { folder: () => network(process), owner }],
      ['oom_score_adj', file(() => '0\n')],
      ['root', { link: '/', owner }],
      ['stat', file(() => stat(machine, process, pid(process), seenFrom.pids.parentOf(process)))],
      ['statm', file(() => `${pages(process.memory) * 4} ${pages(process.memory)} 256 256 0 256 0\n`)],
      ['status', file(() => status(process, pid(process), seenFrom.pids.parentOf(process)))],
    ])
  return { folder: files, owner }
}

function status(process: Process, pid: number, parent: number): string {
  const { uid, gid, groups } = process.user
  const kB = (bytes: number) => `${String(Math.ceil(bytes / 1024)).padStart(8)} kB`
  const numbers = [...process.pids.values()].reverse()
  return [
    `Name:\t${comm(process)}`,
    `Umask:\t${process.umask.toString(8).padStart(4, '0')}`,
    `State:\t${STATES[process.state]}`,
    `Tgid:\t${pid}`,
    `Ngid:\t0`,
    `Pid:\t${pid}`,
    `PPid:\t${parent}`,
    `TracerPid:\t0`,
    `Uid:\t${[uid, uid, uid, uid].join('\t')}`,
    `Gid:\t${[gid, gid, gid, gid].join('\t')}`,
    `FDSize:\t64`,
    `Groups:\t${groups.join(' ')} `,
    `NStgid:\t${numbers.slice(numbers.indexOf(pid)).join('\t')}`,
    `NSpid:\t${numbers.slice(numbers.indexOf(pid)).join('\t')}`,
    `VmPeak:\t${kB(process.memory * 4)}`,
    `VmSize:\t${kB(process.memory * 4)}`,
    `VmRSS:\t${kB(process.memory)}`,
    `Threads:\t1`,
    `SigQ:\t0/62797`,
    ...capabilities(process),
    `NoNewPrivs:\t0`,
    `Seccomp:\t${process.namespaces.pids === process.machine.pids ? 0 : 2}`,
    '',
  ].join('\n')
}

function stat(machine: Machine, process: Process, pid: number, parent: number): string {
  const group = machine.pids.processes.get(process.group)?.pids.get(process.namespaces.pids) ?? pid
  const started = ticks(process.startedAt - machine.bootedAt)
  const head = [pid, `(${comm(process)})`, process.state, parent, group, group, process.tty ? 34816 : 0]
  const times = [ticks(process.cpu), 0, 0, 0, 20, 0, 1, 0, started]
  const size = [process.memory * 4, pages(process.memory), '18446744073709551615']
  return `${[...head, process.tty?.foreground ?? -1, 4194304, 0, 0, 0, 0, ...times, ...size, ...Array<number>(27).fill(0)].join(' ')}\n`
}

function descriptors(process: Process, pid: number): ReadonlyMap<string, Generated> {
  const { isTty } = process
  const named = (number: number, terminal: boolean): [string, Generated] => {
    const link = terminal ? `/dev/${process.tty?.name ?? 'pts/0'}` : `pipe:[${20_000 + process.hostPid * 8 + number}]`
    return [String(number), { link, special: { device: `fd:${pid}:${number}` } }]
  }
  return new Map([
    named(0, isTty.stdin),
    named(1, isTty.stdout),
    named(2, isTty.stderr),
    ...[...process.fds.keys()].map((number) => named(number, false)),
  ])
}

/** /proc/mounts, as `mount` reads it. */
function mounts(process: Process): string {
  const { fs } = process.namespaces
  const root = fs.stat('/').device
  const lines = [`${root} / ${root === 'overlay' ? 'overlay' : 'ext4'} rw,relatime 0 0`]
  for (const { path, source } of fs.mounts())
    lines.push(`${source.device} ${path} ${source.type} ${mountOptions(source)} 0 0`)
  return `${lines.join('\n')}\n`
}

function mountInfo(process: Process): string {
  const lines = mounts(process).trimEnd().split('\n')
  return lines
    .map((line, i) => {
      const [device, path, type, options] = line.split(' ')
      return `${30 + i} ${i === 0 ? 1 : 30} 0:${40 + i} / ${path} ${options} - ${type} ${device} rw\n`
    })
    .join('')
}

function network(process: Process): ReadonlyMap<string, Generated> {
  const { net } = process.namespaces
  const heading =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n'
  const zeros =
    '       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n'
  const dev = () =>
    heading + ['lo', ...net.interfaces.map((link) => link.name)].map((name) => `${name.padStart(6)}: ${zeros}`).join('')
  return new Map([['dev', { text: dev }]])
}

function capabilities(process: Process): string[] {
  const bounding = capabilityMask(process.capabilities)
  const own = process.user.uid === 0 ? bounding : capabilityMask(NO_CAPABILITIES)
  const none = capabilityMask(NO_CAPABILITIES)
  return [`CapInh:\t${none}`, `CapPrm:\t${own}`, `CapEff:\t${own}`, `CapBnd:\t${bounding}`, `CapAmb:\t${none}`]
}
