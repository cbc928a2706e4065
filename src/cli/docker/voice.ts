// How docker speaks: usage errors, help, and what the daemon refused (cli/cobra.go, cmd/docker).
import { InvalidReference } from '../../image/reference.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { type Command, pathOf, usageLine } from '../command.ts'
import type { Voice } from '../dispatch.ts'
import { StatusError, type UsageError } from '../error.ts'
import { dockerHelp } from '../help.ts'
import { parseBool, quote } from '../golang.ts'
import { admit, offered } from './abilities.ts'
import { ApiError } from './client.ts'
import { ConfigFile } from './config.ts'
import { PLUGINS, hasPlugin } from './plugins.ts'
import { CLIENT } from './version.ts'

/** Columns help is wrapped to: the terminal's, 80 without one. */
export const helpColumns = (process: Process): number =>
  process.isTty.stdin && process.tty ? process.tty.size.columns : 80

const DISABLED = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.`
const NO_BUILDX = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/`
const BROKEN = `ERROR: BuildKit is enabled but the buildx component is missing or broken.
       Install the buildx component to build images with BuildKit:
       https://docs.docker.com/go/buildx/`

export interface Builder {
  buildKit: boolean
  /** Said before the classic builder is used. */
  notice: string
}

/** Which builder `docker build` means here (cmd/docker/builder.go). Throws StatusError. */
export function builderOf(process: Process): Builder {
  const asked = process.env.DOCKER_BUILDKIT ?? ''
  const enabled = asked !== '' && boolean(asked)
  if (asked && !enabled) return { buildKit: false, notice: `${DISABLED}\n\n` }
  if (hasPlugin(process, 'buildx')) return { buildKit: true, notice: '' }
  if (enabled) throw new StatusError(BROKEN)
  return { buildKit: false, notice: `${NO_BUILDX}\n\n` }
}

function boolean(word: string): boolean {
  try {
    return parseBool(word)
  } catch (error) {
    throw new StatusError(`DOCKER_BUILDKIT environment variable expects boolean value: ${(error as Error).message}`)
  }
}

/** The commands of a line as they name themselves: with BuildKit, `docker build` is buildx's. */
function named(process: Process, chain: Command[]): Command[] {
  const last = chain.at(-1)!.name
  const build = (last === 'bake' || (last === 'build' && builderOf(process).buildKit)) && chain[1]?.name !== 'compose'
  const buildx = chain[0]!.subcommands?.find((child) => child.name === 'buildx')
  return build && buildx ? [chain[0]!, buildx, chain.at(-1)!] : chain
}

export const dockerVoice = (process: Process): Voice => ({
  traverse: true,
  version: `Docker version ${CLIENT.Version}, build ${CLIENT.GitCommit}\n`,
  helpTopic: (words) => new StatusError(`unknown help topic: ${words.join(' ')}`),
  notices: 'stdout',
  bareHelp: 'stderr',
  shortHelpNotice: 'Flag shorthand -h has been deprecated, use --help',
  help: async (chain, _, global) => {
    const known = named(process, chain)
    const command = await offered(process, global, known.at(-1)!)
    return help(process, [...known.slice(0, -1), known.length === 1 ? atHome(process, command) : command])
  },
  admit: (chain, changed, global) => admit(process, chain, changed, global),
  usage: (error, chain) => usageError(process, error, named(process, chain)),
  failure,
})

/** Defaults below `~/.docker` as this user has them. */
function atHome(process: Process, command: Command): Command {
  const { directory } = new ConfigFile(process)
  const flags = Object.entries(command.flags).map(([name, flag]) => {
    const shownDefault = flag.shownDefault?.replace('~/.docker', directory)
    return [name, shownDefault === undefined ? flag : { ...flag, shownDefault }] as const
  })
  return { ...command, flags: Object.fromEntries(flags) }
}

const help = (process: Process, chain: Command[]) => dockerHelp(chain, helpColumns(process), PLUGINS)

function usageError(process: Process, error: UsageError, chain: Command[]): StatusError {
  const path = pathOf(chain)
  const plugin = chain[1]?.name ?? (chain[0]!.name === 'docker-compose' ? 'compose' : '')
  if (plugin === 'compose') return composeError(process, error, chain)
  if (plugin === 'buildx' && error.kind === 'unknown-command') {
    return new StatusError(`ERROR: unknown command: ${quote(error.message)}`, 1, help(process, chain))
  }
  const group = chain.at(-1)!.subcommands !== undefined
  const usage = group ? groupUsage(chain) : usageLine(chain)
  const more = `Run '${path} --help' for more information`
  if (error.kind === 'flag') return new StatusError(`${error.message}\n\nUsage:  ${usage}\n\n${more}`, 125)
  if (error.kind === 'arity')
    return new StatusError((plugin === 'buildx' ? 'ERROR: ' : '') + arity(error.message, path, usage))
  const unknown = `docker: unknown command: ${path} ${error.message}`
  return new StatusError(chain.length === 1 ? `${unknown}\n\n${more}` : `${unknown}\n\nUsage:  ${usage}\n\n${more}`)
}

/** compose says less, and counts in its own words. */
function composeError(process: Process, error: UsageError, chain: Command[]): StatusError {
  if (error.kind === 'flag') return new StatusError(error.message)
  if (error.kind === 'unknown-command') {
    const said = `${pathOf(chain).replace(/^docker[ -]/, '')} ${error.message}`
    return new StatusError(`unknown docker command: ${quote(said)}`, 1, help(process, chain))
  }
  return composeArity(error, chain)
}

/** cobra counts what it got; a few commands are checked by docker's own rules. */
function composeArity({ message, got }: UsageError, chain: Command[]): StatusError {
  const { name } = chain.at(-1)!
  if (name === 'cp' || name === 'wait') return new StatusError(arity(message, pathOf(chain), usageLine(chain)))
  const wanted = /(\d+) arguments?$/.exec(message)?.[1]
  return new StatusError(wanted ? `requires at least ${wanted} arg(s), only received ${got}` : message)
}

/** As the group's own literal says it: `docker volume COMMAND`, but `docker network`. */
const groupUsage = (chain: Command[]) => (chain.length === 1 ? 'docker [OPTIONS] COMMAND [ARG...]' : usageLine(chain))

/** Three wordings of the last line, one of them with docker's own slip of the pen. */
function arity(message: string, path: string, usage: string): string {
  const atLeast = message.includes('at least') && !message.includes('at most')
  const last = atLeast ? 'See' : message.startsWith('requires at most') ? 'SRun' : 'Run'
  return `docker: '${path}' ${message}\n\nUsage:  ${usage}\n\n${last} '${path} --help' for more information`
}

function failure(error: unknown): StatusError | undefined {
  if (error instanceof ApiError || error instanceof InvalidReference) return new StatusError(error.message)
  if (error instanceof FsError) return new StatusError(fileError('open', error))
  return undefined
}

/** Go's os.PathError: `open x: no such file or directory`. */
export const fileError = (verb: string, error: FsError, path = error.path): string =>
  `${verb} ${path}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`

/** Errors that are told to the user, whatever was thrown; anything else is a bug and goes on. */
export function messageOf(error: unknown): string {
  if (error instanceof StatusError) return error.message
  const status = failure(error)
  if (!status) throw error
  return status.message
}
