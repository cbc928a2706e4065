// One line of a Dockerfile taken apart, before it is known to make sense.
import type { Line } from './lines.ts'

export interface Statement extends Line {
  /** As written. */
  word: string
  /** In capitals. */
  name: string
  flags: string[]
  rest: string
  escape: string
}

/** What is wrong with an instruction; the parser adds the line. */
export class Complaint extends Error {}

export const place = ({ line, endLine, text, name, word }: Statement) => ({
  line,
  endLine,
  word,
  source: name + text.trim().slice(word.length),
})

export const atLeastOne = (name: string): Complaint => new Complaint(`${name} requires at least one argument`)

/** The value of a flag given once. */
export const single = (found: ReadonlyMap<string, string[]>, name: string): string | undefined => found.get(name)?.[0]
