// What a line given to a real client is expected to say.
import type { Said, Typing } from './real-clients.ts'

export interface Expected {
  exit?: number
  out?: RegExp | string
  err?: RegExp | string
}

const fits = (said: string, expected: RegExp | string | undefined) =>
  expected === undefined || (typeof expected === 'string' ? said === expected : expected.test(said))

/** Throws when it said something else. */
export function check(line: string, said: Said, { exit = 0, out, err }: Expected): void {
  if (said.exit === exit && fits(said.stdout, out) && fits(said.stderr, err)) return
  throw new Error(
    `${line}\n${JSON.stringify({ said, expected: { exit, out: String(out), err: String(err) } }, null, 1)}`,
  )
}

export type Step = [line: string, expected: Expected, typing?: Typing]
