// cobra's way from a command line to the command that runs: finds it, parses its flags, checks its words.
import type { Process } from '../machine/process.ts'
import { type AnyOptions, type Command, type Flags, findSubcommand, inherited, pathOf } from './command.ts'
import { StatusError, UsageError, notSimulated } from './error.ts'
import { type Parsed, noValueOf, parseFlags } from './parse.ts'

/** What differs between clients built on the same parser. */
export interface Voice {
  /** True: a level's flags stand before the word that names the next level (docker). False: anywhere (kubectl). */
  traverse: boolean
  help(chain: Command[], process: Process, global: AnyOptions): string | Promise<string>
  /** Throws StatusError for a command or flag that the server cannot do. */
  admit?(chain: Command[], changed: ReadonlySet<string>, global: AnyOptions): Promise<void>
  /** What is said of a command line that does not fit. */
  usage(error: UsageError, chain: Command[]): StatusError
  /** What is said of anything else thrown: an API error, a file that is not there. Undefined: it is a bug. */
  failure(error: unknown, chain: Command[]): StatusError | undefined
  /** The line for `-h` where it is not a flag of its own. */
  shortHelpNotice?: string
  /** What `--version` of the program itself prints. */
  version?: string
  /** What is said of `help` with a word that is no command; with it, only the program itself knows `help`. */
  helpTopic?(words: string[]): StatusError
  /** Where it is told that a flag is deprecated. */
  notices: 'stdout' | 'stderr'
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
    const found = voice.traverse ? traverse(root, voice, argv) : find(root, argv)
    chain = found.chain
    return await perform(process, root, voice, found)
  } catch (error) {
    if (error instanceof Misplaced) chain = error.chain
    const status = await statusOf(voice, error instanceof Misplaced ? error.usage : error, chain)
    if (!status) throw error
    if (status.output) await process.print(status.output)
    if (status.message) await process.error(`${status.message}\n`)
    return status.code
  }
}

/** What the server cannot do is said before anything is said of how it was asked for. */
async function statusOf(voice: Voice, cause: unknown, chain: Command[]): Promise<StatusError | undefined> {
  try {
    if (cause instanceof UsageError) await voice.admit?.(chain, new Set(), {})
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  if (cause instanceof UsageError) return voice.usage(cause, chain)
  return cause instanceof StatusError ? cause : voice.failure(cause, chain)
}

interface Found {
  chain: Command[]
  parsed: Parsed
  global: AnyOptions
  changed: Set<string>
  /** The word that names no subcommand, where there must be one. */
  unknown?: string
  /** A flag that was given and is not simulated. */
  absent?: string
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
  const global = globalOf(found)
  if (parsed.help) return showHelp(process, voice, found, global)
  await voice.admit?.(chain, changed, global)
  await sayNotices(process, voice, parsed)
  if (command === root && voice.version !== undefined && parsed.options.version === true) {
    await process.print(voice.version)
    return 0
  }
  const asked =
    command.subcommands && parsed.args[0] === 'help' ? helpTarget(voice, chain, parsed.args.slice(1)) : undefined
  if (asked) {
    await process.print(await voice.help(asked, process, global))
    return 0
  }
  if (found.unknown !== undefined) throw new UsageError('unknown-command', found.unknown)
  if (!command.run) {
    const help = await voice.help(chain, process, global)
    await (voice.bareHelp === 'stderr' ? process.error(help) : process.print(help))
    return 0
  }
  checkArity(command, parsed.args)
  if (found.absent !== undefined) throw notSimulated(`${pathOf(chain)} --${found.absent}`)
  return command.run(process, parsed.options, parsed.args, {
    chain,
    path: pathOf(chain),
    changed: (flag) => changed.has(flag),
    global,
    dash: parsed.dash,
    root,
  })
}

/** What was said to a command above stays, unless a flag that it hands down was given again below. */
function globalOf({ chain, parsed, global }: Found): AnyOptions {
  const again = inherited(chain)
  const own = Object.entries(parsed.options).filter(
    ([name]) => !(name in global) || (name in again && parsed.changed.has(name)),
  )
  return { ...global, ...Object.fromEntries(own) }
}

/** A switch that is set to what it is anyway is no matter. */
const absentIn = (flags: Flags, { changed, options }: Parsed): string | undefined =>
  [...changed].find((name) => flags[name]?.absent && options[name] !== (flags[name].default ?? false))

async function sayNotices(process: Process, voice: Voice, parsed: Parsed): Promise<void> {
  const notices = [...parsed.notices]
  if (parsed.shortHelp && voice.shortHelpNotice) notices.push(voice.shortHelpNotice)
  for (const notice of notices) {
    if (voice.notices === 'stdout') await process.print(`${notice}\n`)
    else await process.error(`${notice}\n`)
  }
}

/** What the server cannot do has no help either: the refusal stands in its place. */
async function showHelp(process: Process, voice: Voice, found: Found, global: AnyOptions): Promise<number> {
  await sayNotices(process, voice, found.parsed)
  try {
    await voice.admit?.(found.chain, found.changed, global)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    await process.print(`${error.message}\n`)
    return 0
  }
  await process.print(await voice.help(found.chain, process, global))
  return 0
}

/** The commands that `help WORD…` asks about; undefined where `help` is no such word. */
function helpTarget(voice: Voice, chain: Command[], words: string[]): Command[] | undefined {
  const out = [...chain]
  if (chain.at(-1)!.subcommands!.some((child) => child.name === 'help')) return undefined
  if (voice.helpTopic && chain.length > 1) return undefined
  for (const word of words) {
    const next = findSubcommand(out.at(-1)!, word)
    if (!next && voice.helpTopic) throw voice.helpTopic(words)
    if (!next) break
    out.push(next)
  }
  return out
}

/** Every level takes its own flags, then names the next. */
function traverse(root: Command, voice: Voice, argv: readonly string[]): Found {
  const chain = [root]
  const changed = new Set<string>()
  let global: AnyOptions = {}
  let absent: string | undefined
  let words = argv
  for (;;) {
    const command = chain.at(-1)!
    const group = command.subcommands !== undefined
    const flags = { ...inherited(chain), ...command.flags, ...command.persistent }
    const parsed = guarded(chain, () => parseFlags(flags, words, !group && command.interspersed !== false))
    for (const name of parsed.changed) changed.add(name)
    absent ??= absentIn(flags, parsed)
    const next = group && !parsed.help ? findSubcommand(command, parsed.args[0] ?? '') : undefined
    if (!next) {
      const [word] = parsed.args
      const help = word === 'help' && (chain.length === 1 || !voice.helpTopic)
      const unknown = group && !command.run && word !== undefined && !help ? word : undefined
      if (unknown !== undefined && parsed.args.includes('--help')) parsed.help = true
      return { chain, parsed, global, changed, unknown, absent }
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
    return { chain, parsed, global: parsed.options, changed: parsed.changed, unknown, absent: absentIn(flags, parsed) }
  }
}

function guarded(chain: Command[], parse: () => Parsed): Parsed {
  try {
    return parse()
  } catch (error) {
    throw error instanceof UsageError ? new Misplaced(error, [...chain]) : error
  }
}

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
  const { min = 0, max = Infinity, plain = false } = command.args ?? {}
  if (args.length >= min && args.length <= max) return
  if (plain) throw new StatusError(`accepts ${min} arg(s), received ${args.length}`)
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
  throw new UsageError('arity', message, args.length)
}
