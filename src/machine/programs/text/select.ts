// cut(1), tr(1), uniq(1), paste(1), comm(1), split into columns.
import type { Call } from '../call.ts'
import { allLines, chunks, lines, open, Output, whole } from '../input.ts'
import { streamDecoder, text as decode } from '../../../kernel/bytes.ts'
import type { Tool } from '../spec.ts'
import { unescape } from '../../shell/escape.ts'

/** `1,3-5,7-`: pairs of first and last, from 1. */
function ranges(list: string): [number, number][] | undefined {
  const out: [number, number][] = []
  for (const part of list.split(',')) {
    const match = /^(\d+)?(-)?(\d+)?$/.exec(part)
    if (!match || (match[1] === undefined && match[3] === undefined)) return undefined
    const first = Number(match[1] ?? 1)
    out.push([first, match[2] ? Number(match[3] ?? Infinity) : first])
  }
  return out
}

export const cut: Tool = {
  spec: {
    name: 'cut',
    summary: 'print parts of lines',
    usage: 'OPTION... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --bytes=LIST': 'these bytes',
      '-c, --characters=LIST': 'these characters',
      '-d, --delimiter=DELIM': 'between fields instead of TAB',
      '-f, --fields=LIST': 'these fields; lines without a delimiter whole',
      '-s, --only-delimited': 'no lines without a delimiter',
      '--complement': 'all but these',
      '--output-delimiter=STRING': 'between fields in the output',
    },
  },
  async run(call) {
    const list = call.value('f') ?? call.value('c') ?? call.value('b')
    if (list === undefined)
      return call.misuse(
        call.busybox
          ? 'expected a list of bytes, characters, or fields'
          : 'you must specify a list of bytes, characters, or fields',
      )
    const chosen = ranges(list)
    if (!chosen)
      return call.misuse(
        call.has('f')
          ? `invalid field value ${call.quote(list)}`
          : `invalid byte/character position ${call.quote(list)}`,
      )
    const delimiter = call.value('d') ?? '\t'
    if ([...delimiter].length > 1) return call.misuse('the delimiter must be a single character')
    const inside = (n: number) => chosen.some(([first, last]) => n >= first && n <= last) !== call.has('complement')
    const out = new Output(call)
    for await (const { text } of allLines(call)) {
      if (!call.has('f')) {
        await out.write(`${[...text].filter((_, i) => inside(i + 1)).join('')}\n`)
        continue
      }
      const fields = text.split(delimiter)
      if (fields.length === 1 && call.has('s')) continue
      const joined = fields.filter((_, i) => inside(i + 1)).join(call.value('output-delimiter') ?? delimiter)
      await out.write(`${fields.length === 1 ? text : joined}\n`)
      await out.flush()
    }
    await out.flush()
    return call.status
  },
}

const SETS: Record<string, string> = {
  upper: 'A-Z',
  lower: 'a-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  space: '\\t\\n\\v\\f\\r ',
  blank: '\\t ',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\0-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
}

function members(set: string): string[] {
  const expanded = set.replace(/\[:(\w+):\]/g, (_, name: string) => SETS[name] ?? '')
  const chars = [
    ...unescape(
      expanded.replace(/\[([^\]])\*(\d*)\]/g, (_, char: string, count: string) => char.repeat(Number(count || 256))),
    ).text,
  ]
  const out: string[] = []
  for (let i = 0; i < chars.length; i++) {
    const [from, dash, to] = [chars[i]!, chars[i + 1], chars[i + 2]]
    if (dash !== '-' || to === undefined) {
      out.push(from)
      continue
    }
    for (let code = from.codePointAt(0)!; code <= to.codePointAt(0)!; code++) out.push(String.fromCodePoint(code))
    i += 2
  }
  return out
}

export const tr: Tool = {
  spec: {
    name: 'tr',
    summary: 'translate, squeeze or delete characters',
    usage: '[OPTION]... STRING1 [STRING2]',
    version: 'GNU coreutils 9.4',
    ordered: true,
    options: {
      '-c, --complement': 'all characters not in STRING1',
      '-C': 'as -c',
      '-d, --delete': 'delete instead of translating',
      '-s, --squeeze-repeats': 'one instead of many equal ones',
      '-t, --truncate-set1': 'STRING1 no longer than STRING2',
    },
  },
  async run(call) {
    const [one, two] = call.operands
    if (one === undefined) return call.misuse('missing operand')
    if (two === undefined && !call.has('d', 's')) {
      return call.misuse(`missing operand after ${call.quote(one)}\nTwo strings must be given when translating.`)
    }
    const from = members(one)
    const to = two === undefined ? [] : members(two)
    const change = translation(call, from, to)
    const squeezed = call.has('s') ? new Set(call.has('d') || two !== undefined ? to : from) : undefined
    const complement = call.has('c', 'C')
    const decoder = streamDecoder()
    let last = ''
    for await (const chunk of chunks(call, call.process.stdin)) {
      let out = ''
      for (const char of decoder(chunk)) {
        const changed = change(char)
        if (changed === undefined) continue
        const within = squeezed && (two === undefined && complement ? !squeezed.has(changed) : squeezed.has(changed))
        if (within && changed === last) continue
        last = changed
        out += changed
      }
      await call.print(out)
    }
    return 0
  },
}

