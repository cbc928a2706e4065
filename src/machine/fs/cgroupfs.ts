// /sys/fs/cgroup (cgroup v2): what a control group may use and uses, as text.
import type { Cgroup } from '../cgroup.ts'
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import { GroupView, PERIOD, file } from './cgroup-view.ts'
import type { Generated } from './synthetic.ts'

const CONTROLLERS = file(() => 'cpuset cpu io memory hugetlb pids rdma misc')
const ZERO = file(() => 0)
const EMPTY: Generated = { text: () => '' }

const limit = (value: number | undefined) => value ?? 'max'

/** Of one group. `pid` is a process's number as the reader sees it. */
export function groupFiles(
  machine: Machine,
  cgroup: Cgroup,
  pid: (process: Process) => number,
): ReadonlyMap<string, Generated> {
  const view = new GroupView(machine, cgroup, pid)
  return new Map([...coreFiles(view), ...cpuFiles(view), ...memoryFiles(view), ...pidsFiles(view)])
}

const coreFiles = (view: GroupView): [string, Generated][] => [
  ['cgroup.controllers', CONTROLLERS],
  [
    'cgroup.events',
    file(() => {
      const { members } = view
      return `populated ${members.length > 0 ? 1 : 0}\nfrozen ${members.some(({ state }) => state === 'T') ? 1 : 0}`
    }),
  ],
  ['cgroup.procs', view.procs],
  ['cgroup.subtree_control', EMPTY],
  ['cgroup.threads', view.procs],
  ['cgroup.type', file(() => 'domain')],
]

const cpuFiles = (view: GroupView): [string, Generated][] => [
  ['cpu.max', file(() => `${limit(view.quota)} ${PERIOD}`)],
  [
    'cpu.stat',
    file(
      () =>
        `usage_usec ${view.cpu}\nuser_usec ${view.cpu}\nsystem_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0`,
    ),
  ],
  ['cpu.weight', file(() => view.cgroup.cpuWeight ?? 100)],
  ['cpuset.cpus', file(() => view.cgroup.cpuset ?? '')],
  ['cpuset.cpus.effective', file(() => view.cpus)],
  ['cpuset.mems', file(() => '')],
  ['cpuset.mems.effective', ZERO],
  ['io.stat', EMPTY],
]

const memoryFiles = ({ cgroup }: GroupView): [string, Generated][] => [
  ['memory.current', file(() => cgroup.memory())],
  [
    'memory.events',
    file(() => `low 0\nhigh 0\nmax ${cgroup.kills}\noom ${cgroup.kills}\noom_kill ${cgroup.kills}\noom_group_kill 0`),
  ],
  ['memory.high', file(() => 'max')],
  ['memory.low', file(() => cgroup.memoryLow ?? 0)],
  ['memory.max', file(() => limit(cgroup.memoryMax))],
  ['memory.min', ZERO],
  ['memory.oom.group', ZERO],
  [
    'memory.stat',
    file(
      () => `anon ${cgroup.memory() - cgroup.shared()}\nfile ${cgroup.shared()}\nkernel 0\nshmem ${cgroup.shared()}`,
    ),
  ],
  ['memory.swap.current', ZERO],
  ['memory.swap.max', file(() => limit(cgroup.swapMax))],
]

const pidsFiles = (view: GroupView): [string, Generated][] => [
  ['pids.current', file(() => view.members.length)],
  ['pids.events', file(() => 'max 0')],
  ['pids.max', file(() => limit(view.cgroup.pidsMax))],
]

/** Of a machine: its groups by their names, each with something running in it. */
export function machineGroups(machine: Machine): ReadonlyMap<string, Generated> {
  const root = new Map<string, Generated>([
    ['cgroup.controllers', CONTROLLERS],
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
