// A control group: what a container may use, and what its processes use together.

export class Cgroup {
  readonly name: string
  /** Bytes; undefined: no limit. */
  memoryMax: number | undefined
  pidsMax: number | undefined
  /** CPUs, 0.5 is half a core. */
  cpuMax: number | undefined
  /** Told when the kernel kills for memory. */
  onOutOfMemory: () => void = () => {}
  readonly parent: Cgroup | undefined

  constructor(name: string, parent?: Cgroup) {
    this.name = name
    this.parent = parent
  }

  /** True while so many bytes are within its limit. */
  holds(bytes: number): boolean {
    return this.memoryMax === undefined || bytes <= this.memoryMax
  }
}