function translation(call: Call, from: string[], to: string[]): (char: string) => string | undefined {
  const complement = call.has('c', 'C')
  const set = new Set(from)
  const inside = (char: string) => set.has(char) !== complement
  if (call.has('d')) return (char) => (inside(char) ? undefined : char)
  if (to.length === 0) return (char) => char
  if (complement) return (char) => (inside(char) ? to.at(-1)! : char)
  const table = new Map<string, string>()
  from.forEach((char, i) => table.set(char, to[i] ?? (call.has('t') ? char : to.at(-1)!)))
  return (char) => table.get(char) ?? char
}

export const uniq: Tool = {
  spec: {
    name: 'uniq',
    summary: 'report or leave out repeated lines',
    usage: '[OPTION]... [INPUT [OUTPUT]]',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --count': 'how often each line occurs',
      '-d, --repeated': 'only lines that are repeated',
      '-D': 'all lines that are repeated',
      '-f, --skip-fields=N': 'do not compare the first N fields',
      '-i, --ignore-case': 'upper and lower case are the same',
      '-s, --skip-chars=N': 'do not compare the first N characters',
      '-u, --unique': 'only lines that are not repeated',
      '-w, --check-chars=N': 'compare N characters at most',
    },
  },
  async run(call) {
    const key = (line: string) => {
      let part = line
      for (let n = Number(call.value('f') ?? 0); n > 0; n--) part = part.replace(/^\s*\S+/, '')
      part = part.slice(Number(call.value('s') ?? 0))
      if (call.has('w')) part = part.slice(0, Number(call.value('w')))
      return call.has('i') ? part.toLowerCase() : part
    }
    const emit = async (group: string[]) => {
      if (group.length === 0 || (call.has('d', 'D') && group.length < 2) || (call.has('u') && group.length > 1)) return
      for (const line of call.has('D') ? group : [group[0]!])
        await call.print(`${call.has('c') ? `${String(group.length).padStart(7)} ` : ''}${line}\n`)
    }
    let group: string[] = []
    for await (const { text } of allLines(call, call.operands.slice(0, 1))) {
      if (group.length > 0 && key(group[0]!) !== key(text)) {
        await emit(group)
        group = []
      }
      group.push(text)
    }
    await emit(group)
    return call.status
  },
}

export const paste: Tool = {
  spec: {
    name: 'paste',
    summary: 'put lines of files side by side',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-d, --delimiters=LIST': 'between the parts instead of TAB',
      '-s, --serial': 'one file after another, each in one line',
    },
  },
  async run(call) {
    const list = [...unescape(call.value('d') ?? '\\t').text]
    const between = (i: number) => list[i % Math.max(1, list.length)] ?? ''
    const files: string[][] = []
    const names = call.operands.length > 0 ? call.operands : ['-']
    let stdin: string[] | undefined
    for (const name of names) {
      if (name === '-' && stdin) {
        files.push(stdin)
        continue
      }
      const all: string[] = []
      const stream = await open(call, name)
      if (stream) for await (const { text } of lines(call, stream)) all.push(text)
      if (name === '-') stdin = all
      files.push(all)
    }
    const join = (parts: string[]) => parts.reduce((sum, part, i) => sum + between(i - 1) + part)
    if (call.has('s')) for (const file of files) await call.print(`${file.length > 0 ? join(file) : ''}\n`)
    else {
      while (files.some((file) => file.length > 0))
        await call.print(`${join(files.map((file) => file.shift() ?? ''))}\n`)
    }
    return call.status
  },
}

export const comm: Tool = {
  spec: {
    name: 'comm',
    summary: 'compare two sorted files line by line',
    usage: '[OPTION]... FILE1 FILE2',
    version: 'GNU coreutils 9.4',
    options: {
      '-1': 'no lines that only FILE1 has',
      '-2': 'no lines that only FILE2 has',
      '-3': 'no lines that both have',
    },
  },
  async run(call) {
    if (call.operands.length < 2)
      return call.misuse(call.operands[0] ? `missing operand after ${call.quote(call.operands[0])}` : 'missing operand')
    const read = async (name: string) =>
      decode((await whole(call, name)) ?? new Uint8Array())
        .split('\n')
        .slice(0, -1)
    const [a, b] = [await read(call.operands[0]!), await read(call.operands[1]!)]
    if (call.status > 0) return call.status
    const columns = ['1', '2', '3'].filter((column) => !call.has(column))
    const emit = (column: string, line: string) => {
      const at = columns.indexOf(column)
      return at < 0 ? '' : `${'\t'.repeat(at)}${line}\n`
    }
    let out = ''
    while (a.length > 0 || b.length > 0) {
      if (b.length === 0 || (a.length > 0 && a[0]! < b[0]!)) out += emit('1', a.shift()!)
      else if (a.length === 0 || b[0]! < a[0]!) out += emit('2', b.shift()!)
      else {
        out += emit('3', a.shift()!)
        b.shift()
      }
    }
    await call.print(out)
    return 0
  },
}
