// Lines that the real docker answered at our door (real-client-record.ts), given to Naru's own docker: the same engine, the same answers.
import { describe, expect, it } from 'vitest'
import { differentClients } from './real-client-differences.ts'
import { isEqual, sides } from './transcript-compare.ts'
import { REAL_CLIENT, readRecording, recordings, replay } from './transcript.ts'

const TIMEOUT_MS = 120_000
const LEAST = 400

describe("Naru's docker and the real client over one world", () => {
  for (const name of recordings(REAL_CLIENT)) {
    it(
      name,
      async () => {
        const rows = await replay(name, undefined, REAL_CLIENT)
        const unequal = rows.filter((recorded) => !isEqual(recorded))
        const surprising = unequal.filter(({ row }) => !differentClients.has(row.cmd!))
        console.log(`${name}: ${rows.length - unequal.length} of ${rows.length} equal`)
        const shown = surprising.map((recorded) => ({ cmd: recorded.row.cmd, ...sides(recorded) }))
        expect(shown).toEqual([])
      },
      TIMEOUT_MS,
    )
  }

  it('lists only lines that there are', () => {
    const lines = new Set(
      recordings(REAL_CLIENT).flatMap((name) => readRecording(name, REAL_CLIENT).map(({ cmd }) => cmd)),
    )
    expect([...differentClients.keys()].filter((line) => !lines.has(line))).toEqual([])
    expect(lines.size - differentClients.size).toBeGreaterThan(LEAST)
  })
})
