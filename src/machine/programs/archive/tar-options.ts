// The command line of tar(1), with and without dashes.
import { joinPath } from '../../fs/path.ts'
import { Exit } from '../../program.ts'
import type { Call } from '../call.ts'
import { globPattern } from '../file/glob.ts'

export interface Settings {
  action: 'c' | 'x' | 't' | undefined
  file: string
  directory: string
  zip: boolean
  verbose: number
  strip: number
  exclude: RegExp[]
  toStdout: boolean
  keepNames: boolean
  names: string[]
  /** Inodes stored already, by the names they were stored under. */
  linked: Map<number, string>
}

/** Long options as the letters that mean the same. */
const LETTERS: Record<string, string> = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  file: 'f',
  gzip: 'z',
  gunzip: 'z',
  ungzip: 'z',
  'auto-compress': 'a',
  bzip2: 'j',
  xz: 'J',
  append: 'r',
  update: 'u',
  verbose: 'v',
  directory: 'C',
  'to-stdout': 'O',
  'absolute-names': 'P',
}

/** Letters and words that make no difference here. */
const ALIKE =
  /^(?:[pmkUhS]|(?:no-)?same-(?:owner|permissions)|preserve-permissions|numeric-owner|one-file-system|warning)$/
/** Known to tar and not to us. */
const ABSENT = /^(?:[jJru]|owner|group|mode|mtime|sort|totals|transform|delete|concatenate|diff|compare)$/

class Reader {
  readonly settings: Settings
  private readonly call: Call
  private readonly words: string[]
  private byName = false

  constructor(call: Call) {
    this.call = call
    this.words = [...call.operands]
    this.settings = {
      action: undefined,
      file: '-',
      directory: call.process.cwd,
      zip: false,
      verbose: 0,
      strip: 0,
      exclude: [],
      toStdout: false,
      keepNames: false,
      names: [],
      linked: new Map(),
    }
  }

  async read(): Promise<Settings> {
    const { call, settings, words } = this
    if (words[0] && !words[0].startsWith('-')) for (const letter of words.shift()!) await this.option(letter, this.next)
    while (words.length > 0) {
      const word = words.shift()!
      if (word === '--') settings.names.push(...words.splice(0))
      else if (word.startsWith('--')) await this.long(word)
      else if (word.startsWith('-') && word.length > 1) await this.letters(word)
      else settings.names.push(word)
    }
    if (!settings.action)
      await call.misuse("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
    if (this.byName && settings.action === 'c') settings.zip ||= /\.(tgz|gz)$/.test(settings.file)
    return settings
  }

  private readonly next = (): string => this.words.shift() ?? ''

  private async long(word: string): Promise<void> {
    const { settings } = this
    const [, name = '', given] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(word) ?? []
    const value = () => given ?? this.next()
    if (name === 'strip-components') settings.strip = Number(value())
    else if (name === 'exclude') settings.exclude.push(globPattern(value()))
    else await this.option(LETTERS[name] ?? name, value, word)
  }

  /** `-xzf FILE`, `-fFILE`: what stands behind a letter that takes a value is the value. */
  private async letters(word: string): Promise<void> {
    for (let i = 1; i < word.length; i++) {
      const letter = word[i]!
      const takes = letter === 'f' || letter === 'C'
      await this.option(letter, () => word.slice(i + 1) || this.next())
      if (takes) return
    }
  }

  private async option(name: string, value: () => string, word = ''): Promise<void> {
    const { call, settings } = this
    if (name === 'c' || name === 'x' || name === 't') settings.action = name
    else if (name === 'f') settings.file = value()
    else if (name === 'C') settings.directory = joinPath(settings.directory, value())
    else if (name === 'z') settings.zip = true
    else if (name === 'a') this.byName = true
    else if (name === 'v') settings.verbose++
    else if (name === 'O') settings.toStdout = true
    else if (name === 'P') settings.keepNames = true
    else if (ABSENT.test(name)) {
      await call.process.error(`naru: tar ${word || `-${name}`} is not simulated\n`)
      throw new Exit(1)
    } else if (!ALIKE.test(name))
      await call.misuse(word ? `unrecognized option '${word}'` : `invalid option -- '${name}'`)
  }
}

export const parse = (call: Call): Promise<Settings> => new Reader(call).read()
