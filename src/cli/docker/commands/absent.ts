// What docker has and Naru does not simulate: parsed like any other command, then said plainly.
import type { Process } from '../../../machine/process.ts'
import type { Call } from '../../command.ts'
import { notSimulated } from '../../error.ts'

/** The `run` of such a command. */
export const absent = (_process: Process, _options: unknown, _args: string[], call: Call): never => {
  throw notSimulated(call.path)
}
