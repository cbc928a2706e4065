// The same inputs in a world of Node: what the page's world must have done as well.
import { Trace, type TraceEvent } from '../src/kernel/trace.ts'
import { turn } from '../src/testing/drive.ts'
import { Host } from '../src/world/host.ts'
import type { FromWorld, Input } from '../src/world/port.ts'

export interface Script {
  seed: number
  scenario: string
  inputs: Input[]
  /** Virtual ms at which to stop. */
  until: number
}

/** Rejects where the world crashes. */
export async function replay(script: Script): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  await new Promise<void>((resolve, reject) => {
    const post = (message: FromWorld) => {
      if (message.type === 'trace') events.push(...message.events)
      else if (message.type === 'crash') reject(new Error(`${message.message}\n${message.stack}`))
    }
    const rest = () => {
      resolve()
      return new Promise<void>(() => {})
    }
    const host = new Host({ post, turn, realNow: () => performance.now(), rest, wake: () => {} })
    host.receive({ type: 'start', ...script, pace: { playing: false, speed: 1 } })
  })
  return events
}

export function hash(events: readonly TraceEvent[]): string {
  const trace = new Trace(() => 0)
  trace.events.push(...events)
  return trace.hash()
}

/** The first event in which two traces differ, from both, or nothing. */
export function difference(a: readonly TraceEvent[], b: readonly TraceEvent[]): string | undefined {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [JSON.stringify(a[i]), JSON.stringify(b[i])]
    if (one !== other) return `event ${i} of ${a.length} and ${b.length}:\n${one}\n${other}`
  }
  return undefined
}
