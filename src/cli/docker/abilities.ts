// What the daemon is able to do, as its ping says, and which commands and flags it is therefore offered (cmd/docker/docker.go).
import type { Process } from '../../machine/process.ts'
import { type AnyOptions, type Command, type Flags, type Needs, pathOf } from '../command.ts'
import { StatusError } from '../error.ts'
import { Client } from './client.ts'

type Able = (needs: Needs) => boolean

/** One ping. A daemon that is not there is taken to be able to do everything. */
async function askAbilities(process: Process, global: AnyOptions): Promise<Able> {
  const headers = await new Client(process, global).ping()
  const swarm = headers?.swarm
  const able: Record<Needs, boolean> = {
    experimental: !headers || headers['docker-experimental'] === 'true',
    windows: !headers || headers.ostype === 'windows',
    swarm: swarm !== 'inactive',
    manager: swarm === undefined || swarm.startsWith('active/manager'),
  }
  return (needs) => able[needs]
}

const annotated = (things: Iterable<{ needs?: Needs }>): boolean => [...things].some((thing) => thing.needs)

/** The command without what this daemon cannot do; it is asked only where that matters. */
export async function offered(process: Process, global: AnyOptions, command: Command): Promise<Command> {
  const { flags, subcommands } = command
  if (!annotated(Object.values(flags)) && !annotated(subcommands ?? [])) return command
  return reduced(command, await askAbilities(process, global))
}

/** All commands below this one, without what this daemon cannot do. */
export async function offeredTree(process: Process, global: AnyOptions, root: Command): Promise<Command> {
  const able = await askAbilities(process, global)
  const reduce = (command: Command): Command => {
    const { subcommands, ...own } = reduced(command, able)
    return subcommands ? { ...own, subcommands: subcommands.map(reduce) } : own
  }
  return reduce(root)
}

function reduced(command: Command, able: Able): Command {
  const { flags, subcommands } = command
  const fits = ({ needs }: { needs?: Needs }) => needs === undefined || able(needs)
  return {
    ...command,
    flags: Object.fromEntries(Object.entries(flags).filter(([, flag]) => fits(flag))),
    ...(subcommands ? { subcommands: subcommands.filter(fits) } : {}),
  }
}

/** Throws StatusError when the command or a flag given needs an experimental or a Windows daemon, and this is none. */
export async function admit(
  process: Process,
  chain: readonly Command[],
  changed: ReadonlySet<string>,
  global: AnyOptions,
): Promise<void> {
  const refusable = (thing: { needs?: Needs }) => thing.needs === 'experimental' || thing.needs === 'windows'
  const flags = Object.entries(allFlags(chain)).filter(([name, flag]) => changed.has(name) && refusable(flag))
  const at = chain.findIndex(refusable)
  if (at < 0 && flags.length === 0) return
  const able = await askAbilities(process, global)
  const missing = 'is only supported on a Docker daemon with experimental features enabled'
  if (at >= 0 && !able(chain[at]!.needs!)) throw new StatusError(`${pathOf(chain)} ${missing}`)
  const errors = flags
    .filter(([, flag]) => !able(flag.needs!))
    .map(([name, flag]) =>
      flag.needs === 'windows'
        ? `"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux`
        : `"--${name}" ${missing}`,
    )
  if (errors.length > 0) throw new StatusError(errors.join('\n'))
}

const allFlags = (chain: readonly Command[]): Flags =>
  Object.assign({}, ...chain.map((command) => ({ ...command.persistent, ...command.flags }))) as Flags
