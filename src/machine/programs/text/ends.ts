// head(1), tail(1), wc(1), nl(1), rev(1), fold(1), tee(1).
import { concat, text as decode } from '../../../kernel/bytes.ts'
import { FsError } from '../../fs/filesystem.ts'
import { openWrite } from '../../open.ts'
import type { Call } from '../call.ts'
import { allLines, chunks, inputs, lines, open, Output, type Input } from '../input.ts'
import { parseSize } from '../size.ts'
import type { Tool } from '../spec.ts'
import { displayWidth } from '../../tty.ts'

const cannotOpen = (call: Call) => (name: string, reason: string) =>
  call.busybox
    ? `${name}: ${reason}`
    : reason === 'Is a directory'
      ? `error reading '${name}': ${reason}`
      : `cannot open '${name}' for reading: ${reason}`

async function count(call: Call, word: string, what: string): Promise<number> {
  const size = parseSize(word.replace(/^[-+]/, ''))
  if (size === undefined)
    return call.fail(call.busybox ? `invalid number '${word}'` : `invalid number of ${what}: ${call.quote(word)}`)
  return size
}

function title(call: Call, input: Input, index: number): string {
  const shown = !call.has('q') && (call.has('v') || call.operands.length > 1)
  return shown ? `${index > 0 ? '\n' : ''}==> ${input.name === '-' ? 'standard input' : input.name} <==\n` : ''
}

export const head: Tool = {
  spec: {
    name: 'head',
    summary: 'print the first part of files',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --bytes=[-]NUM': 'the first NUM bytes; with - all but the last NUM',
      '-n, --lines=[-]NUM': 'the first NUM lines instead of 10; with - all but the last NUM',
      '-q, --quiet': 'no headers with file names',
      '-v, --verbose': 'always headers',
      '-NUM NUM': 'as -n NUM',
    },
  },
  async run(call) {
    const bytes = call.value('c')
    const wanted = bytes ?? call.value('n') ?? call.value('NUM') ?? '10'
    const number = await count(call, wanted, bytes === undefined ? 'lines' : 'bytes')
    let index = 0
    for await (const input of inputs(call, call.operands, cannotOpen(call))) {
      const heading = title(call, input, index++)
      if (heading) await call.print(heading)
      if (wanted.startsWith('-')) await allBut(call, input, number, bytes !== undefined)
      else if (bytes === undefined) await firstLines(call, input, number)
      else await firstBytes(call, input, number)
    }
  },
}

async function firstLines(call: Call, input: Input, number: number): Promise<void> {
  let left = number
  if (left === 0) return
  for await (const chunk of chunks(call, input.stream)) {
    let at = 0
    while (left > 0) {
      const newline = chunk.indexOf(10, at)
      if (newline < 0) break
      at = newline + 1
      left--
    }
    await call.print(left === 0 ? chunk.subarray(0, at) : chunk)
    if (left === 0) return
  }
}

async function firstBytes(call: Call, input: Input, number: number): Promise<void> {
  let left = number
  while (left > 0) {
    const chunk = await input.stream.read(Math.min(left, 65536))
    if (chunk === null) return
    left -= chunk.length
    await call.print(chunk)
  }
}

async function allBut(call: Call, input: Input, number: number, bytes: boolean): Promise<void> {
  if (bytes) {
    const parts: Uint8Array[] = []
    for await (const chunk of chunks(call, input.stream)) parts.push(chunk)
    const all = concat(parts)
    return call.print(all.subarray(0, Math.max(0, all.length - number)))
  }
  const held: string[] = []
  for await (const { text, ended } of lines(call, input.stream)) {
    held.push(ended ? `${text}\n` : text)
    if (held.length > number) await call.print(held.shift()!)
  }
}

/** ms between two looks at a followed file. */
const FOLLOW_MS = 1000

