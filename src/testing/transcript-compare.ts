// Whether an answer of Naru is the recorded one.
import { masked } from './transcript-mask.ts'
import type { Recorded } from './transcript.ts'

export interface Sides {
  expected: string
  actual: string
}

/** An interactive shell tells of its background jobs; the recorder's did not. */
const JOBS = /^\[\d+\][ +-].*\n/gm

/** Both sides as one text each: exit code, standard output, standard error; masked. */
export function sides({ row, ran }: Recorded): Sides {
  const recorded = row.exit ?? 0
  const expected = shown(recorded < 0 ? 128 - recorded : recorded, row.stdout ?? '', row.stderr ?? '')
  return { expected, actual: shown(ran.exit, ran.stdout, ran.stderr.replace(JOBS, '')) }
}

export function isEqual(recorded: Recorded): boolean {
  const { expected, actual } = sides(recorded)
  return expected === actual
}

const shown = (exit: number, stdout: string, stderr: string) =>
  `exit ${exit}\n--- stdout\n${masked(stdout)}\n--- stderr\n${masked(stderr)}`
