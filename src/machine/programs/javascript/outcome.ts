// How a statement ends, and when a script is stopped.
import type { Value } from './scope.ts'

/** A script that never ends would hold the world. */
export const MOST_STEPS = 5_000_000

export class TooLong extends Error {}

export type Outcome =
  | undefined
  | { how: 'return'; value: Value }
  | { how: 'break' | 'continue'; label: string | undefined }

export const SHORT = Symbol('optional chain')
