// jq(1): filters JSON.
import { text } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { everything, wholeText } from '../input.ts'
import type { Tool } from '../spec.ts'
import { type Filter, JqParser, JqSyntaxError } from './jq-parse.ts'
import { run } from './jq-run.ts'
import { JqError, kindOf, truthy } from './jq-value.ts'

export const jq: Tool = {
  spec: {
    name: 'jq',
    summary: 'command-line JSON processor',
    usage: '[OPTIONS] FILTER [FILES...]',
    version: 'jq-1.7',
    misuse: 2,
    raw: true,
    options: {
      '-r, --raw-output': 'strings without quotes',
      '-c, --compact-output': 'one line each',
      '-n, --null-input': 'no input',
      '-s, --slurp': 'all inputs in one array',
      '-R, --raw-input': 'lines of text as input',
      '-e, --exit-status': 'exit 1 for false and null',
      '-S, --sort-keys': 'keys in order',
      '-j, --join-output': 'as -r without newlines',
      '-C, --color-output': 'colours',
      '-M, --monochrome-output': 'no colours',
      '--arg NAME VALUE': 'set a variable',
      '--argjson NAME VALUE': 'set a variable to JSON',
      '--tab': 'indent with tabs',
      '--indent N': 'indent with N spaces',
    },
  },
  async run(call) {
    const settings = await parse(call)
    if (settings.filter === undefined) {
      await call.process.error('Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n')
      return 2
    }
    let filter: Filter
    try {
      filter = new JqParser(settings.filter).parse()
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error
      await call.process.error(
        `jq: error: ${error.message} (Unix shell quoting issues?) at <top-level>, line 1:\n${settings.filter}\njq: 1 compile error\n`,
      )
      return 3
    }
    const inputs = settings.has('n') ? [null] : await read(call, settings)
    if (!inputs) return 2
    return filterAll(call, settings, filter, settings.has('s') && !settings.has('n') ? [inputs] : inputs)
  },
}

interface Settings {
  flags: Set<string>
  has: (letter: string) => boolean
  names: Map<string, unknown>
  indent: number | '\t'
  filter: string | undefined
  files: string[]
}

const LONG: Record<string, string> = {
  'raw-output': 'r',
  'compact-output': 'c',
  'null-input': 'n',
  slurp: 's',
  'raw-input': 'R',
  'exit-status': 'e',
  'sort-keys': 'S',
  'join-output': 'j',
  'color-output': 'C',
  'monochrome-output': 'M',
}

async function parse(call: Call): Promise<Settings> {
  const { process } = call
  const flags = new Set<string>()
  const out: Settings = {
    flags,
    has: (letter) => flags.has(letter),
    names: new Map<string, unknown>([
      ['ENV', { ...process.env }],
      ['now', process.kernel.clock.unix() / 1000],
    ]),
    indent: 2,
    filter: undefined,
    files: [],
  }
  const words = [...call.operands]
  const rest: string[] = []
  while (words.length > 0) {
    const word = words.shift()!
    if (word === '--arg') out.names.set(words.shift() ?? '', words.shift() ?? '')
    else if (word === '--argjson') out.names.set(words.shift() ?? '', JSON.parse(words.shift() ?? 'null'))
    else if (word === '--tab') out.indent = '\t'
    else if (word === '--indent') out.indent = Number(words.shift())
    else if (word === '-f' || word === '--from-file') rest.unshift((await wholeText(call, words.shift() ?? '')) ?? '')
    else if (word.startsWith('--')) {
      const letter = LONG[word.slice(2)]
      if (!letter) await call.process.error(`jq: Unknown option: ${word}\n`)
      else flags.add(letter)
    } else if (/^-[a-zA-Z]+$/.test(word)) for (const letter of word.slice(1)) flags.add(letter)
    else rest.push(word)
  }
  if (flags.has('j')) flags.add('r')
  ;[out.filter, ...out.files] = rest
  out.filter ??= process.isTty.stdin ? undefined : '.'
  return out
}

