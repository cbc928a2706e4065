// cmdutil.DefaultSubCommandRun: a command that has only subcommands, called without one.
import type { Process } from '../../machine/process.ts'
import type { AnyOptions, Call } from '../command.ts'
import { StatusError } from '../error.ts'
import { kubectlHelp } from '../help.ts'

type Run = (process: Process, options: AnyOptions, args: string[], call: Call) => Promise<number>

/** Its help is shown and the exit code is 1, as it is for a word that is no subcommand. */
const bare =
  (stream: 'stdout' | 'stderr'): Run =>
  (_, __, args, call) => {
    if (args.length > 0)
      throw new StatusError(
        `error: unknown command ${JSON.stringify(args.join(' '))}\nSee '${call.path} -h' for help and examples`,
      )
    const help = kubectlHelp(call.chain)
    throw stream === 'stdout' ? new StatusError('', 1, help) : new StatusError(help.replace(/\n$/, ''))
  }

export const bareGroup = bare('stderr')
/** The same, told to stdout: `kubectl rollout`. */
export const bareGroupToStdout = bare('stdout')
