// Which commands are under way: lines entered that are not done yet.
import type { InputEvent, TraceEvent } from '../kernel/trace.ts'
import type { Terminal } from './terminal.ts'

export class Occupation {
  private readonly open = new Map<number, InputEvent>()

  event(event: TraceEvent): void {
    if (event.kind === 'input') this.open.set(event.seq, event)
    if (event.kind === 'done' && event.cause !== undefined) this.open.delete(event.cause)
  }

  /** A command that waits for keys (ssh, a shell in a container, top) keeps nobody busy. */
  busy(terminals: readonly Terminal[]): boolean {
    for (const { on } of this.open.values()) {
      const here = terminals.filter((terminal) => terminal.machine.name === on)
      if (here.length === 0 || here.some((terminal) => !terminal.awaitsKeys())) return true
    }
    return false
  }
}
