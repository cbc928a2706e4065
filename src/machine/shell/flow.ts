// How control leaves the ordinary course of a script: break, return, exit, an interrupt, an error that ends the command.

export class LoopExit extends Error {
  readonly kind: 'break' | 'continue'
  /** How many loops, counted from the inside. */
  levels: number
  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind)
    this.kind = kind
    this.levels = levels
  }
}

export class Return extends Error {
  readonly status: number
  constructor(status: number) {
    super('return')
    this.status = status
  }
}

/** The shell process (or subshell) ends. */
export class ShellExit extends Error {
  readonly status: number
  constructor(status: number) {
    super('exit')
    this.status = status
  }
}

/** Ctrl-C while an interactive shell runs a command: back to the prompt. */
export class Interrupt extends Error {
  constructor() {
    super('interrupt')
  }
}

/** A command cannot go on. `message` is what is said after the shell's name and line. */
export class ShellError extends Error {
  readonly status: number
  /** A shell that is not interactive ends. */
  readonly fatal: boolean
  constructor(message: string, status = 1, fatal = false) {
    super(message)
    this.status = status
    this.fatal = fatal
  }
}
