// xxd(1), hexdump(1), od(1), strings(1).
import { concat, hex, text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import type { Call } from '../call.ts'
import { inputs } from '../input.ts'
import { parseSize } from '../size.ts'
import { ABSENT, type Tool } from '../spec.ts'

const printable = (byte: number) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')

const two = (byte: number) => byte.toString(16).padStart(2, '0')

async function bytesOf(call: Call, skip: number, count: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const { stream } of inputs(call)) parts.push(await readAll(stream))
  return concat(parts.length > 0 ? parts : [new Uint8Array(0)]).subarray(skip, skip + count)
}

function rows(data: Uint8Array, width: number, render: (row: Uint8Array, at: number) => string): string {
  const out: string[] = []
  let before = ''
  let starred = false
  for (let at = 0; at < data.length; at += width) {
    const row = data.subarray(at, at + width)
    const key = hex(row)
    if (key === before && row.length === width) {
      if (!starred) out.push('*\n')
      starred = true
      continue
    }
    starred = false
    before = key
    out.push(render(row, at))
  }
  return out.join('')
}

export const xxd: Tool = {
  spec: {
    name: 'xxd',
    summary: 'make a hex dump or do the reverse',
    usage: '[options] [infile]',
    options: {
      '-p, --plain': 'plain',
      '-r': 'reverse',
      '-c COLS': 'bytes in a line',
      '-g BYTES': 'bytes in a group',
      '-l LEN': 'stop after LEN bytes',
      '-s SEEK': 'begin there',
      '-u': ABSENT,
    },
  },
  async run(call) {
    const data = await bytesOf(call, Number(call.value('s') ?? 0), Number(call.value('l') ?? Infinity))
    if (call.has('r')) {
      const digits = text(data)
        .split('\n')
        .map((line) => (call.has('p') ? line : line.replace(/^[0-9a-f]+: /i, '').split('  ')[0]!))
        .join('')
        .replace(/[^0-9a-f]/gi, '')
      return call.print(Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16)))
    }
    if (call.has('p'))
      return call.print(
        `${
          hex(data)
            .match(/.{1,60}/g)
            ?.join('\n') ?? ''
        }\n`,
      )
    const width = Number(call.value('c') ?? 16)
    const group = Number(call.value('g') ?? 2)
    let out = ''
    for (let at = 0; at < data.length; at += width) {
      const row = data.subarray(at, at + width)
      const cells = [...row].map((byte, i) => two(byte) + ((i + 1) % group === 0 ? ' ' : '')).join('')
      const full = width * 2 + Math.ceil(width / group)
      out += `${at.toString(16).padStart(8, '0')}: ${cells.padEnd(full)} ${[...row].map(printable).join('')}\n`
    }
    return call.print(out)
  },
}

export const hexdump: Tool = {
  spec: {
    name: 'hexdump',
    summary: 'display file contents in hexadecimal',
    usage: '[options] file...',
    options: {
      '-C, --canonical': 'bytes and characters',
      '-n, --length=LEN': 'only LEN bytes',
      '-s, --skip=OFFSET': 'skip OFFSET bytes',
      '-v, --no-squeezing': 'no *',
    },
  },
  async run(call) {
    const data = await bytesOf(call, Number(call.value('s') ?? 0), Number(call.value('n') ?? Infinity))
    const canonical = call.has('C') || call.process.name === 'hd'
    const body = rows(data, 16, (row, at) => {
      if (!canonical) {
        const words = Array.from(
          { length: Math.ceil(row.length / 2) },
          (_, i) => two(row[2 * i + 1] ?? 0) + two(row[2 * i]!),
        )
        return `${at.toString(16).padStart(7, '0')} ${words.join(' ')}\n`
      }
      const half = (from: number) => [...row.subarray(from, from + 8)].map(two).join(' ')
      return `${at.toString(16).padStart(8, '0')}  ${half(0).padEnd(23)}  ${half(8).padEnd(23)}  |${[...row].map(printable).join('')}|\n`
    })
    return call.print(data.length > 0 ? `${body}${data.length.toString(16).padStart(canonical ? 8 : 7, '0')}\n` : '')
  },
}

export const od: Tool = {
  spec: {
    name: 'od',
    summary: 'dump files in octal and other formats',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-A, --address-radix=RADIX': 'd, o, x or n',
      '-t, --format=TYPE': 'x1, o1, c, u1, d1',
      '-c': 'characters',
      '-b': 'octal bytes',
      '-x': 'hexadecimal pairs',
      '-N, --read-bytes=BYTES': 'only so many bytes',
      '-j, --skip-bytes=BYTES': 'skip so many bytes',
      '-v': 'no *',
    },
  },
  async run(call) {
    const data = await bytesOf(
      call,
      parseSize(call.value('j') ?? '0') ?? 0,
      parseSize(call.value('N') ?? '') ?? Infinity,
    )
    const type = call.has('c') ? 'c' : call.has('b') ? 'o1' : call.has('x') ? 'x2' : (call.value('t') ?? 'o2')
    const radix = call.value('A') ?? 'o'
    const address = (at: number) =>
      radix === 'n' ? '' : at.toString({ d: 10, o: 8, x: 16 }[radix as 'd'] ?? 8).padStart(radix === 'x' ? 6 : 7, '0')
    const body = rows(data, 16, (row, at) => `${address(at)}${cells(row, type)}\n`)
    return call.print(`${body}${radix === 'n' ? '' : `${address(data.length)}\n`}`)
  },
}

const NAMES: Record<number, string> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}

function cells(row: Uint8Array, type: string): string {
  if (type.startsWith('c'))
    return [...row]
      .map((byte) =>
        (
          NAMES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
        ).padStart(4),
      )
      .join('')
  const size = Number(type[1] ?? 2)
  const base = { x: 16, o: 8, u: 10, d: 10 }[type[0] as 'x'] ?? 8
  const width = { x: [2, 4], o: [3, 6], u: [3, 5], d: [4, 6] }[type[0] as 'x']?.[size === 1 ? 0 : 1] ?? 6
  const numbers = Array.from({ length: Math.ceil(row.length / size) }, (_, i) =>
    size === 1 ? row[i]! : row[2 * i]! + 256 * (row[2 * i + 1] ?? 0),
  )
  return numbers.map((number) => ` ${number.toString(base).padStart(width, base === 10 ? ' ' : '0')}`).join('')
}

export const strings: Tool = {
  spec: {
    name: 'strings',
    summary: 'print the printable strings in files',
    usage: '[option(s)] [file(s)]',
    options: { '-n, --bytes=LEN': 'at least LEN characters', '-a, --all': 'the whole file' },
  },
  async run(call) {
    const least = Number(call.value('n') ?? 4)
    const source = [...(await bytesOf(call, 0, 4_000_000))]
      .map((byte) => ((byte >= 32 && byte < 127) || byte === 9 ? String.fromCharCode(byte) : '\n'))
      .join('')
    await call.print(
      source
        .split('\n')
        .filter((line) => line.length >= least)
        .map((line) => `${line}\n`)
        .join(''),
    )
    return call.status
  },
}
