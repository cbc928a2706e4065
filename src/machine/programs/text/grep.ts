// grep(1), egrep, fgrep.
import { Exit } from '../../program.ts'
import { joinPath } from '../../fs/path.ts'
import type { Readable } from '../../../kernel/queue.ts'
import type { Call } from '../call.ts'
import { type Input, lines, open, Output, whole } from '../input.ts'
import { text } from '../../../kernel/bytes.ts'
import { ABSENT, type Spec, type Tool } from '../spec.ts'
import { PatternError, compilePattern } from './regexp.ts'

const spec: Spec = {
  name: 'grep',
  summary: 'print lines that match patterns',
  usage: '[OPTION]... PATTERNS [FILE]...',
  version: 'GNU grep 3.11',
  misuse: 2,
  options: {
    '-E, --extended-regexp': 'extended regular expressions',
    '-F, --fixed-strings': 'strings, not patterns',
    '-G, --basic-regexp': 'basic regular expressions',
    '-P, --perl-regexp': 'Perl regular expressions',
    '-e, --regexp=PATTERNS': 'these patterns',
    '-f, --file=FILE': 'patterns from FILE',
    '-i, --ignore-case': 'upper and lower case are the same',
    '-y': 'as -i',
    '--no-ignore-case': 'they are not',
    '-w, --word-regexp': 'whole words only',
    '-x, --line-regexp': 'whole lines only',
    '-s, --no-messages': 'no complaints about files',
    '-v, --invert-match': 'lines that do not match',
    '-m, --max-count=NUM': 'stop after NUM lines',
    '-b, --byte-offset': ABSENT,
    '-n, --line-number': 'with the line number',
    '-H, --with-filename': 'with the file name',
    '-h, --no-filename': 'without the file name',
    '--label=LABEL': 'name of standard input',
    '-o, --only-matching': 'only what matches',
    '-q, --quiet': 'print nothing',
    '--silent': 'as -q',
    '-a, --text': 'a binary file is text',
    '-I': 'leave out binary files',
    '-r, --recursive': 'directories and what is in them',
    '-R, --dereference-recursive': 'the same, following links',
    '--include=GLOB': 'only files of that name',
    '--exclude=GLOB': 'no files of that name',
    '--exclude-dir=GLOB': 'no directories of that name',
    '-L, --files-without-match': 'names of files without a match',
    '-l, --files-with-matches': 'names of files with a match',
    '-c, --count': 'how many lines match',
    '-Z, --null': 'NUL after file names',
    '-z, --null-data': 'lines end with NUL',
    '-A, --after-context=NUM': 'NUM lines after each',
    '-B, --before-context=NUM': 'NUM lines before each',
    '-C, --context=NUM': 'NUM lines around each',
    '-NUM NUM': 'as -C NUM',
    '--color[=WHEN]': 'colours: always, auto or never',
    '--colour[=WHEN]': 'as --color',
    '--line-buffered': 'write each line at once',
    '-U, --binary': 'ignored',
    '-T, --initial-tab': ABSENT,
  },
}

interface Search {
  call: Call
  pattern: RegExp
  named: boolean
  before: number
  after: number
  max: number
  colour: boolean
  found: boolean
}

async function run(call: Call): Promise<number> {
  const operands = [...call.operands]
  const given = [...call.values('e')]
  for (const file of call.values('f'))
    given.push(text((await whole(call, file)) ?? new Uint8Array()).replace(/\n$/, ''))
  if (given.length === 0 && call.values('f').length === 0) {
    const pattern = operands.shift()
    if (pattern === undefined) {
      await call.process.error(
        `Usage: ${call.name} [OPTION]... PATTERNS [FILE]...\nTry '${call.name} --help' for more information.\n`,
      )
      return 2
    }
    given.push(pattern)
  }
  const deep = call.has('r', 'R')
  const names = operands.length > 0 ? operands : [deep ? '.' : '-']
  const context = Number(call.value('C') ?? call.value('NUM') ?? 0)
  const search: Search = {
    call,
    pattern: await compile(
      call,
      given.flatMap((pattern) => pattern.split('\n')),
    ),
    named: call.last('H', 'h') === 'H' || (call.last('H', 'h') !== 'h' && (names.length > 1 || deep)),
    before: Number(call.value('B') ?? context),
    after: Number(call.value('A') ?? context),
    max: Number(call.value('m') ?? Infinity),
    colour: coloured(call),
    found: false,
  }
  for (const name of names) {
    for await (const input of sources(call, name, deep, operands.length === 0)) {
      await scan(search, input)
      if (search.found && call.has('q', 'silent')) throw new Exit(0)
    }
  }
  return call.status > 0 ? call.status : search.found ? 0 : 1
}

function coloured(call: Call): boolean {
  const given = call.given.findLast(({ option: { long } }) => long === 'color' || long === 'colour')
  const when = given ? (given.value ?? 'auto') : 'never'
  return when === 'always' || (when === 'auto' && call.process.isTty.stdout)
}

async function compile(call: Call, patterns: string[]): Promise<RegExp> {
  const fixed = call.last('E', 'F', 'G', 'P') === 'F' || call.process.name === 'fgrep'
  const extended = call.last('E', 'F', 'G', 'P') === 'E' || call.process.name === 'egrep'
  const perl = call.last('E', 'F', 'G', 'P') === 'P'
  try {
    const sources = patterns.map((pattern) => {
      if (fixed) return pattern.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
      return perl ? pattern : compilePattern(pattern, extended).source
    })
    let source = sources.map((each) => `(?:${each})`).join('|')
    if (call.has('w')) source = `(?<!\\w)(?:${source})(?!\\w)`
    if (call.has('x')) source = `^(?:${source})$`
    return new RegExp(source, call.has('i', 'y') && !call.has('no-ignore-case') ? 'gi' : 'g')
  } catch (error) {
    if (!(error instanceof PatternError) && !(error instanceof SyntaxError)) throw error
    return call.fail(error instanceof PatternError ? error.message : 'invalid pattern', 2)
  }
}

