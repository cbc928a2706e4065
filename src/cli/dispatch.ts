// cobra's way from a command line to the command that runs: finds it, parses its flags, checks its words.
import type { Process } from '../machine/process.ts'
import { type AnyOptions, type Command, type Flags, findSubcommand, pathOf } from './command.ts'
import { StatusError, UsageError } from './error.ts'
import { type Parsed, noValueOf, parseFlags } from './parse.ts'

/** What differs between clients built on the same parser. */
export interface Voice {
  /** True: a level's flags stand before the word that names the next level (docker). False: anywhere (kubectl). */
  traverse: boolean
  help(chain: Command[], process: Process): string
  /** What is said of a command line that does not fit. */
  usage(error: UsageError, chain: Command[]): StatusError
  /** What is said of anything else thrown: an API error, a file that is not there. Undefined: it is a bug. */
  failure(error: unknown, chain: Command[]): StatusError | undefined
  /** The line for `-h` where it is not a flag of its own. */
  shortHelpNotice?: string
  /** Where a group of commands without a word prints its help. */
  bareHelp: 'stdout' | 'stderr'
}

/** Runs `argv` (without the program's own name) and gives the exit code. */
export async function dispatch(
  process: Process,
  root: Command,
  voice: Voice,
  argv: readonly string[],
): Promise<number> {
  let chain = [root]
  try {
    const found = voice.traverse ? traverse(root, argv) : find(root, argv)
    chain = found.chain
    return await perform(process, root, voice, found)
  } catch (error) {
    if (error instanceof Misplaced) chain = error.chain
    const cause = error instanceof Misplaced ? error.usage : error
    const status =
      cause instanceof UsageError
        ? voice.usage(cause, chain)
        : cause instanceof StatusError
          ? cause
          : voice.failure(cause, chain)
    if (!status) throw error
    if (status.output) await process.print(status.output)
    if (status.message) await process.error(`${status.message}\n`)
    return status.code
  }
}

interface Found {
  chain: Command[]
  parsed: Parsed
  global: AnyOptions
  changed: Set<string>
  /** The word that names no subcommand, where there must be one. */
  unknown?: string
}

/** A usage error met at a certain command. */
class Misplaced extends Error {
  readonly usage: UsageError
  readonly chain: Command[]
  constructor(usage: UsageError, chain: Command[]) {
    super(usage.message)
    this.usage = usage
    this.chain = chain
  }
}

async function perform(process: Process, root: Command, voice: Voice, found: Found): Promise<number> {
  const { chain, parsed, changed } = found
  const command = chain.at(-1)!
  for (const notice of parsed.notices) await process.error(`${notice}\n`)
  if (parsed.shortHelp && voice.shortHelpNotice) await process.error(`${voice.shortHelpNotice}\n`)
  if (parsed.help) {
    await process.print(voice.help(chain, process))
    return 0
  }
  const asked = command.subcommands && parsed.args[0] === 'help' ? helpTarget(chain, parsed.args.slice(1)) : undefined
  if (asked) {
    await process.print(voice.help(asked, process))
    return 0
  }
  if (found.unknown !== undefined) throw new UsageError('unknown-command', found.unknown)
  if (!command.run) {
    const help = voice.help(chain, process)
    await (voice.bareHelp === 'stderr' ? process.error(help) : process.print(help))
    return 0
  }
  checkArity(command, parsed.args)
  const global = { ...found.global, ...parsed.options }
  return command.run(process, parsed.options, parsed.args, {
    chain,
    path: pathOf(chain),
    changed: (flag) => changed.has(flag),
    global,
    dash: parsed.dash,
    root,
  })
}

function helpTarget(chain: Command[], words: string[]): Command[] | undefined {
  const out = [...chain]
  for (const word of words) {
    const next = findSubcommand(out.at(-1)!, word)
    if (!next) break
    out.push(next)
  }
  return chain.at(-1)!.subcommands!.some((child) => child.name === 'help') ? undefined : out
}

/** Every level takes its own flags, then names the next. */
function traverse(root: Command, argv: readonly string[]): Found {
  const chain = [root]
  const changed = new Set<string>()
  let global: AnyOptions = {}
  let words = argv
  for (;;) {
    const command = chain.at(-1)!
    const group = command.subcommands !== undefined
    const flags = { ...inherited(chain), ...command.flags, ...command.persistent }
    const parsed = guarded(chain, () => parseFlags(flags, words, !group && command.interspersed !== false))
    for (const name of parsed.changed) changed.add(name)
    const next = group && !parsed.help ? findSubcommand(command, parsed.args[0] ?? '') : undefined
    if (!next) {
      const [word] = parsed.args
      const unknown = group && !command.run && word !== undefined && word !== 'help' ? word : undefined
      if (unknown !== undefined && parsed.args.includes('--help')) parsed.help = true
      return { chain, parsed, global, changed, unknown }
    }
    global = { ...global, ...parsed.options }
    words = parsed.args.slice(1)
    chain.push(next)
  }
}

/** The words that are no flags name the levels; flags stand anywhere. */
function find(root: Command, argv: readonly string[]): Found {
  const chain = [root]
  let words = [...argv]
  for (;;) {
    const command = chain.at(-1)!
    const flags = { ...inherited(chain), ...command.flags, ...command.persistent }
    const at = command.subcommands ? firstWord(flags, words) : -1
    const next = at < 0 ? undefined : findSubcommand(command, words[at]!)
    if (next) {
      words.splice(at, 1)
      chain.push(next)
      continue
    }
    const parsed = guarded(chain, () => parseFlags(flags, words, command.interspersed !== false))
    const word = command.subcommands && !command.run ? parsed.args[0] : undefined
    const unknown = word === 'help' || parsed.help ? undefined : word
    return { chain, parsed, global: parsed.options, changed: parsed.changed, unknown }
  }
}

function guarded(chain: Command[], parse: () => Parsed): Parsed {
  try {
    return parse()
  } catch (error) {
    throw error instanceof UsageError ? new Misplaced(error, [...chain]) : error
  }
}

const inherited = (chain: readonly Command[]): Flags =>
  Object.assign({}, ...chain.slice(0, -1).map((command) => command.persistent ?? {})) as Flags

/** cobra's stripFlags: where the first word stands that is neither a flag nor a flag's value. */
export function firstWord(flags: Flags, words: readonly string[]): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') return -1
    if (!word.startsWith('-') || word === '-') return i
    if (word.includes('=')) continue
    const flag = word.startsWith('--')
      ? flags[word.slice(2)]
      : word.length === 2
        ? Object.values(flags).find((candidate) => candidate.short === word[1])
        : undefined
    const takesValue = word.startsWith('--') || word.length === 2 ? !flag || noValueOf(flag) === undefined : false
    if (takesValue && word !== '--help' && word !== '-h') i++
  }
  return -1
}

function checkArity(command: Command, args: readonly string[]): void {
  const { min = 0, max = Infinity } = command.args ?? {}
  if (args.length >= min && args.length <= max) return
  const many = (count: number) => `${count} argument${count === 1 ? '' : 's'}`
  const message =
    max === 0
      ? 'accepts no arguments'
      : min === max
        ? `requires ${many(min)}`
        : max === Infinity
          ? `requires at least ${many(min)}`
          : min === 0
            ? `requires at most ${many(max)}`
            : `requires at least ${min} and at most ${many(max)}`
  throw new UsageError('arity', message)
}
