// What a kernel mounts into every machine and container: /proc, /dev, /sys.
import type { Machine } from '../machine.ts'
import type { Namespaces } from '../spawn.ts'
import type { FileSystem } from './filesystem.ts'
import { OverlayFs } from './overlay.ts'
import { procfs } from './procfs.ts'
import { type Generated, SyntheticFs } from './synthetic.ts'

/** /proc of a PID namespace. */
export function mountProc(fs: FileSystem, machine: Machine, namespaces: Namespaces): void {
  fs.mount('/proc', { fs: procfs(machine, namespaces), root: '/', device: 'proc', type: 'proc' })
}

/** /dev with the devices every process may use. */
export function mountDev(fs: FileSystem, now: () => number = () => 0): void {
  const dev = new OverlayFs({ now, device: 'tmpfs' })
  for (const device of ['null', 'zero', 'full', 'random', 'urandom', 'tty']) dev.mknod(`/${device}`, { device })
  dev.symlink('/proc/self/fd', '/fd')
  for (const [i, name] of ['stdin', 'stdout', 'stderr'].entries()) dev.symlink(`/proc/self/fd/${i}`, `/${name}`)
  dev.symlink('pts/ptmx', '/ptmx')
  dev.mkdir('/pts')
  dev.mknod('/pts/ptmx', { device: 'ptmx' })
  dev.mkdir('/shm', { mode: 0o1777 })
  dev.mkdir('/mqueue')
  fs.mount('/dev', { fs: dev, root: '/', device: 'tmpfs', type: 'devtmpfs' })
}

/** /sys with the control group's own files (cgroup v2). */
export function mountSys(fs: FileSystem, machine: Machine, { cgroup, pids }: Namespaces): void {
  const file = (value: () => string | number): Generated => ({ text: () => `${value()}\n` })
  const folder = (files: [string, Generated][]): Generated => ({ folder: () => new Map(files) })
  const used = () => [...pids.processes.values()].reduce((sum, process) => sum + process.memory, 0)
  const cpu = () => [...pids.processes.values()].reduce((sum, process) => sum + process.cpu, 0)
  const group = folder([
    ['cgroup.controllers', file(() => 'cpuset cpu io memory hugetlb pids rdma misc')],
    ['cgroup.procs', file(() => [...pids.processes.keys()].join('\n'))],
    [
      'cpu.max',
      file(() => (cgroup.cpuMax === undefined ? 'max 100000' : `${Math.round(cgroup.cpuMax * 100_000)} 100000`)),
    ],
    ['cpu.stat', file(() => `usage_usec ${Math.round(cpu() * 1000)}`)],
    ['memory.current', file(used)],
    ['memory.max', file(() => cgroup.memoryMax ?? 'max')],
    ['pids.current', file(() => pids.processes.size)],
    ['pids.max', file(() => cgroup.pidsMax ?? 'max')],
  ])
  const links = () => [...machine.net.interfaces.map((link) => link.name), 'lo']
  const net: Generated = { folder: () => new Map(links().map((name) => [name, folder([])])) }
  const root = new Map([
    ['fs', folder([['cgroup', group]])],
    ['class', folder([['net', net]])],
  ])
  const sys = new SyntheticFs(
    () => root,
    'sysfs',
    () => machine.kernel.clock.unix(),
  )
  fs.mount('/sys', { fs: sys, root: '/', device: 'sysfs', type: 'sysfs' })
}
