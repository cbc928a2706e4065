// Two connections become one: what either side sends, the other gets.
import type { Duplex } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'

/** Until either side ends. */
export function splice({ kernel }: Process, a: Duplex, b: Duplex): void {
  const pump = async (from: Duplex, to: Duplex) => {
    for (let chunk = await from.read(); chunk; chunk = await from.read()) await to.write(chunk)
    to.close()
  }
  kernel.spawn(() => pump(a, b).catch(() => b.close()))
  kernel.spawn(() => pump(b, a).catch(() => a.close()))
}
