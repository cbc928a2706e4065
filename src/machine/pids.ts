// PID namespaces: a process has a number in its own namespace and another in each one around it.
import type { Process } from './process.ts'

export class PidNamespace {
  readonly parent: PidNamespace | undefined
  readonly processes = new Map<number, Process>()
  /** Who looks at files just now: whom /proc/self means. */
  asking: Process | undefined
  private next: number

  constructor(parent?: PidNamespace, first = 1) {
    this.parent = parent
    this.next = first
  }

  /** Gives the process a number here and in every namespace around; the numbers from the inside out. */
  enter(process: Process): Map<PidNamespace, number> {
    const numbers = new Map<PidNamespace, number>()
    for (let at: PidNamespace | undefined = this; at; at = at.parent) {
      const pid = at.next++
      at.processes.set(pid, process)
      numbers.set(at, pid)
    }
    return numbers
  }

  /** getppid(2), seen from here: 0 is whoever came in from outside; the first process takes the orphans. */
  parentOf(process: Process): number {
    const { parent } = process
    const known = parent?.exitCode === undefined ? parent?.pids.get(this) : undefined
    if (known !== undefined) return known
    if (this.init() === process) return 0
    return this.parent === undefined || parent?.pids.has(this) ? 1 : 0
  }

  leave(numbers: Map<PidNamespace, number>): void {
    for (const [namespace, pid] of numbers) namespace.processes.delete(pid)
  }

  /** The machine was switched off: numbers begin again. */
  reset(): void {
    this.processes.clear()
    this.next = 1
  }

  /** Numbers taken by the kernel's own threads at boot: the next process comes after them. */
  skip(count: number): void {
    this.next += count
  }

  /** PID 1 of this namespace: when it ends, the kernel kills the rest. */
  init(): Process | undefined {
    return this.processes.get(1)
  }
}