export const tail: Tool = {
  spec: {
    name: 'tail',
    summary: 'print the last part of files',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --bytes=[+]NUM': 'the last NUM bytes; with + from byte NUM on',
      '-f, --follow[=HOW]': 'go on printing what is added',
      '-F': 'as -f, also when the file is replaced',
      '-n, --lines=[+]NUM': 'the last NUM lines instead of 10; with + from line NUM on',
      '-q, --quiet': 'no headers with file names',
      '--retry': 'wait for a file that is not there',
      '-s, --sleep-interval=N': 'seconds between looks with -f',
      '-v, --verbose': 'always headers',
      '-NUM NUM': 'as -n NUM',
    },
  },
  async run(call) {
    const bytes = call.value('c')
    const wanted = bytes ?? call.value('n') ?? call.value('NUM') ?? '10'
    const number = await count(call, wanted, bytes === undefined ? 'lines' : 'bytes')
    const names = call.operands.length > 0 ? call.operands : ['-']
    const ends = new Map<string, number>()
    let index = 0
    for (const name of names) {
      const stream = await open(call, name, cannotOpen(call))
      if (!stream) continue
      if (name !== '-') ends.set(name, call.process.fs.stat(call.process.path(name)).size)
      const heading = title(call, { name, stream }, index++)
      if (heading) await call.print(heading)
      await last(call, { name, stream }, number, wanted.startsWith('+'), bytes !== undefined)
    }
    if (call.has('f', 'F')) await follow(call, ends)
    return call.status
  },
}

async function last(call: Call, input: Input, number: number, from: boolean, bytes: boolean): Promise<void> {
  if (from) {
    let skip = Math.max(0, number - 1)
    for await (const chunk of chunks(call, input.stream)) {
      let at = 0
      while (skip > 0 && at < chunk.length) {
        const end = bytes ? Math.min(chunk.length, at + skip) : chunk.indexOf(10, at) + 1
        if (end === 0) at = chunk.length
        else {
          skip -= bytes ? end - at : 1
          at = end
        }
      }
      if (at < chunk.length) await call.print(chunk.subarray(at))
    }
    return
  }
  let held = new Uint8Array()
  for await (const chunk of chunks(call, input.stream)) held = trim(concat([held, chunk]), number, bytes) as typeof held
  await call.print(held)
}

function trim(data: Uint8Array, number: number, bytes: boolean): Uint8Array {
  if (number === 0) return data.subarray(data.length)
  if (bytes) return data.subarray(Math.max(0, data.length - number))
  let at = data.at(-1) === 10 ? data.length - 1 : data.length
  for (let left = number; left > 0; left--) {
    at = at === 0 ? -1 : data.lastIndexOf(10, at - 1)
    if (at < 0) return data
  }
  return data.subarray(at + 1)
}

async function follow(call: Call, ends: Map<string, number>): Promise<void> {
  const { process } = call
  const interval = Number(call.value('s') ?? 1) * FOLLOW_MS
  let shown = [...ends.keys()].at(-1)
  while (ends.size > 0) {
    await process.sleep(interval)
    for (const [name, end] of ends) {
      const path = process.path(name)
      if (!process.fs.exists(path)) continue
      const { size } = process.fs.stat(path)
      if (size < end) await call.process.error(`${call.name}: ${name}: file truncated\n`)
      if (size > end) {
        if (ends.size > 1 && shown !== name) await call.print(`\n==> ${name} <==\n`)
        shown = name
        await call.print(process.fs.read(path).slice(end).bytes())
      }
      ends.set(name, size)
    }
  }
}

export const wc: Tool = {
  spec: {
    name: 'wc',
    summary: 'print how many lines, words and bytes there are',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --bytes': 'bytes',
      '-m, --chars': 'characters',
      '-l, --lines': 'lines',
      '-L, --max-line-length': 'width of the widest line',
      '-w, --words': 'words',
    },
  },
  async run(call) {
    const kinds = (['l', 'w', 'm', 'c', 'L'] as const).filter((kind) =>
      call.has('l', 'w', 'm', 'c', 'L') ? call.has(kind) : 'lwc'.includes(kind),
    )
    const rows: { numbers: number[]; name: string }[] = []
    for await (const input of inputs(call))
      rows.push({ numbers: await measure(call, input, kinds), name: call.operands.length === 0 ? '' : input.name })
    if (call.operands.length > 1) {
      const total = kinds.map((kind, i) =>
        rows.reduce((sum, { numbers }) => (kind === 'L' ? Math.max(sum, numbers[i]!) : sum + numbers[i]!), 0),
      )
      rows.push({ numbers: total, name: 'total' })
    }
    const width = call.busybox
      ? kinds.length > 1 || call.operands.length > 1
        ? 9
        : 1
      : widthOf(call, rows, kinds.length)
    for (const { numbers, name } of rows) {
      const cells = numbers.map((number) => String(number).padStart(width)).join(' ')
      await call.print(`${cells}${name ? ` ${name}` : ''}\n`)
    }
    return call.status
  },
}

