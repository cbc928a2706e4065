// How kubectl says that something is wrong.
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { type Command, pathOf } from '../command.ts'
import type { Voice } from '../dispatch.ts'
import { StatusError, type UsageError } from '../error.ts'
import { kubectlHelp } from '../help.ts'
import { ApiFailure } from './answer.ts'
import { dialError } from './client.ts'

/** Where a bare `kubectl run --generator=run/v1` (of the book's time) should lead today; kubectl itself says nothing of it. */
const GENERATOR_HINT =
  'naru: --generator was removed in kubectl 1.21. "kubectl run NAME --image=IMAGE" makes a pod; for a replicated one use "kubectl create deployment NAME --image=IMAGE".'

export const voice: Voice = {
  traverse: false,
  notices: 'stderr',
  bareHelp: 'stdout',
  help: (chain) => kubectlHelp(chain),
  usage: (error, chain) => usage(error, chain),
  failure: (error) => failure(error),
}

function usage(error: UsageError, chain: Command[]): StatusError {
  const path = pathOf(chain)
  if (error.kind === 'unknown-command') return unknownCommand(error.message, chain)
  if (error.kind === 'flag') {
    const hint = error.message === 'unknown flag: --generator' ? `\n${GENERATOR_HINT}` : ''
    return new StatusError(`error: ${error.message}\nSee '${path} --help' for usage.${hint}`)
  }
  return new StatusError(`error: ${error.message}\nSee '${path} -h' for help and examples`)
}

function unknownCommand(word: string, chain: Command[]): StatusError {
  const near = (chain.at(-1)!.subcommands ?? []).filter(
    (child) => !child.hidden && (distance(word, child.name) <= 2 || child.name.startsWith(word)),
  )
  const lines = [`error: unknown command "${word}" for "${pathOf(chain)}"`]
  if (near.length > 0) lines.push('', 'Did you mean this?', ...near.map((child) => `\t${child.name}`))
  return new StatusError(lines.join('\n'))
}

/** cobra's Levenshtein distance, without regard to case. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1]!.toLowerCase() === b[j - 1]!.toLowerCase()
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (same ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

/** cmdutil.StandardErrorMessage: `Error from server (NotFound): …`. */
export function failureText(error: ApiFailure): string {
  const { status, reason } = error
  if (reason === 'Invalid') return invalid(error)
  if (reason === 'Unauthorized') return 'error: You must be logged in to the server (Unauthorized)'
  if (!reason && status.code === undefined) return `error: ${error.message}`
  return `Error from server${reason ? ` (${reason})` : ''}: ${error.message}`
}

function invalid({ status }: ApiFailure): string {
  const { kind, name, causes = [] } = status.details ?? {}
  if (causes.length === 0 || !kind) return `The request is invalid${status.message ? `: ${status.message}` : ''}`
  const lines = causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : (cause.message ?? '')))
  const head = `The ${kind} "${name ?? ''}" is invalid`
  return lines.length === 1 ? `${head}: ${lines[0]}` : `${head}: \n${lines.map((line) => `* ${line}`).join('\n')}`
}

function failure(error: unknown): StatusError | undefined {
  if (error instanceof ApiFailure) return new StatusError(failureText(error))
  if (error instanceof NetError)
    return new StatusError(`Unable to connect to the server: ${dialError(error, error.target)}`)
  return undefined
}

/** Failures of single objects: the others go on, and at the end all are told; the exit code is 1 if there was any. */
export class Failures {
  private readonly messages: string[] = []
  private readonly process: Process
  constructor(process: Process) {
    this.process = process
  }

  async attempt(act: () => Promise<void>, describe: (message: string) => string = (message) => message): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (error instanceof ApiFailure) this.add(describe(failureText(error)))
      else if (error instanceof StatusError && error.code === 1) this.add(error.message)
      else throw error
    }
  }

  add(message: string): void {
    this.messages.push(message)
  }

  get count(): number {
    return this.messages.length
  }

  /** Tells them: one alone with `error: ` before it, several without. Gives the exit code. */
  async finish(): Promise<number> {
    const { messages } = this
    const lines = messages.length > 1 ? messages.map((message) => message.replace(/^error: /, '')) : messages
    await this.process.error(lines.map((line) => `${line}\n`).join(''))
    return messages.length > 0 ? 1 : 0
  }
}
