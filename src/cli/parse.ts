// pflag: reads a command's words into options and arguments. https://pkg.go.dev/github.com/spf13/pflag
import type { AnyOptions, Flag, Flags, Values } from './command.ts'
import { UsageError } from './error.ts'
import { parseBool, parseDuration, parseFloat64, parseInteger, parseUnsigned, quote } from './golang.ts'

export interface Parsed {
  options: AnyOptions
  args: string[]
  changed: Set<string>
  /** How many args came before `--`; undefined without it. */
  dash: number | undefined
  help: boolean
  /** `-h` was used where it only means help: docker says that it is deprecated. */
  shortHelp: boolean
  /** Deprecation lines for stderr. */
  notices: string[]
}

type Value = Values[keyof Values]

/** `interspersed` false stops at the first word that is no flag. Throws UsageError with pflag's message. */
export function parseFlags(flags: Flags, words: readonly string[], interspersed = true): Parsed {
  return new Parser(flags, words, interspersed).parse()
}

/** The value without which `flag` is never given: `true` for a switch. */
export const noValueOf = (flag: Flag): string | undefined =>
  flag.noValue ?? (flag.type === 'bool' ? 'true' : flag.type === 'count' ? '+1' : undefined)

class Parser {
  private readonly flags: Flags
  private readonly words: readonly string[]
  private readonly interspersed: boolean
  private readonly values: Record<string, Value> = {}
  private readonly out: Parsed
  private at = 0

  constructor(flags: Flags, words: readonly string[], interspersed: boolean) {
    this.flags = flags
    this.words = words
    this.interspersed = interspersed
    for (const [name, flag] of Object.entries(flags)) this.values[name] = defaultValue(flag)
    const empty = { changed: new Set<string>(), dash: undefined, help: false, shortHelp: false }
    this.out = { ...empty, options: this.values, args: [], notices: [] }
  }

  parse(): Parsed {
    while (this.at < this.words.length && !this.out.help) {
      const word = this.words[this.at++]!
      if (word === '--') {
        this.out.dash = this.out.args.length
        return this.rest()
      }
      if (!word.startsWith('-') || word === '-') {
        this.out.args.push(word)
        if (!this.interspersed) return this.rest()
      } else if (word.startsWith('--')) this.long(word)
      else this.short(word)
    }
    return this.out
  }

  private rest(): Parsed {
    this.out.args.push(...this.words.slice(this.at))
    return this.out
  }

  private long(word: string): void {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
    if (name === '' || name.startsWith('-')) throw new UsageError('flag', `bad flag syntax: ${word}`)
    const flag = this.flags[name]
    if (name === 'help') return void (this.out.help = equals < 0 || parseBool(word.slice(equals + 1)))
    if (!flag) throw new UsageError('flag', `unknown flag: --${name}`)
    if (equals >= 0) return this.set(name, flag, word.slice(equals + 1))
    this.set(name, flag, noValueOf(flag) ?? this.next(`--${name}`))
  }

  private short(word: string): void {
    let letters = word.slice(1)
    while (letters) {
      const letter = [...letters][0]!
      const found = Object.entries(this.flags).find(([, flag]) => flag.short === letter)
      if (!found && letter === 'h') {
        this.out.help = this.out.shortHelp = true
        return
      }
      if (!found) throw new UsageError('flag', `unknown shorthand flag: '${letter}' in -${letters}`)
      const [name, flag] = found
      const rest = letters.slice(letter.length)
      if (rest.length > 1 && rest.startsWith('=')) return this.set(name, flag, rest.slice(1))
      const implied = noValueOf(flag)
      if (implied === undefined) return this.set(name, flag, rest || this.next(`'${letter}' in -${letters}`))
      this.set(name, flag, implied)
      letters = rest
    }
  }

  private next(what: string): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new UsageError('flag', `flag needs an argument: ${what}`)
    return word
  }

  private set(name: string, flag: Flag, value: string): void {
    try {
      if (flag.once && this.out.changed.has(name)) throw new Error(flag.once)
      flag.check?.(value)
      this.values[name] = this.read(name, flag, value)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const shown = flag.short ? `-${flag.short}, --${name}` : `--${name}`
      throw new UsageError('flag', `invalid argument ${quote(value)} for ${quote(shown)} flag: ${error.message}`)
    }
    this.out.changed.add(name)
    if (flag.deprecated) this.out.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}`)
  }

  /** The flag's new value; lists and maps grow, and lose their default at the first mention. */
  private read(name: string, flag: Flag, value: string): Value {
    const before = this.out.changed.has(name) ? this.values[name] : undefined
    switch (flag.type) {
      case 'bool':
        return parseBool(value)
      case 'count':
        return value === '+1' ? ((before as number) ?? 0) + 1 : parseInteger(value)
      case 'int':
        return parseInteger(value)
      case 'uint':
        return parseUnsigned(value)
      case 'float':
        return parseFloat64(value)
      case 'duration':
        return parseDuration(value)
      case 'bytes':
        return parseBytes(value)
      case 'list':
        return [...((before as string[]) ?? []), value]
      case 'csv':
        return [...((before as string[]) ?? []), ...splitCsv(value)]
      case 'map':
        return { ...(before as Record<string, string>), ...pair(value) }
      default:
        return value
    }
  }
}

function defaultValue(flag: Flag): Value {
  const { type } = flag
  if (type === 'list' || type === 'csv') return [...((flag.default as readonly string[] | undefined) ?? [])]
  if (type === 'map') return {}
  if (type === 'bool') return (flag.default as boolean | undefined) ?? false
  if (type === 'string') return (flag.default as string | undefined) ?? ''
  if (type === 'duration' && typeof flag.default === 'string') return parseDuration(flag.default)
  return (flag.default as number | undefined) ?? 0
}

const pair = (value: string) => {
  const equals = value.indexOf('=')
  return equals < 0 ? { [value]: '' } : { [value.slice(0, equals)]: value.slice(equals + 1) }
}

/** One record of encoding/csv: quotes hold commas together. */
export function splitCsv(value: string): string[] {
  if (value === '') return []
  const out: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!
    if (char === '"' && quoted && value[i + 1] === '"') field += value[++i]!
    else if (char === '"' && (quoted || field === '')) quoted = !quoted
    else if (char === ',' && !quoted) {
      out.push(field)
      field = ''
    } else field += char
  }
  return [...out, field]
}

const SCALE: Record<string, number> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 }

/** go-units RAMInBytes: `512m`, `1.5GiB`, `64`. Throws its message. */
export function parseBytes(value: string): number {
  const [, text = '', space = '', suffix = ''] = /^(.*[\d.])?( ?)([^\d. ]*)$/s.exec(value) ?? []
  if (text === '' && space === '') throw new Error(`invalid size: '${value}'`)
  const number = parseFloat64(text)
  if (number < 0) throw new Error(`invalid size: '${value}'`)
  const unit = suffix.toLowerCase()
  if (!/^(b|[kmgtp](i?b)?)?$/.test(unit)) throw new Error(`invalid suffix: '${unit}'`)
  return Math.trunc(number * SCALE[unit[0] ?? '']!)
}