/** The values of the inputs one after another; undefined when one is no JSON. */
async function read(call: Call, settings: Settings): Promise<unknown[] | undefined> {
  const source = text(await everything(call, settings.files))
  if (call.status > 0) return undefined
  if (settings.has('R')) return source.replace(/\n$/, '').split('\n')
  const out: unknown[] = []
  let at = 0
  while (source.slice(at).trim() !== '') {
    const end = valueEnd(source, at)
    try {
      out.push(JSON.parse(source.slice(at, end)))
    } catch {
      const line = source.slice(0, end).split('\n').length
      await call.process.error(
        `jq: parse error: Invalid numeric literal at line ${line}, column ${Math.max(0, end - source.lastIndexOf('\n', end - 1) - 1)}\n`,
      )
      return out.length > 0 ? out : undefined
    }
    at = end
  }
  return out
}

/** Where the JSON value that begins at `at` ends. */
function valueEnd(source: string, at: number): number {
  let i = at
  while (/\s/.test(source[i] ?? '')) i++
  let depth = 0
  for (; i < source.length; i++) {
    const char = source[i]!
    if (char === '"') {
      for (i++; i < source.length && source[i] !== '"'; i++) if (source[i] === '\\') i++
      if (depth === 0) return i + 1
    } else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') {
      if (--depth <= 0) return i + 1
    } else if (depth === 0 && /\s/.test(char)) return i
  }
  return i
}

async function filterAll(call: Call, settings: Settings, filter: Filter, inputs: unknown[]): Promise<number> {
  let last: unknown
  let seen = false
  let code = 0
  for (const input of inputs) {
    try {
      for (const value of run(filter, input, settings.names)) {
        last = value ?? null
        seen = true
        await call.print(show(call, settings, last))
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error
      await call.process.error(`jq: error (at <${settings.files[0] ?? 'stdin'}>:0): ${error.message}\n`)
      code = 5
    }
  }
  if (code > 0 || !settings.has('e')) return code
  return seen ? (truthy(last) ? 0 : 1) : 4
}

function show(call: Call, settings: Settings, value: unknown): string {
  const end = settings.has('j') ? '' : '\n'
  if (settings.has('r') && typeof value === 'string') return value + end
  const sorted = settings.has('S') ? inOrder(value) : value
  const indent = settings.has('c') ? 0 : settings.indent
  const coloured = settings.has('C') || (call.process.isTty.stdout && !settings.has('M'))
  return (coloured ? colour(sorted, indent, '') : JSON.stringify(sorted, undefined, indent)) + end
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (kindOf(value) !== 'object') return value
  return Object.fromEntries(
    Object.entries(value as object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each)]),
  )
}

const COLOURS: Record<string, string> = {
  null: '1;30',
  boolean: '0;39',
  number: '0;39',
  string: '0;32',
  array: '1;39',
  object: '1;39',
}

function colour(value: unknown, indent: number | '\t', margin: string): string {
  const kind = kindOf(value)
  const code = `\x1b[${COLOURS[kind]}m`
  if (kind !== 'array' && kind !== 'object') return `${code}${JSON.stringify(value)}\x1b[0m`
  const [open, close] = kind === 'array' ? ['[', ']'] : ['{', '}']
  const inner = margin + (indent === '\t' ? '\t' : ' '.repeat(indent))
  const [line, back] = indent === 0 ? ['', ''] : [`\n${inner}`, `\n${margin}`]
  const rows = Object.entries(value as object).map(([key, each]) =>
    kind === 'array'
      ? `${line}${colour(each, indent, inner)}`
      : `${line}\x1b[0m\x1b[34;1m${JSON.stringify(key)}\x1b[0m${code}:\x1b[0m${indent === 0 ? '' : ' '}${colour(each, indent, inner)}`,
  )
  if (rows.length === 0) return `${code}${open}${close}\x1b[0m`
  return `${code}${open}${rows.join(`${code},`)}${code}${back}${code}${close}\x1b[0m`
}
