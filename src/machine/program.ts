// What a process runs: ls, nginx and docker are all Programs, found on a disk through PATH.
import { Ending } from '../kernel/ending.ts'
import type { Process } from './process.ts'

/** Runs to an exit code (0…255). A signal that is not handled ends it with `Killed` thrown out of whatever it awaits. */
export type Program = (process: Process) => Promise<number> | number

/** Programs by the id that stands in an executable file (kernel/executable.ts). Heavy ones are loaded when first run. */
export type ProgramTable = Map<string, Program | { load: () => Promise<Program> }>

/** A program ends itself early: `throw new Exit(2)`. */
export class Exit extends Ending {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}
