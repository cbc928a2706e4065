// A control group: what a container may use, and what its processes use together.
import type { Process } from './process.ts'

export class Cgroup {
  readonly name: string
  /** Bytes; undefined: no limit. */
  memoryMax: number | undefined
  /** Bytes of swap besides. */
  swapMax: number | undefined
  /** Bytes that are not reclaimed while others have some to give. */
  memoryLow: number | undefined
  pidsMax: number | undefined
  /** CPUs, 0.5 is half a core. */
  cpuMax: number | undefined
  /** 1…10000, 100 where nobody asked. */
  cpuWeight: number | undefined
  /** CPUs to run on, `0-1,3`. */
  cpuset: string | undefined
  /** How often the kernel killed for memory. */
  kills = 0
  /** Told when it does. */
  onOutOfMemory: () => void = () => {}

  constructor(name: string) {
    this.name = name
  }

  /** Who uses the processor now, and until when. */
  private readonly busy = new Map<Process, number>()

  /** Counts processor time; gives how many ms it takes to get it, when others of the group want some, too. */
  use(who: Process, ms: number): number {
    who.cpu += ms
    if (this.cpuMax === undefined) return ms
    const { now } = who.kernel.clock
    for (const [other, until] of this.busy) if (until <= now) this.busy.delete(other)
    const wall = ms / Math.min(1, this.cpuMax / (this.busy.has(who) ? this.busy.size : this.busy.size + 1))
    this.busy.set(who, now + wall)
    return wall
  }

  /** True while so many bytes are within its limit. */
  holds(bytes: number): boolean {
    return this.memoryMax === undefined || bytes <= this.memoryMax
  }

  /** How many processors its processes may run on, of a machine's. */
  processors(all: number): number {
    return this.cpuset === undefined ? all : cpuList(this.cpuset).length
  }
}

/** `0-2,5` → 0, 1, 2, 5. */
export function cpuList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from, to = from] = part.split('-').map(Number)
    return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i)
  })
}
