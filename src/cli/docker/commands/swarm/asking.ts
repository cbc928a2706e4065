// What the commands of a swarm have in common: a daemon outside one refuses each of their requests.
import type { Process } from '../../../../machine/process.ts'
import { type AnyOptions, type Call, type Command, type CommandSpec, type Flags, command } from '../../../command.ts'
import { notSimulated } from '../../../error.ts'
import { filter, format, listFormat, noTrunc } from '../../flags.ts'
import { Client } from '../../client.ts'
import { forEach } from '../../each.ts'
import { inspectAll } from '../../inspecting.ts'

export interface Asked {
  process: Process
  client: Client
  options: AnyOptions
  args: string[]
  call: Call
}

/** A command that sends something; what should come after the daemon agreed is not simulated. */
export function asking<F extends Flags>(
  spec: Omit<CommandSpec<F, Record<never, never>>, 'run' | 'args'> & { args: [min: number, max?: number] },
  send: (asked: Asked) => Promise<unknown>,
): Command {
  const { args, ...rest } = spec
  const [min, max = Infinity] = args
  const run: Command['run'] = async (process, options, words, call) => {
    await send({ process, client: new Client(process, call.global), options, args: words, call })
    throw notSimulated(call.path)
  }
  return { ...command<F, Record<never, never>>({ ...rest, args: { min, max } }), run }
}

/** `ls` of a kind of object. */
export const listing = (
  kind: string,
  path: string,
  summary: string,
  flags: Flags = { filter, quiet: { type: 'bool', short: 'q', summary: 'Only display IDs' } },
): Command =>
  asking(
    {
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS]',
      summary,
      synonyms: [`docker ${kind} ls`, `docker ${kind} list`],
      args: [0, 0],
      flags: { ...flags, format: listFormat },
    },
    ({ client }) => client.get(path),
  )

/** `inspect` of a kind of object; `resolve` is what is asked before, for a name that stands for another. */
export const inspecting = (
  kind: string,
  usage: string,
  resolve: (name: string) => string = (name) => `/${kind}s/${name}`,
): Command =>
  command({
    name: 'inspect',
    usage: `[OPTIONS] ${usage}`,
    summary: `Display detailed information on one or more ${kind}s`,
    args: { min: 1 },
    flags: {
      format: { ...format, short: 'f' },
      pretty: { type: 'bool', summary: 'Print the information in a human friendly format' },
    },
    run(process, options, args, call) {
      const client = new Client(process, call.global)
      if (options.pretty) return forEach(process, args, async (name) => void (await client.get(resolve(name))))
      return inspectAll(process, args, options.format, (name) => client.get(resolve(name)))
    },
  })

/** `rm` of a kind of object. */
export const removing = (kind: string, flags: Flags = {}, aliases: string[] = ['remove']): Command => {
  const word = kind.toUpperCase()
  return command({
    name: 'rm',
    aliases,
    usage: `${Object.keys(flags).length > 0 ? '[OPTIONS] ' : ''}${word} [${word}...]`,
    summary: `Remove one or more ${kind}s`,
    synonyms: ['rm', ...aliases].map((name) => `docker ${kind} ${name}`),
    args: { min: 1 },
    flags,
    run(process, _, args, call) {
      const client = new Client(process, call.global)
      return forEach(process, args, async (name) => {
        await client.delete(`/${kind}s/${name}`)
        return name
      })
    },
  })
}

/** Flags of the lists of tasks: `node ps`, `service ps`, `stack ps`. */
export const taskFlags = {
  filter,
  format: listFormat,
  'no-resolve': { type: 'bool', summary: 'Do not map IDs to Names' },
  'no-trunc': noTrunc,
  quiet: { type: 'bool', short: 'q', summary: 'Only display task IDs' },
} as const satisfies Flags

export const group = (name: string, summary: string, subcommands: Command[], needs?: Command['needs']): Command =>
  command({ name, usage: '', summary, group: 'Swarm Commands', ...(needs ? { needs } : {}), flags: {}, subcommands })