function widthOf(call: Call, rows: { numbers: number[] }[], kinds: number): number {
  const { process } = call
  if (kinds === 1 && call.operands.length < 2) return 1
  const sizes = call.operands.map((name) =>
    name !== '-' && process.fs.exists(process.path(name)) ? process.fs.stat(process.path(name)).size : undefined,
  )
  if (call.operands.length === 0 || sizes.includes(undefined))
    return Math.max(7, ...rows.flatMap(({ numbers }) => numbers.map((n) => String(n).length)))
  return String(sizes.reduce<number>((sum, size) => sum + size!, 0)).length
}

async function measure(call: Call, input: Input, kinds: readonly string[]): Promise<number[]> {
  const sums = { l: 0, w: 0, m: 0, c: 0, L: 0 }
  if (kinds.length === 1 && kinds[0] === 'c' && input.name !== '-')
    return [call.process.fs.stat(call.process.path(input.name)).size]
  let inWord = false
  let line = ''
  for await (const chunk of chunks(call, input.stream)) {
    sums.c += chunk.length
    for (const byte of chunk) {
      if (byte === 10) sums.l++
      if ((byte & 0xc0) !== 0x80) sums.m++
      const space = byte === 32 || (byte >= 9 && byte <= 13)
      if (inWord && space) inWord = false
      else if (!inWord && !space) {
        inWord = true
        sums.w++
      }
    }
    if (!kinds.includes('L')) continue
    const parts = (line + decode(chunk)).split('\n')
    line = parts.pop()!
    for (const part of parts) sums.L = Math.max(sums.L, displayWidth(part))
  }
  sums.L = Math.max(sums.L, displayWidth(line))
  return kinds.map((kind) => sums[kind as keyof typeof sums])
}

export const nl: Tool = {
  spec: {
    name: 'nl',
    summary: 'number lines',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --body-numbering=STYLE': 'a: all lines, t: lines that are not empty',
      '-w, --number-width=N': 'width of the number',
      '-s, --number-separator=S': 'what follows the number',
      '-v, --starting-line-number=N': 'first number',
    },
  },
  async run(call) {
    const width = Number(call.value('w') ?? 6)
    const separator = call.value('s') ?? '\t'
    let number = Number(call.value('v') ?? 1)
    const out = new Output(call)
    for await (const { text } of allLines(call)) {
      const counted = call.value('b') === 'a' || text !== ''
      await out.write(
        `${counted ? String(number++).padStart(width) + separator : ' '.repeat(width + separator.length)}${text}\n`,
      )
    }
    await out.flush()
    return call.status
  },
}

export const rev: Tool = {
  spec: { name: 'rev', summary: 'print lines backwards', usage: '[FILE]...', version: 'util-linux 2.39.3' },
  async run(call) {
    for await (const { text, ended } of allLines(call))
      await call.print([...text].reverse().join('') + (ended ? '\n' : ''))
    return call.status
  },
}

export const fold: Tool = {
  spec: {
    name: 'fold',
    summary: 'break long lines',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --bytes': 'count bytes',
      '-s, --spaces': 'break at spaces',
      '-w, --width=WIDTH': 'width instead of 80',
    },
  },
  async run(call) {
    const width = Number(call.value('w') ?? 80)
    for await (const { text, ended } of allLines(call)) {
      let rest = text
      while (displayWidth(rest) > width) {
        let cut = rest.length
        while (displayWidth(rest.slice(0, cut)) > width) cut--
        const space = call.has('s') ? rest.lastIndexOf(' ', cut - 1) : -1
        const at = space > 0 ? space + 1 : cut
        await call.print(`${rest.slice(0, at)}\n`)
        rest = rest.slice(at)
      }
      await call.print(rest + (ended ? '\n' : ''))
    }
    return call.status
  },
}

export const tee: Tool = {
  spec: {
    name: 'tee',
    summary: 'copy standard input to files and to standard output',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: { '-a, --append': 'add to the files', '-i, --ignore-interrupts': 'ignore interrupts' },
  },
  async run(call) {
    const { process } = call
    if (call.has('i')) process.on('INT', () => {})
    const outs = []
    for (const name of call.operands) {
      try {
        outs.push(await openWrite(process, name, { append: call.has('a') }))
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        await call.warn(`${name}: ${error.message}`)
      }
    }
    for await (const chunk of chunks(call, process.stdin)) {
      await call.print(chunk)
      for (const out of outs) await out.write(chunk)
    }
    return call.status
  },
}
