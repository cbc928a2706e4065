// How a command-line client fails: a message for stderr and an exit code.

/** An empty message prints nothing: only the code counts. The message gets its newline from whoever prints it. */
export class StatusError extends Error {
  readonly code: number
  /** What goes to stdout before: a help page. */
  readonly output: string
  constructor(message: string, code = 1, output = '') {
    super(message)
    this.code = code
    this.output = output
  }
}

export type UsageKind = 'flag' | 'arity' | 'unknown-command'

/** A command line that does not fit the command's literal. How it is told is the client's own (see Voice). */
export class UsageError extends Error {
  readonly kind: UsageKind
  /** How many words there were, where their number is wrong. */
  readonly got: number
  constructor(kind: UsageKind, message: string, got = 0) {
    super(message)
    this.kind = kind
    this.got = got
  }
}

/** What naru does not simulate is said, never pretended. */
export const notSimulated = (what: string): StatusError => new StatusError(`naru: ${what} is not simulated`)
