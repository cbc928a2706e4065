// npm's command line: flags anywhere between the words, `--` before words for a script.
export interface Options {
  words: string[]
  /** After `--`. */
  rest: string[]
  flags: Map<string, string>
}

const SHORT: Record<string, [string, string?]> = {
  D: ['save-dev'],
  S: ['save'],
  P: ['save-prod'],
  E: ['save-exact'],
  O: ['save-optional'],
  g: ['global'],
  y: ['yes'],
  v: ['version'],
  h: ['help'],
  s: ['loglevel', 'silent'],
  q: ['loglevel', 'warn'],
  d: ['loglevel', 'info'],
  f: ['force'],
  l: ['long'],
  a: ['all'],
}

/** Flags that take the next word. */
const VALUED = new Set([
  'omit',
  'only',
  'include',
  'registry',
  'loglevel',
  'prefix',
  'depth',
  'cache',
  'tag',
  'package',
  'call',
])

export function parseOptions(argv: readonly string[]): Options {
  const out: Options = { words: [], rest: [], flags: new Map() }
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (word === '--') {
      out.rest = argv.slice(i + 1)
      break
    }
    const long = /^--(no-)?([^=]+)(?:=(.*))?$/.exec(word)
    if (long) {
      const name = long[2]!
      out.flags.set(name, long[1] ? 'false' : (long[3] ?? (VALUED.has(name) ? (argv[++i] ?? '') : 'true')))
    } else if (/^-[A-Za-z]+$/.test(word)) {
      for (const letter of word.slice(1)) {
        const [name, value = 'true'] = SHORT[letter] ?? [letter]
        out.flags.set(name, value)
      }
    } else out.words.push(word)
  }
  return out
}

export const isOn = ({ flags }: Options, name: string): boolean => (flags.get(name) ?? 'false') !== 'false'
