// How docker speaks: usage errors, help, and what the daemon refused (cli/cobra.go, cmd/docker).
import type { Process } from '../../machine/process.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import { InvalidReference } from '../../image/reference.ts'
import { type Command, pathOf, usageLine } from '../command.ts'
import type { Voice } from '../dispatch.ts'
import { StatusError, type UsageError } from '../error.ts'
import { dockerHelp } from '../help.ts'
import { ApiError } from './client.ts'

/** Columns help is wrapped to: the terminal's, 80 without one. */
export const helpColumns = (process: Process): number =>
  process.isTty.stdin && process.tty ? process.tty.size.columns : 80

export const dockerVoice: Voice = {
  traverse: true,
  bareHelp: 'stderr',
  shortHelpNotice: 'Flag shorthand -h has been deprecated, use --help',
  help: (chain, process) => dockerHelp(chain, helpColumns(process), ['buildx', 'compose']),
  usage: usageError,
  failure,
}

function usageError(error: UsageError, chain: Command[]): StatusError {
  const path = pathOf(chain)
  const group = chain.at(-1)!.subcommands !== undefined
  const usage = group ? groupUsage(chain) : usageLine(chain)
  const more = `Run '${path} --help' for more information`
  if (error.kind === 'flag') return new StatusError(`${error.message}\n\nUsage:  ${usage}\n\n${more}`, 125)
  if (error.kind === 'arity') return new StatusError(arity(error.message, path, usage))
  const unknown = `docker: unknown command: ${path} ${error.message}`
  return new StatusError(chain.length === 1 ? `${unknown}\n\n${more}` : `${unknown}\n\nUsage:  ${usage}\n\n${more}`)
}

/** As the group's own literal says it: `docker volume COMMAND`, but `docker network`. */
const groupUsage = (chain: Command[]) => (chain.length === 1 ? 'docker [OPTIONS] COMMAND [ARG...]' : usageLine(chain))

/** Three wordings of the last line, one of them with docker's own slip of the pen. */
function arity(message: string, path: string, usage: string): string {
  const last =
    message.includes('at least') && !message.includes('at most')
      ? 'See'
      : message.startsWith('requires at most')
        ? 'SRun'
        : 'Run'
  return `docker: '${path}' ${message}\n\nUsage:  ${usage}\n\n${last} '${path} --help' for more information`
}

function failure(error: unknown): StatusError | undefined {
  if (error instanceof ApiError || error instanceof InvalidReference) return new StatusError(error.message)
  if (error instanceof FsError) return new StatusError(fileError('open', error))
  return undefined
}

/** Go's os.PathError: `open x: no such file or directory`. */
export const fileError = (verb: string, error: FsError): string =>
  `${verb} ${error.path}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`

/** Errors that are told to the user, whatever was thrown; anything else is a bug and goes on. */
export function messageOf(error: unknown): string {
  if (error instanceof StatusError) return error.message
  const status = failure(error)
  if (!status) throw error
  return status.message
}
