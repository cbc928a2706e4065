// The scrub bar's scale: without gaps, and the same both ways.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Command } from './film.ts'
import { shareAt, timeAt, timeline } from './timeline.ts'

const commands = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), fc.boolean()), { maxLength: 12 })
  .map((spans) => {
    let at = 0
    return spans.map(([wait, length, open], seq): Command => {
      at += wait
      const start = at
      if (seq % 2) at += length
      return { seq, on: 'laptop', line: '', start, end: open ? undefined : start + length, exit: 0 }
    })
  })

it('covers everything and finds every time again', () => {
  fc.assert(
    fc.property(
      commands,
      fc.integer({ min: 1, max: 5e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, end, share) => {
        const segments = timeline(list, end)
        expect(segments[0]?.from).toBe(0)
        expect(segments.at(-1)?.to).toBeCloseTo(1)
        segments.forEach((one, i) => {
          expect(one.start).toBe(i === 0 ? 0 : segments[i - 1]!.end)
          expect(one.to).toBeGreaterThanOrEqual(one.from)
        })
        expect(segments.at(-1)?.end).toBe(end)
        const time = share * end
        expect(timeAt(segments, shareAt(segments, time))).toBeCloseTo(time, 3)
      },
    ),
    { seed: 3 },
  )
})
