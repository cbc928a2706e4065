// A command of a cobra-like client (docker, kubectl): one literal that parsing, help and completion read, and what it runs.
import type { Process } from '../machine/process.ts'

/** What a flag's value is, by its type. Durations are in ms, bytes in bytes. */
export interface Values {
  bool: boolean
  /** Every mention adds one: `-v -v`. */
  count: number
  int: number
  uint: number
  float: number
  string: string
  duration: number
  bytes: number
  /** Every mention adds a value, commas are part of it (pflag's stringArray, docker's opts.ListOpts). */
  list: string[]
  /** Values are split at commas (pflag's stringSlice). */
  csv: string[]
  /** `key=value`, one each mention (docker's opts.MapOpts) … */
  map: Record<string, string>
}

/**
 * What the server must be for a command or flag to be offered in help (docker's annotations). Without `experimental` or
 * `windows` it is refused as well.
 */
export type Needs = 'experimental' | 'windows' | 'swarm' | 'manager'

export interface Flag {
  type: keyof Values
  /** One letter. */
  short?: string
  summary: string
  default?: string | number | boolean | readonly string[]
  /** The word for its value in docker's help where it is not the type's own: `decimal`, `mount`, `port`. */
  label?: string
  /** What help shows as its default where that is not the default's plain form. */
  shownDefault?: string
  hidden?: boolean
  needs?: Needs
  /** Value taken when the flag is given without one (pflag's NoOptDefVal); every `bool` has `true`. */
  noValue?: string
  /** Said when it is given a second time; without it the last one counts, or all of them. */
  once?: string
  /** Throws an Error whose message says what is wrong with a value. */
  check?: (value: string) => void
  /** Not shown, still taken; says so on stderr. */
  deprecated?: string
  /** The real command has it and Naru does not simulate it: whoever gives it is told so. */
  absent?: true
  /** Candidates for its value. */
  complete?: ValueSource
}

export type Flags = Readonly<Record<string, Flag>>

/** What `run` gets for the flags of a literal: every flag has a value, its default where it was not given. */
export type Options<F extends Flags> = { readonly [Name in keyof F]: Values[F[Name]['type']] }

export type AnyOptions = Readonly<Record<string, Values[keyof Values]>>

/** The value of a text flag among options of unknown type; empty where there is none. */
export function textOption(options: AnyOptions, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value : ''
}

/** How many words follow the flags. Nothing said: any number. */
export interface Arity {
  min?: number
  max?: number
  /** Told in cobra's own words, not in docker's. */
  plain?: true
}

/** Everything about one call besides its flags and words. */
export interface Call {
  /** The commands from the root to this one. */
  chain: Command[]
  /** `docker network ls`, as typed commands are named (aliases resolved). */
  path: string
  /** True when the flag was given. */
  changed(flag: string): boolean
  /** Options of the commands above, by flag name: `--host`, `--namespace`. */
  global: AnyOptions
  /** How many of the words came before `--`; undefined without it. */
  dash: number | undefined
  /** For what a command does by running another one (`docker builder build`, plugins' subcommands). */
  root: Command
}

export interface Completion {
  process: Process
  /** Words before the one being typed, without flags. */
  args: string[]
  /** What is typed of the word so far. */
  word: string
  global: AnyOptions
}

/** Candidates for a word; the caller keeps those that start with what is typed. */
export type ValueSource = (completion: Completion) => Promise<string[]> | string[]

export interface CommandSpec<F extends Flags, G extends Flags> {
  name: string
  aliases?: string[]
  /** What follows the name in the usage line: `[OPTIONS] IMAGE [COMMAND] [ARG...]`. */
  usage: string
  summary: string
  /** The long text of help, where it says more than the summary. */
  long?: string
  /** Lines of the Examples section, without indentation. */
  examples?: string
  /** Full command lines that mean the same, as docker lists them. */
  synonyms?: string[]
  args?: Arity
  flags: F
  /** Flags that every subcommand takes as well (cobra's persistent flags). */
  persistent?: G
  /** False: flags end at the first word (`docker run IMAGE …`). */
  interspersed?: boolean
  subcommands?: Command[]
  /** Heading it is listed under in its parent's help. */
  group?: string
  /** Order of headings in this command's own help. */
  groups?: string[]
  /** Last line of help. */
  footer?: string
  hidden?: boolean
  needs?: Needs
  /** The client itself calls it a feature on trial. */
  experimental?: boolean
  complete?: ValueSource
  /** Undefined: it has subcommands only, and prints its help. */
  run?: (process: Process, options: Options<F> & Options<G>, args: string[], call: Call) => Promise<number> | number
}

/** A command whose flags' types are forgotten, so that tables can hold it. */
export interface Command extends Omit<CommandSpec<Flags, Flags>, 'run'> {
  run?: (process: Process, options: AnyOptions, args: string[], call: Call) => Promise<number> | number
}

/** Checks `run` against the literal's flags, then forgets their types. */
export function command<const F extends Flags, const G extends Flags = Record<never, never>>(
  spec: CommandSpec<F, G>,
): Command {
  return spec as unknown as Command
}

/** What the commands above hand down (cobra's persistent flags). */
export const inherited = (chain: readonly Command[]): Flags =>
  Object.assign({}, ...chain.slice(0, -1).map((command) => command.persistent ?? {})) as Flags

export const findSubcommand = (parent: Command, word: string): Command | undefined =>
  parent.subcommands?.find((child) => child.name === word || child.aliases?.includes(word))

export const pathOf = (chain: readonly Command[]): string => chain.map((part) => part.name).join(' ')

/** `docker run [OPTIONS] IMAGE [COMMAND] [ARG...]`. */
export const usageLine = (chain: readonly Command[]): string =>
  `${pathOf(chain)} ${chain.at(-1)?.usage ?? ''}`.trimEnd()
