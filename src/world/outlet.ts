// Where a terminal's bytes leave the world: kept until the page takes them, and slow enough that a flood takes time.
import type { Kernel } from '../kernel/kernel.ts'
import { utf8 } from '../kernel/bytes.ts'
import type { Writable } from '../kernel/queue.ts'

/** A fast serial line: after this many bytes a millisecond of virtual time passes. */
const BYTES_PER_MS = 16_384

export class Outlet implements Writable {
  private readonly kernel: Kernel
  private readonly emit: (bytes: Uint8Array) => void
  private since = 0

  constructor(kernel: Kernel, emit: (bytes: Uint8Array) => void) {
    this.kernel = kernel
    this.emit = emit
  }

  async write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? utf8(data) : data
    this.emit(bytes)
    this.since += bytes.length
    if (this.since < BYTES_PER_MS) return
    const pause = Math.floor(this.since / BYTES_PER_MS)
    this.since = 0
    await this.kernel.clock.sleep(pause)
  }
}
