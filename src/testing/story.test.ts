// Chapter 2, typed from beginning to end in one world: what every line must print, and how it must end.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Headless } from './headless.ts'

interface Row {
  on: string
  cmd: string
  exit: number
  out: string[]
  not?: string[]
  stdin?: string
  /** buildx names the step beside CACHED only on a terminal. */
  tty?: [number, number]
}

const rows = readFileSync(join(import.meta.dirname, 'testdata/story.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Row)

const HOUR = 3_600_000

describe('the story of chapter 2', () => {
  let headless: Headless

  beforeAll(async () => {
    headless = await Headless.open({ seed: 1 })
  })

  for (const [i, row] of rows.entries()) {
    it(`${i + 1}. ${row.on}$ ${row.cmd}`, async () => {
      const ran = await headless.type({ line: row.cmd, stdin: row.stdin, tty: row.tty }, row.on, HOUR)
      const printed = ran.stdout + ran.stderr
      const shown = `${printed}\nexit ${ran.exit}`
      for (const pattern of row.out) expect(shown).toMatch(new RegExp(pattern, 'm'))
      for (const pattern of row.not ?? []) expect(printed).not.toMatch(new RegExp(pattern, 'm'))
      expect(ran.exit, shown).toBe(row.exit)
      expect(headless.world.kernel.bugs).toEqual([])
    })
  }
})
