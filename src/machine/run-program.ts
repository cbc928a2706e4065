// A program from its first instruction to its exit code, whatever becomes of it on the way.
import type { Process } from './process.ts'
import { Exit, type Program } from './program.ts'
import { Killed, SIGNALS } from './signal.ts'

/** 0…255: what it returned, 128 + signal, or 134 when it broke by a mistake of its own. */
export async function runProgram(process: Process, program: Program): Promise<number> {
  try {
    return (await program(process)) & 255
  } catch (error) {
    if (error instanceof Exit) return error.code & 255
    if (!(error instanceof Killed)) return mistake(process, error)
    process.endedBy ??= error.signal
    return 128 + SIGNALS[error.signal]
  }
}

/** A program threw what no real program would: told where the user can see it. */
function mistake(process: Process, error: unknown): number {
  process.kernel.bugs.push(error)
  const message = error instanceof Error ? error.message : String(error)
  if (!process.killed.cancelled) {
    void process.streams.stderr.write(`naru: internal error in ${process.name}: ${message}\n`).catch(() => {})
  }
  return 134
}