/** The files that an operand stands for. */
async function* sources(call: Call, name: string, deep: boolean, implied: boolean): AsyncGenerator<Input> {
  const { process } = call
  const path = process.path(name)
  if (name !== '-' && process.fs.exists(path) && process.fs.stat(path).type === 'directory') {
    if (!deep) {
      if (!call.has('s')) await call.process.error(`${call.name}: ${name}: Is a directory\n`)
      return
    }
    for (const child of process.fs.list(path)) {
      const below = joinPath(path, child)
      const { type } = process.fs.lstat(below)
      if (type === 'symlink' && !call.has('R')) continue
      if (type === 'directory' ? fits(call, 'exclude-dir', child) : !wanted(call, child)) continue
      yield* sources(call, implied ? child : `${name.replace(/\/$/, '')}/${child}`, deep, false)
    }
    return
  }
  if (call.has('s') && name !== '-' && !process.fs.exists(path)) {
    call.status = 2
    return
  }
  const stream = await open(call, name)
  if (stream) yield { name, stream }
  else call.status = 2
}

const wanted = (call: Call, name: string) =>
  (call.values('include').length === 0 || fits(call, 'include', name)) && !fits(call, 'exclude', name)

const fits = (call: Call, option: string, name: string) =>
  call.values(option).some((glob) =>
    new RegExp(
      `^${glob
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test(name),
  )

async function scan(search: Search, input: { name: string; stream: Readable }): Promise<void> {
  const { call, pattern } = search
  const out = new Output(call)
  const label = input.name === '-' ? (call.value('label') ?? '(standard input)') : input.name
  const silent = call.has('q', 'silent', 'l', 'L', 'c')
  const held: { number: number; text: string }[] = []
  const state = { number: 0, matched: 0, trailing: 0, last: 0, offset: 0 }
  const live = call.process.isTty.stdout || call.has('line-buffered')
  for await (const { text: line } of lines(call, input.stream, call.has('z') ? '\0' : '\n')) {
    state.number++
    pattern.lastIndex = 0
    const hit = pattern.test(line) !== call.has('v')
    if (hit) {
      if (line.includes('\0') && !call.has('a', 'z') && !silent) {
        search.found = true
        if (!call.has('I')) await call.print(`${call.name}: ${label}: binary file matches\n`)
        return
      }
      search.found = true
      state.matched++
      if (silent) {
        if (call.has('q', 'silent', 'l', 'L')) break
      } else {
        const from = held[0]?.number ?? state.number
        if (state.last > 0 && from > state.last + 1 && (search.before > 0 || search.after > 0))
          await out.write(separator(search))
        for (const { number, text: before } of held.splice(0))
          await out.write(render(search, label, number, before, '-'))
        await out.write(render(search, label, state.number, line, ':'))
        state.last = state.number
        state.trailing = search.after
      }
      if (state.matched >= search.max) break
    } else if (!silent && state.trailing > 0) {
      state.trailing--
      state.last = state.number
      await out.write(render(search, label, state.number, line, '-'))
    } else if (search.before > 0) {
      held.push({ number: state.number, text: line })
      if (held.length > search.before) held.shift()
    }
    if (live) await out.flush()
  }
  if (call.has('c')) await out.write(`${search.named ? name(search, label, ':') : ''}${state.matched}\n`)
  else if (call.has('l') && state.matched > 0)
    await out.write(`${name(search, label, '')}${call.has('Z') ? '\0' : '\n'}`)
  else if (call.has('L') && state.matched === 0) await out.write(`${label}\n`)
  await out.flush()
}

const separator = ({ colour }: Search) => (colour ? '\x1b[36m\x1b[K--\x1b[m\x1b[K\n' : '--\n')

const mark = (search: Search, sign: string) => (search.colour && sign ? `\x1b[36m\x1b[K${sign}\x1b[m\x1b[K` : sign)

const name = (search: Search, label: string, sign: string) =>
  (search.colour ? `\x1b[35m\x1b[K${label}\x1b[m\x1b[K` : label) + mark(search, sign)

function render(search: Search, label: string, number: number, line: string, sign: string): string {
  const { call, pattern, colour } = search
  const head =
    (search.named ? name(search, label, sign) : '') +
    (call.has('n') ? (colour ? `\x1b[32m\x1b[K${number}\x1b[m\x1b[K` : String(number)) + mark(search, sign) : '')
  if (call.has('o')) {
    if (sign === '-' || call.has('v')) return ''
    pattern.lastIndex = 0
    const found = [...line.matchAll(pattern)].map(([part]) => part).filter(Boolean)
    return found.map((part) => `${head}${paint(search, part)}\n`).join('')
  }
  const shown = colour && !call.has('v') && sign === ':' ? line.replace(pattern, (part) => paint(search, part)) : line
  return `${head}${shown}${call.has('z') ? '\0' : '\n'}`
}

const paint = ({ colour }: Search, part: string) => (colour && part ? `\x1b[01;31m\x1b[K${part}\x1b[m\x1b[K` : part)

export const grep: Tool = { spec, run }
export const egrep: Tool = { spec: { ...spec, name: 'egrep' }, run }
export const fgrep: Tool = { spec: { ...spec, name: 'fgrep' }, run }
