// For every event: the input it came from in the end, if any. Tells what a person's command caused from background traffic.
import type { TraceEvent } from '../kernel/trace.ts'

export class Roots {
  private readonly root: (number | undefined)[] = []

  add(event: TraceEvent): void {
    const inherited = event.cause === undefined ? undefined : this.root[event.cause]
    this.root[event.seq] = event.kind === 'input' ? event.seq : inherited
  }

  /** `seq` of the input, or undefined for what happens by itself. */
  of(seq: number): number | undefined {
    return this.root[seq]
  }
}
