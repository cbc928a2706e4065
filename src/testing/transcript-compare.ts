// Whether an answer of Naru is the recorded one.
import { masked } from './transcript-mask.ts'
import { asksByIds, once, ordered } from './transcript-order.ts'
import type { Recorded } from './transcript.ts'

export interface Sides {
  expected: string
  actual: string
}

/** Both sides as one text each: exit code, standard output, standard error; masked. */
export function sides({ row, ran }: Recorded): Sides {
  const recorded = row.exit ?? 0
  const exit = recorded < 0 ? 128 - recorded : recorded
  const shown = shownFor(row.cmd ?? '')
  const groups = sameAge(row.stdout ?? '')
  const expected = shown(exit, inGroups(row.stdout ?? '', groups), row.stderr ?? '')
  return { expected, actual: shown(ran.exit, inGroups(ran.stdout, groups), ran.stderr) }
}

/** Lines from `start` up to `end`. */
type Group = [start: number, end: number]

/** Rows of `docker images` that are as old as their neighbours: dockerd sorts by seconds, and goes through a map. */
function sameAge(text: string): Group[] {
  const lines = text.split('\n')
  const head = lines[0]!
  const [start, end] = [head.indexOf('CREATED '), head.indexOf('SIZE')]
  if (!head.startsWith('REPOSITORY') || start < 0) return []
  const groups: Group[] = []
  for (const [at, line] of lines.entries()) {
    const last = groups.at(-1)
    const age = line.slice(start, end)
    if (last && age === lines[last[0]]!.slice(start, end)) last[1] = at + 1
    else if (age) groups.push([at, at + 1])
  }
  return groups
}

function inGroups(text: string, groups: readonly Group[]): string {
  const lines = text.split('\n')
  for (const [start, end] of groups) {
    const rows = lines.slice(start, end).sort((a, b) => (masked(a) < masked(b) ? -1 : 1))
    lines.splice(start, rows.length, ...rows)
  }
  return lines.join('\n')
}

export function isEqual(recorded: Recorded): boolean {
  const { expected, actual } = sides(recorded)
  return expected === actual
}

const shownFor = (command: string) => (exit: number, stdout: string, stderr: string) => {
  const text = (of: string) => once(masked(ordered(asksByIds(command) ? of.split('\n').sort().join('\n') : of)))
  return `exit ${exit}\n--- stdout\n${text(stdout)}\n--- stderr\n${text(stderr)}`
}
