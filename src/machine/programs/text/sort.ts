// sort(1), shuf(1).
import type { Call } from '../call.ts'
import { allLines } from '../input.ts'
import { parseSize } from '../size.ts'
import type { Tool } from '../spec.ts'

interface Key {
  first: [number, number]
  last: [number, number] | undefined
  flags: string
}

type Order = (a: string, b: string) => number

const bytes: Order = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** As a dictionary: letters first, their case only where nothing else differs. */
const dictionary: Order = (a, b) => {
  const fold = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  return bytes(fold(a), fold(b)) || bytes(swapCase(a), swapCase(b))
}

const swapCase = (word: string) =>
  [...word].map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())).join('')

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const number = (word: string) => Number(/^\s*-?\d*\.?\d+|^\s*-?\d+/.exec(word)?.[0] ?? 0)
const month = (word: string) => MONTHS.indexOf(word.trim().slice(0, 3).toLowerCase())
const human = (word: string) => {
  const match = /^\s*(-?)([\d.]+)\s*([KMGTPkE])?/.exec(word)
  return match
    ? (match[1] ? -1 : 1) *
        Number(match[2]) *
        (match[3] ? (parseSize(`1${match[3].replace('P', 'T').replace('E', 'T')}`) ?? 1) : 1)
    : 0
}

const versionOf = (word: string) => word.replace(/\d+/g, (digits) => digits.padStart(20, '0'))

function comparator(flags: string, base: Order): Order {
  const by =
    (value: (word: string) => number): Order =>
    (a, b) =>
      value(a) - value(b)
  let order: Order = base
  if (flags.includes('n')) order = by(number)
  else if (flags.includes('g')) order = by((word) => parseFloat(word) || 0)
  else if (flags.includes('h')) order = by(human)
  else if (flags.includes('M')) order = by(month)
  else if (flags.includes('V')) order = (a, b) => bytes(versionOf(a), versionOf(b))
  else if (flags.includes('f')) order = (a, b) => base(a.toUpperCase(), b.toUpperCase())
  const prepared = (word: string) => (flags.includes('d') ? word.replace(/[^\p{L}\p{N}\s]/gu, '') : word)
  const plain: Order = (a, b) =>
    order(prepared(flags.includes('b') ? a.trimStart() : a), prepared(flags.includes('b') ? b.trimStart() : b))
  return flags.includes('r') ? (a, b) => plain(b, a) : plain
}

function parseKey(word: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([bdfghiMnrRV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnrRV]*))?$/.exec(word)
  if (!match) return undefined
  const last: Key['last'] = match[4] === undefined ? undefined : [Number(match[4]), Number(match[5] ?? 0)]
  return { first: [Number(match[1]), Number(match[2] ?? 1)], last, flags: match[3]! + (match[6] ?? '') }
}

/** Fields begin with the blanks before them, unless a separator is given. */
function part(line: string, key: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+|\s+$/g) ?? []) : line.split(separator)
  const between = separator ?? ''
  const [field, char] = key.first
  const lastField = key.last?.[0] ?? fields.length
  const chosen = fields.slice(field - 1, lastField)
  if (key.last && key.last[1] > 0 && chosen.length > 0) chosen[chosen.length - 1] = chosen.at(-1)!.slice(0, key.last[1])
  return chosen.join(between).slice(char - 1)
}

