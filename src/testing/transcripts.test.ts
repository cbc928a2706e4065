// Every command recorded from a real docker, typed again: equal but for what cannot be equal, and for what is listed as different.
import { describe, expect, it } from 'vitest'
import { different, stillToMend } from './transcript-differences.ts'
import { isEqual, sides } from './transcript-compare.ts'
import { recordings, replay } from './transcript.ts'

const TIMEOUT_MS = 60_000

describe('recordings of a real docker', () => {
  for (const name of recordings()) {
    it(
      name,
      async () => {
        const rows = await replay(name)
        const unequal = rows.filter((recorded) => !isEqual(recorded))
        const listed = different.get(name) ?? new Map<number, string>()
        const surprising = unequal.filter(({ row }) => !listed.has(row.n!))
        console.log(
          `${name}: ${rows.length - unequal.length} of ${rows.length} equal, ${listed.size} listed as different`,
        )
        const first = surprising[0]
        const shown = first && `row ${first.row.n}: ${first.row.cmd}\n${JSON.stringify(sides(first), undefined, 1)}`
        expect(surprising.length, `rows ${surprising.map(({ row }) => row.n).join(' ')}; ${shown}`).toBeLessThanOrEqual(
          stillToMend[name] ?? 0,
        )
      },
      TIMEOUT_MS,
    )
  }
})
