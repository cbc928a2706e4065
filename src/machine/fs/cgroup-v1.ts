// /sys/fs/cgroup of version 1: a hierarchy for each controller, each with files of its own.
import type { Cgroup } from '../cgroup.ts'
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import type { Generated } from './synthetic.ts'

const PERIOD = 100_000
/** What `memory.limit_in_bytes` says without a limit: the highest page of 64 bits. */
const NO_LIMIT = '9223372036854771712'

const file = (value: () => string | number): Generated => ({ text: () => `${value()}\n` })

/** Of one group. `pid` is a process's number as the reader sees it. */
export function oldGroupFiles(
  machine: Machine,
  cgroup: Cgroup,
  pid: (process: Process) => number,
): ReadonlyMap<string, Generated> {
  const members = () => [...machine.pids.processes.values()].filter(({ namespaces }) => namespaces.cgroup === cgroup)
  const procs = {
    text: () =>
      members()
        .map((process) => `${pid(process)}\n`)
        .join(''),
  }
  const controller = (files: [string, Generated][]): Generated => ({
    folder: () => new Map<string, Generated>([['cgroup.procs', procs], ...files]),
  })
  return new Map([
    [
      'cpu',
      controller([
        ['cpu.cfs_period_us', file(() => PERIOD)],
        ['cpu.cfs_quota_us', file(() => (cgroup.cpuMax === undefined ? -1 : Math.round(cgroup.cpuMax * PERIOD)))],
      ]),
    ],
    ['cpuset', controller([['cpuset.cpus', file(() => cgroup.cpuset ?? `0-${machine.hardware.cpus - 1}`)]])],
    [
      'memory',
      controller([
        ['memory.limit_in_bytes', file(() => cgroup.memoryMax ?? NO_LIMIT)],
        ['memory.usage_in_bytes', file(() => cgroup.memory())],
      ]),
    ],
    [
      'pids',
      controller([
        ['pids.current', file(() => members().length)],
        ['pids.max', file(() => cgroup.pidsMax ?? 'max')],
      ]),
    ],
  ])
}
