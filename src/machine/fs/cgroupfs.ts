// /sys/fs/cgroup (cgroup v2): what a control group may use and uses, as text.
import type { Cgroup } from '../cgroup.ts'
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import type { Generated } from './synthetic.ts'

const PERIOD = 100_000

const file = (value: () => string | number): Generated => ({ text: () => `${value()}\n` })

/** Of one group. `pid` is a process's number as the reader sees it. */
export function groupFiles(
  machine: Machine,
  cgroup: Cgroup,
  pid: (process: Process) => number,
): ReadonlyMap<string, Generated> {
  const members = () => [...machine.pids.processes.values()].filter(({ namespaces }) => namespaces.cgroup === cgroup)
  const sum = (of: (process: Process) => number) => members().reduce((total, process) => total + of(process), 0)
  const cpu = () => Math.round(sum((process) => process.cpu) * 1000)
  const or = (value: number | undefined) => value ?? 'max'
  const cpus = () => cgroup.cpuset ?? `0-${machine.hardware.cpus - 1}`
  const zero = file(() => 0)
  const empty: Generated = { text: () => '' }
  return new Map<string, Generated>([
    ['cgroup.controllers', file(() => 'cpuset cpu io memory hugetlb pids rdma misc')],
    [
      'cgroup.events',
      file(
        () =>
          `populated ${members().length > 0 ? 1 : 0}\nfrozen ${members().some(({ state }) => state === 'T') ? 1 : 0}`,
      ),
    ],
    [
      'cgroup.procs',
      {
        text: () =>
          members()
            .map((process) => `${pid(process)}\n`)
            .join(''),
      },
    ],
    ['cgroup.subtree_control', empty],
    [
      'cgroup.threads',
      {
        text: () =>
          members()
            .map((process) => `${pid(process)}\n`)
            .join(''),
      },
    ],
    ['cgroup.type', file(() => 'domain')],
    ['cpu.max', file(() => `${cgroup.cpuMax === undefined ? 'max' : Math.round(cgroup.cpuMax * PERIOD)} ${PERIOD}`)],
    [
      'cpu.stat',
      file(
        () => `usage_usec ${cpu()}\nuser_usec ${cpu()}\nsystem_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0`,
      ),
    ],
    ['cpu.weight', file(() => cgroup.cpuWeight ?? 100)],
    ['cpuset.cpus', file(() => cgroup.cpuset ?? '')],
    ['cpuset.cpus.effective', file(cpus)],
    ['cpuset.mems', file(() => '')],
    ['cpuset.mems.effective', file(() => 0)],
    ['io.stat', empty],
    ['memory.current', file(() => cgroup.memory())],
    [
      'memory.events',
      file(() => `low 0\nhigh 0\nmax ${cgroup.kills}\noom ${cgroup.kills}\noom_kill ${cgroup.kills}\noom_group_kill 0`),
    ],
    ['memory.high', file(() => 'max')],
    ['memory.low', file(() => cgroup.memoryLow ?? 0)],
    ['memory.max', file(() => or(cgroup.memoryMax))],
    ['memory.min', zero],
    ['memory.oom.group', zero],
    [
      'memory.stat',
      file(
        () => `anon ${cgroup.memory() - cgroup.shared()}\nfile ${cgroup.shared()}\nkernel 0\nshmem ${cgroup.shared()}`,
      ),
    ],
    ['memory.swap.current', zero],
    ['memory.swap.max', file(() => or(cgroup.swapMax))],
    ['pids.current', file(() => members().length)],
    ['pids.events', file(() => 'max 0')],
    ['pids.max', file(() => or(cgroup.pidsMax))],
  ])
}

/** Of a machine: its groups by their names, each with something running in it. */
export function machineGroups(machine: Machine): ReadonlyMap<string, Generated> {
  const root = new Map<string, Generated>([
    ['cgroup.controllers', file(() => 'cpuset cpu io memory hugetlb pids rdma misc')],
    ['cgroup.procs', { text: () => [...machine.pids.processes.keys()].map((number) => `${number}\n`).join('') }],
  ])
  const groups = new Set([...machine.pids.processes.values()].map(({ namespaces }) => namespaces.cgroup))
  const below = new Map<string, Map<string, Generated>>([['', root]])
  for (const cgroup of groups) {
    const parts = cgroup.name.split('/').filter((part) => part !== '')
    parts.forEach((part, i) => {
      const [parent, path] = [parts.slice(0, i).join('/'), parts.slice(0, i + 1).join('/')]
      const last = i === parts.length - 1
      const content = below.get(path) ?? new Map<string, Generated>()
      if (last)
        for (const [name, each] of groupFiles(machine, cgroup, (process) => process.hostPid)) content.set(name, each)
      below.set(path, content)
      below.get(parent)!.set(part, { folder: () => content })
    })
  }
  return root
}
