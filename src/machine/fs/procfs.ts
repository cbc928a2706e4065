// proc(5): the kernel's view of a PID namespace and of the machine, as text.
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import type { Namespaces } from '../spawn.ts'
import { processFolder } from './proc-pid.ts'
import { sysctlFolder } from './sysctl.ts'
import { SyntheticFs, type Generated } from './synthetic.ts'

/** There, with nothing in it that we have. */
const FOLDERS = ['acpi', 'bus', 'fs', 'irq', 'scsi']
const CLOSED = ['interrupts', 'kcore', 'keys', 'sysrq-trigger', 'timer_list']

/** Of `namespaces`: what is mounted at /proc of a machine or container. */
export function procfs(machine: Machine, namespaces: Namespaces): SyntheticFs {
  const { pids } = namespaces
  const fixed = new Map<string, Generated>([
    ['mounts', { link: 'self/mounts' }],
    ['net', { link: 'self/net' }],
    ...FOLDERS.map((name): [string, Generated] => [name, { folder: () => new Map() }]),
    ...CLOSED.map((name): [string, Generated] => [name, { text: () => '' }]),
    ...Object.entries(machineFiles(machine)).map(([name, text]): [string, Generated] => [name, { text }]),
    ['sys', { folder: () => sysctlFolder(machine, namespaces) }],
  ])
  const self = (): Generated => ({ link: String(pids.asking?.pid ?? 1) })
  const of = (process: Process) => processFolder(machine, process, namespaces)
  const root: Generated = {
    folder: () =>
      new Map([
        ...[...pids.processes].map(([pid, each]) => [String(pid), of(each)] as const),
        ['self', self()],
        ...fixed,
      ]),
    entry: (name) => {
      if (name === 'self') return self()
      const process = /^\d+$/.test(name) ? pids.processes.get(Number(name)) : undefined
      return process ? of(process) : fixed.get(name)
    },
  }
  return new SyntheticFs(root, 'proc', () => machine.kernel.clock.unix())
}

const uptime = (machine: Machine) => (machine.kernel.clock.now - machine.bootedAt) / 1000

/** Linux counts a process's CPU time in hundredths of a second. */
const ticks = (ms: number) => Math.floor(ms / 10)

function machineFiles(machine: Machine): Record<string, () => string> {
  const processes = () => [...machine.pids.processes.values()]
  return {
    meminfo: () => memory(machine, processes()),
    cpuinfo: () => Array.from({ length: machine.hardware.cpus }, (_, i) => processor(machine, i)).join(''),
    loadavg: () => `0.08 0.03 0.01 1/${processes().length} ${Math.max(0, ...machine.pids.processes.keys())}\n`,
    uptime: () => `${uptime(machine).toFixed(2)} ${(uptime(machine) * machine.hardware.cpus * 0.97).toFixed(2)}\n`,
    version: () =>
      `Linux version ${machine.release} (buildd@lcy02-amd64-080) (x86_64-linux-gnu-gcc-13) #1 SMP PREEMPT_DYNAMIC\n`,
    cmdline: () => `BOOT_IMAGE=/boot/vmlinuz-${machine.release} root=/dev/vda1 ro console=ttyS0\n`,
    filesystems: () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\toverlay\n\text4\n',
    stat: () => {
      const used = ticks(processes().reduce((sum, process) => sum + process.cpu, 0))
      const idle = Math.max(0, ticks(uptime(machine) * 1000 * machine.hardware.cpus) - used)
      const booted = Math.floor((machine.kernel.clock.epoch + machine.bootedAt) / 1000)
      return `cpu  ${used} 0 0 ${idle} 0 0 0 0 0 0\nbtime ${booted}\nprocesses ${processes().length}\n`
    },
  }
}

const kB = (label: string, bytes: number) =>
  `${`${label}:`.padEnd(16)}${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`

function memory(machine: Machine, processes: Process[]): string {
  const total = machine.hardware.memory
  const used = processes.reduce((sum, process) => sum + process.memory, 0)
  const cached = Math.floor(total * 0.2)
  const free = Math.max(0, total - used - cached)
  return (
    kB('MemTotal', total) +
    kB('MemFree', free) +
    kB('MemAvailable', free + cached) +
    kB('Buffers', 0) +
    kB('Cached', cached) +
    kB('SwapCached', 0) +
    kB('SwapTotal', 0) +
    kB('SwapFree', 0) +
    kB('Shmem', 0)
  )
}

const processor = (machine: Machine, number: number) =>
  `processor\t: ${number}\nvendor_id\t: GenuineIntel\nmodel name\t: Virtual CPU @ 2.60GHz\ncpu MHz\t\t: 2600.000\n` +
  `cache size\t: 16384 KB\nphysical id\t: 0\nsiblings\t: ${machine.hardware.cpus}\ncore id\t\t: ${number}\n` +
  `cpu cores\t: ${machine.hardware.cpus}\nbogomips\t: 5200.00\n\n`