export const sort: Tool = {
  spec: {
    name: 'sort',
    summary: 'sort lines of text',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    misuse: 2,
    options: {
      '-b, --ignore-leading-blanks': 'blanks at the beginning do not count',
      '-c, --check': 'only look whether it is sorted',
      '-C': 'the same, saying nothing',
      '-d, --dictionary-order': 'only letters, digits and blanks count',
      '-f, --ignore-case': 'upper and lower case are the same',
      '-g, --general-numeric-sort': 'by general numbers',
      '-h, --human-numeric-sort': 'by sizes as 2K 1G',
      '-i, --ignore-nonprinting': 'ignored',
      '-k, --key=KEYDEF': 'by a key: F[.C][OPTS][,F[.C][OPTS]]',
      '-m, --merge': 'the files are sorted already',
      '-M, --month-sort': 'by month names',
      '-n, --numeric-sort': 'by numbers',
      '-o, --output=FILE': 'write to FILE',
      '-R, --random-sort': 'shuffle, equal lines together',
      '-r, --reverse': 'the other way round',
      '-s, --stable': 'lines with equal keys stay in order',
      '-S, --buffer-size=SIZE': 'ignored',
      '-t, --field-separator=SEP': 'between fields instead of blanks',
      '-u, --unique': 'one of equal lines',
      '-V, --version-sort': 'numbers in text by value',
      '-z, --zero-terminated': 'lines end with NUL',
    },
  },
  async run(call) {
    const end = call.has('z') ? '\0' : '\n'
    const all: string[] = []
    for await (const { text } of allLines(call, call.operands, end)) all.push(text)
    if (call.status > 0) return 2
    const order = await ordering(call)
    if (call.has('c', 'C')) return check(call, all, order)
    if (call.has('R')) shuffle(call, all)
    else all.sort(order.whole)
    const kept = call.has('u') ? all.filter((line, i) => i === 0 || order.keys(all[i - 1]!, line) !== 0) : all
    const out = kept.map((line) => line + end).join('')
    const file = call.value('o')
    if (file === undefined) await call.print(out)
    else call.process.writeFile(file, out)
    return 0
  },
}

async function ordering(call: Call): Promise<{ keys: Order; whole: Order }> {
  const { env } = call.process
  const locale = env.LC_ALL || env.LC_COLLATE || env.LANG || ''
  const base = /utf-?8/i.test(locale) && !/^(C|POSIX)/.test(locale) && !call.busybox ? dictionary : bytes
  const global = ['b', 'd', 'f', 'g', 'h', 'M', 'n', 'r', 'V'].filter((flag) => call.has(flag)).join('')
  const keys: Key[] = []
  for (const word of call.values('k')) {
    const key = parseKey(word)
    if (!key) await call.fail(`invalid number at field start: invalid count at start of ${call.quote(word)}`, 2)
    else keys.push(key)
  }
  const separator = call.value('t') === '\\0' ? '\0' : call.value('t')
  const compare = keys.map((key) => ({ key, order: comparator(key.flags || global, base) }))
  const byKeys: Order =
    compare.length === 0
      ? comparator(global, base)
      : (a, b) => {
          for (const { key, order } of compare) {
            const result = order(part(a, key, separator), part(b, key, separator))
            if (result !== 0) return result
          }
          return 0
        }
  const reverse = call.has('r') ? -1 : 1
  const stable = call.has('s', 'u')
  return { keys: byKeys, whole: (a, b) => byKeys(a, b) || (stable ? 0 : reverse * base(a, b)) }
}

async function check(call: Call, all: string[], order: { keys: Order; whole: Order }): Promise<number> {
  for (let i = 1; i < all.length; i++) {
    const wrong = call.has('u') ? order.keys(all[i - 1]!, all[i]!) >= 0 : order.whole(all[i - 1]!, all[i]!) > 0
    if (!wrong) continue
    if (call.has('c'))
      await call.process.error(`${call.name}: ${call.operands[0] ?? '-'}:${i + 1}: disorder: ${all[i]}\n`)
    return 1
  }
  return 0
}

function shuffle(call: Call, all: string[]): void {
  const chance = call.process.kernel.chance(`shuffle ${call.process.kernel.clock.now}`)
  for (let i = all.length - 1; i > 0; i--) {
    const j = chance.below(i + 1)
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
}

export const shuf: Tool = {
  spec: {
    name: 'shuf',
    summary: 'print lines in random order',
    usage: '[OPTION]... [FILE]',
    version: 'GNU coreutils 9.4',
    options: {
      '-e, --echo': 'operands are the lines',
      '-i, --input-range=LO-HI': 'numbers are the lines',
      '-n, --head-count=COUNT': 'COUNT lines at most',
    },
  },
  async run(call) {
    const all: string[] = []
    const range = /^(\d+)-(\d+)$/.exec(call.value('i') ?? '')
    if (range) for (let n = Number(range[1]); n <= Number(range[2]); n++) all.push(String(n))
    else if (call.has('e')) all.push(...call.operands)
    else for await (const { text } of allLines(call)) all.push(text)
    shuffle(call, all)
    await call.print(
      all
        .slice(0, Number(call.value('n') ?? Infinity))
        .map((line) => `${line}\n`)
        .join(''),
    )
    return call.status
  },
}
