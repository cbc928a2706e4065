// How a statement ends, and when a script is stopped.
import type { Value } from './scope.ts'

/** A script that never ends would hold the world. */
export const MOST_STEPS = 2_000_000

export class TooLong extends Error {}

/** The code with which the script ended itself. */
export class Ended extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

export type Outcome =
  | undefined
  | { how: 'return'; value: Value }
  | { how: 'break' | 'continue'; label: string | undefined }

export const SHORT = Symbol('optional chain')

/** The walk over a piece of the tree; it pauses where the script says `await` or `yield`. */
export type Run<T> = Generator<Value, T, Value>

/** Walks a piece that does not pause. */
export function finish<T>(run: Run<T>): T {
  const { done, value } = run.next()
  if (!done) throw new SyntaxError('await is only valid in async functions and the top level bodies of modules')
  return value
}
