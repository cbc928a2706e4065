// What the page's world did once, it does again from the inputs alone, whenever they came.
import { expect, it } from 'vitest'
import type { TraceEvent } from '../kernel/trace.ts'
import { turn } from '../testing/drive.ts'
import { Host } from './host.ts'
import type { FromWorld, Input, ToWorld } from './port.ts'

interface Told {
  events: string[]
  inputs: Input[]
  now: number
}

/** A host whose real clock leaps, so that it looks for mail after every step. Stops when `next` has nothing more to say. */
function live(start: ToWorld, next: (told: Told) => ToWorld | 'wait' | undefined): Promise<Told> {
  const told: Told = { events: [], inputs: [], now: 0 }
  let real = 0
  return new Promise((resolve, reject) => {
    const post = (message: FromWorld) => {
      if (message.type === 'trace')
        told.events.push(...message.events.map((event: TraceEvent) => JSON.stringify(event)))
      else if (message.type === 'inputs') told.inputs = [...message.inputs]
      else if (message.type === 'time') told.now = message.now
      else if (message.type === 'crash') reject(new Error(message.stack))
    }
    const rest = async () => {
      await turn()
      const message = next(told)
      if (message === undefined) {
        resolve(told)
        return new Promise<void>(() => {})
      }
      if (message !== 'wait') host.receive(message)
    }
    const host = new Host({ post, turn, realNow: () => (real += 9), rest, wake: () => {} })
    host.receive(start)
  })
}

const LINE = 'docker run busybox sh -c "echo a; sleep 1; echo b" & docker ps; echo $((6 * 7)) | cat | wc -c\r'

it('replays keys that came in the middle of things', async () => {
  const keys = [...`${LINE}docker ps -a\r`]
  const start = { type: 'start', seed: 3, scenario: 'laptop' } as const
  const open: ToWorld = { type: 'input', input: { kind: 'open', terminal: 't1', on: 'laptop', columns: 80, rows: 24 } }
  let turns = 0
  const first = await live({ ...start, pace: { playing: true, speed: 'instant' } }, ({ inputs }) => {
    turns++
    if (inputs.length === 0) return turns === 1 ? open : 'wait'
    const data = turns % 3 === 0 ? keys.shift() : undefined
    if (data !== undefined) return { type: 'input', input: { kind: 'keys', terminal: 't1', data } }
    return keys.length > 0 || turns < 800 ? 'wait' : undefined
  })
  const { inputs, now } = first
  expect(inputs).toHaveLength(1 + LINE.length + 13)
  const again = await live({ ...start, inputs, until: now, pace: { playing: false, speed: 1 } }, () => undefined)
  const until = Math.min(first.events.length, again.events.length)
  expect(again.events.slice(0, until)).toEqual(first.events.slice(0, until))
  expect(until).toBeGreaterThan(100)
})
