// The command line of tar(1), with and without dashes.
import { joinPath } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { globPattern } from '../file/glob.ts'

export interface Settings {
  action: 'c' | 'x' | 't' | 'r' | undefined
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

/** `Ccf DIR FILE`: letters without a dash, whose values follow in the order of the letters. */
function spelled(letters: string, rest: string[]): string[] {
  return [...letters].flatMap((letter) => ('fC'.includes(letter) ? [`-${letter}`, rest.shift() ?? ''] : [`-${letter}`]))
}

export async function parse(call: Call): Promise<Settings> {
  const out: Settings = {
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
  const words = [...call.operands]
  if (words[0] && !words[0].startsWith('-')) words.unshift(...spelled(words.shift()!, words))
  const letter = async (flag: string, rest: () => string) => {
    if (flag === 'c' || flag === 'x' || flag === 't' || flag === 'r') out.action = flag
    else if (flag === 'f') out.file = rest()
    else if (flag === 'C') out.directory = joinPath(out.directory, rest())
    else if (flag === 'z' || flag === 'a') out.zip = flag === 'z'
    else if (flag === 'v') out.verbose++
    else if (flag === 'O') out.toStdout = true
    else if (flag === 'P') out.keepNames = true
    else if (flag === 'j' || flag === 'J') {
      await call.process.error(`naru: tar -${flag} is not simulated\n`)
      out.action = undefined
    } else if (!'ppmkUhS'.includes(flag)) await call.misuse(`invalid option -- '${flag}'`)
  }
  const LONG: Record<string, string> = {
    create: 'c',
    extract: 'x',
    get: 'x',
    list: 't',
    file: 'f',
    gzip: 'z',
    verbose: 'v',
    directory: 'C',
    'to-stdout': 'O',
    'absolute-names': 'P',
  }
  while (words.length > 0) {
    const word = words.shift()!
    const long = /^--([a-z-]+)(?:=(.*))?$/.exec(word)
    if (long) {
      const value = () => long[2] ?? words.shift() ?? ''
      if (long[1] === 'strip-components') out.strip = Number(value())
      else if (long[1] === 'exclude') out.exclude.push(globPattern(value()))
      else if (LONG[long[1]!]) await letter(LONG[long[1]!]!, value)
      else if (!/^(no-|same-|preserve|numeric|warning|owner|group|mtime|sort|one-file|totals)/.test(long[1]!))
        await call.misuse(`unrecognized option '${word}'`)
    } else if (word.startsWith('-') && word.length > 1) {
      for (let i = 1; i < word.length; i++) {
        const takes = 'fC'.includes(word[i]!)
        const rest = word.slice(i + 1)
        await letter(word[i]!, () =>
          rest && i > 0 && !/^[a-zA-Z]*f?$/.test(rest)
            ? rest
            : rest && word.length > i + 1
              ? rest
              : (words.shift() ?? ''),
        )
        if (takes) break
      }
    } else out.names.push(word)
  }
  if (!out.action) await call.misuse("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
  if (out.action === 'c' && /\.(tgz|gz)$/.test(out.file) && call.operands.join(' ').includes('a'))
    out.zip ||= /^-?[a-z]*a/.test(call.operands[0]!)
  return out
}
