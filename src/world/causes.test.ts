// What a daemon does on somebody's behalf goes back to the line that was typed.
import { expect, it } from 'vitest'
import type { TraceEvent } from '../kernel/trace.ts'
import { Headless } from '../testing/headless.ts'

function line(events: readonly TraceEvent[], seq: number): string | undefined {
  for (let at: number | undefined = seq; at !== undefined; at = events[at]!.cause) {
    const event = events[at]!
    if (event.kind === 'input') return event.line
  }
  return undefined
}

it('traces every message of a pull, the look-up of the name too, to the command', async () => {
  const events: TraceEvent[] = []
  const headless = await Headless.open({ sink: { event: (event) => events.push(event) } })
  const first = events.length
  await headless.type('docker pull busybox')
  const sent = events.slice(first).filter((event) => event.kind === 'message' && event.from === 'laptop/dockerd')
  expect(sent.some(({ topic }) => topic === 'dns.query')).toBe(true)
  expect(sent.filter(({ seq }) => line(events, seq) !== 'docker pull busybox')).toEqual([])
})
