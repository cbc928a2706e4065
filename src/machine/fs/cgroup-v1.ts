// /sys/fs/cgroup of version 1: a hierarchy for each controller, each with files of its own.
import type { Cgroup } from '../cgroup.ts'
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import { GroupView, PERIOD, file } from './cgroup-view.ts'
import type { Generated } from './synthetic.ts'

/** What `memory.limit_in_bytes` says without a limit: the highest page of 64 bits. */
const NO_LIMIT = '9223372036854771712'

/** Of one group. `pid` is a process's number as the reader sees it. */
export function oldGroupFiles(
  machine: Machine,
  cgroup: Cgroup,
  pid: (process: Process) => number,
): ReadonlyMap<string, Generated> {
  const view = new GroupView(machine, cgroup, pid)
  const controller = (files: [string, Generated][]): Generated => ({
    folder: () => new Map<string, Generated>([['cgroup.procs', view.procs], ...files]),
  })
  return new Map([
    [
      'cpu',
      controller([
        ['cpu.cfs_period_us', file(() => PERIOD)],
        ['cpu.cfs_quota_us', file(() => view.quota ?? -1)],
      ]),
    ],
    ['cpuset', controller([['cpuset.cpus', file(() => view.cpus)]])],
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
        ['pids.current', file(() => view.members.length)],
        ['pids.max', file(() => cgroup.pidsMax ?? 'max')],
      ]),
    ],
  ])
}
