// A control group as whoever reads /sys/fs/cgroup sees it: what the files of both versions are made from.
import type { Cgroup } from '../cgroup.ts'
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import type { Generated } from './synthetic.ts'

/** µs over which a share of the CPUs is counted. */
export const PERIOD = 100_000

/** A file of one value, or of lines of them. */
export const file = (value: () => string | number): Generated => ({ text: () => `${value()}\n` })

export class GroupView {
  readonly cgroup: Cgroup
  readonly machine: Machine
  private readonly pid: (process: Process) => number

  /** `pid` is a process's number as the reader sees it. */
  constructor(machine: Machine, cgroup: Cgroup, pid: (process: Process) => number) {
    this.machine = machine
    this.cgroup = cgroup
    this.pid = pid
  }

  get members(): Process[] {
    return [...this.machine.pids.processes.values()].filter(({ namespaces }) => namespaces.cgroup === this.cgroup)
  }

  /** µs of CPU time that the members have used. */
  get cpu(): number {
    return Math.round(this.members.reduce((total, process) => total + process.cpu, 0) * 1000)
  }

  /** µs of CPU time a period; undefined without a limit. */
  get quota(): number | undefined {
    const { cpuMax } = this.cgroup
    return cpuMax === undefined ? undefined : Math.round(cpuMax * PERIOD)
  }

  /** The CPUs that it may run on: `0-3`. */
  get cpus(): string {
    return this.cgroup.cpuset ?? `0-${this.machine.hardware.cpus - 1}`
  }

  /** `cgroup.procs`. */
  readonly procs: Generated = { text: () => this.members.map((process) => `${this.pid(process)}\n`).join('') }
}
