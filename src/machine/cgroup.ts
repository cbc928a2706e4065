// A control group: what a container may use, and what its processes use together.
import type { Process } from './process.ts'

/** What a file system in memory may take. */
export interface Budget {
  /** Bytes that it still may grow by. */
  room(): number
  /** More was asked for. */
  exhausted(): void
}

/** A tmpfs. */
export interface FilesInMemory {
  upperSize(): number
  budget: Budget | undefined
}

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

  /** Its processes that have not ended. */
  readonly members = new Set<Process>()
  /** File systems in memory that are charged to it. */
  private filesInMemory: readonly FilesInMemory[] = []

  constructor(name: string) {
    this.name = name
  }

  /** Charged from now on, instead of those before. */
  charge(files: readonly FilesInMemory[]): void {
    this.filesInMemory = files
    for (const each of files) each.budget = { room: () => this.room(), exhausted: () => this.kill(this.largest()) }
  }

  /** Bytes that its files in memory hold: they stay when the process that wrote them has ended. */
  shared(): number {
    return this.filesInMemory.reduce((sum, files) => sum + files.upperSize(), 0)
  }

  /** Resident bytes of its processes, and its files in memory. */
  memory(): number {
    let sum = this.shared()
    for (const { memory } of this.members) sum += memory
    return sum
  }

  /** Bytes until the limit. */
  private room(): number {
    return this.memoryMax === undefined ? Infinity : Math.max(0, this.memoryMax - this.memory())
  }

  /** A process has taken more memory: it is killed when there is no more. */
  grown(process: Process): void {
    if (this.memoryMax !== undefined && this.memory() > this.memoryMax) this.kill(process)
  }

  /** Whom the out-of-memory killer takes: the youngest of equals. */
  private largest(): Process | undefined {
    let victim: Process | undefined
    for (const each of this.members) if (!victim || each.memory >= victim.memory) victim = each
    return victim
  }

  private kill(victim: Process | undefined): void {
    if (!victim) return
    this.kills++
    this.onOutOfMemory()
    victim.signal('KILL')
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
