// free(1), uptime(1), vmstat(8).
import type { Process } from '../../process.ts'
import { processList } from '../process/list.ts'
import { humanSize } from '../size.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { strftime } from '../time.ts'

/** Bytes: what the machine has and what its processes hold. The kernel and its caches take a fixed share. */
export function memoryOf(process: Process) {
  const { hardware, pids } = process.machine
  const held = [...pids.processes.values()].reduce((sum, each) => sum + each.memory, 0)
  const used = Math.min(hardware.memory, held + 320e6)
  const cache = Math.min((hardware.memory - used) * 0.4, hardware.memory * 0.25)
  return {
    total: hardware.memory,
    used,
    cache,
    free: hardware.memory - used - cache,
    available: hardware.memory - used - cache * 0.1,
  }
}

/** Load averages over 1, 5 and 15 minutes: a little from each process that used the processor. */
export function loadOf(process: Process): string[] {
  const busy = [...process.machine.pids.processes.values()].reduce(
    (sum, each) => sum + each.cpu / Math.max(60_000, process.kernel.clock.now - each.startedAt),
    0,
  )
  return [1, 0.8, 0.6].map((share) => Math.min(99, busy * share).toFixed(2))
}

export const free: Tool = {
  spec: {
    name: 'free',
    summary: 'display amount of free and used memory in the system',
    usage: '[options]',
    version: 'free from procps-ng 4.0.4',
    options: {
      '-b, --bytes': 'in bytes',
      '-k, --kibi': 'in KiB',
      '-m, --mebi': 'in MiB',
      '-g, --gibi': 'in GiB',
      '-h, --human': 'with units',
      '-t, --total': 'with a total',
      '-w, --wide': ABSENT,
    },
  },
  async run(call) {
    const { total, used, cache, free: unused, available } = memoryOf(call.process)
    const factor = call.has('b') ? 1 : call.has('m') ? 1024 ** 2 : call.has('g') ? 1024 ** 3 : 1024
    const shown = (bytes: number) =>
      call.has('h')
        ? `${bytes === 0 ? '0B' : humanSize(bytes).replace(/([KMG])$/, '$1i')}`
        : String(Math.floor(bytes / factor))
    const first = call.busybox ? 7 : 8
    const row = (name: string, cells: number[]) =>
      name.padEnd(first) +
      cells
        .map((cell) => shown(cell).padStart(12))
        .join('')
        .slice(0) +
      '\n'
    const lines = [row('Mem:', [total, used, unused, 1_300_000, cache, available]), row('Swap:', [0, 0, 0])]
    if (call.has('t')) lines.push(row('Total:', [total, used, unused]))
    await call.print(
      `${' '.repeat(first)}       total        used        free      shared  buff/cache   available\n${lines.join('')}`,
    )
    return 0
  },
}

export function uptimeText(process: Process): string {
  const { kernel, machine } = process
  const minutes = Math.floor((kernel.clock.now - machine.bootedAt) / 60_000)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const day = days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''
  const up = day + (hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`)
  const users = new Set([...machine.pids.processes.values()].map(({ tty }) => tty).filter(Boolean)).size
  return `${strftime('%H:%M:%S', kernel.clock.unix())} up ${up}, ${users === 1 ? ' 1 user' : `${String(users).padStart(2)} users`},  load average: ${loadOf(process).join(', ')}`
}

export const uptime: Tool = {
  spec: {
    name: 'uptime',
    summary: 'tell how long the system has been running',
    usage: '[options]',
    version: 'uptime from procps-ng 4.0.4',
    options: { '-p, --pretty': 'in words', '-s, --since': 'since when' },
  },
  async run(call) {
    const { kernel, machine } = call.process
    const minutes = Math.floor((kernel.clock.now - machine.bootedAt) / 60_000)
    if (call.has('s')) await call.print(`${strftime('%Y-%m-%d %H:%M:%S', kernel.clock.epoch + machine.bootedAt)}\n`)
    else if (call.has('p')) {
      const parts = [
        [Math.floor(minutes / 1440), 'day'],
        [Math.floor(minutes / 60) % 24, 'hour'],
        [minutes % 60, 'minute'],
      ] as const
      await call.print(
        `up ${parts
          .filter(([n], i) => n > 0 || (i === 2 && minutes === 0))
          .map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`)
          .join(', ')}\n`,
      )
    } else await call.print(` ${uptimeText(call.process)}\n`)
    return 0
  },
}

export const vmstat: Tool = {
  spec: { name: 'vmstat', summary: 'report virtual memory statistics', usage: '[options] [delay [count]]' },
  async run(call) {
    const { free: unused, cache } = memoryOf(call.process)
    const running = processList(call.process).length
    await call.print(
      'procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu\n',
    )
    const times = Number(call.operands[1] ?? (call.operands[0] ? Infinity : 1))
    for (let i = 0; i < times; i++) {
      await call.print(
        ` 0  0      0 ${String(Math.floor(unused / 1024)).padStart(6)}  20480 ${String(Math.floor(cache / 1024)).padStart(6)}    0    0     2     8  ${String(running).padStart(3)}  120  1  1 98  0  0  0\n`,
      )
      if (i + 1 < times) await call.process.sleep(Number(call.operands[0] ?? 1) * 1000)
    }
  },
}
