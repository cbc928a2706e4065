// base64(1), md5sum(1), sha1sum(1), sha256sum(1), sha512sum(1), cksum(1), xxd(1), hexdump(1), od(1), strings(1).
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { base64 as encode, concat, fromBase64, hex, text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import type { Call } from '../call.ts'
import { chunks, everything, inputs } from '../input.ts'
import { parseSize } from '../size.ts'
import type { Tool } from '../spec.ts'

interface Hasher {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

const summer = (name: string, kind: string, create: () => Hasher): Tool => ({
  spec: {
    name,
    summary: `compute and check ${kind} message digests`,
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --binary': 'read as binary',
      '-c, --check': 'check sums read from files',
      '-t, --text': 'read as text',
      '--tag': 'BSD style',
      '--quiet': 'no OK lines',
      '--status': 'no lines',
      '-z, --zero': 'end with NUL',
    },
  },
  async run(call) {
    if (call.has('c')) return check(call, create)
    for await (const { name: file, stream } of inputs(call)) {
      const hasher = create()
      for await (const chunk of chunks(call, stream)) hasher.update(chunk)
      const sum = hex(hasher.digest())
      await call.print(
        call.has('tag') ? `${kind} (${file}) = ${sum}\n` : `${sum} ${call.has('b') ? '*' : ' '}${file}\n`,
      )
    }
    return call.status
  },
})

async function check(call: Call, create: () => Hasher): Promise<number> {
  let bad = 0
  for (const line of text(await everything(call))
    .split('\n')
    .filter(Boolean)) {
    const match = /^([0-9a-f]+) [ *](.+)$/.exec(line)
    if (!match) continue
    const [, sum, file] = match
    const path = call.process.path(file!)
    if (!call.process.fs.exists(path)) {
      await call.warn(`${file}: No such file or directory`)
      await call.print(`${file}: FAILED open or read\n`)
      bad++
      continue
    }
    const hasher = create()
    hasher.update(call.process.fs.read(path).bytes())
    const good = hex(hasher.digest()) === sum
    if (!good) bad++
    if (!call.has('status') && !(good && call.has('quiet'))) await call.print(`${file}: ${good ? 'OK' : 'FAILED'}\n`)
  }
  if (bad > 0 && !call.has('status'))
    await call.process.error(
      `${call.name}: WARNING: ${bad} computed checksum${bad === 1 ? ' did' : 's did'} NOT match\n`,
    )
  return bad > 0 ? 1 : call.status
}

export const md5sum = summer('md5sum', 'MD5', () => md5.create())
export const sha1sum = summer('sha1sum', 'SHA1', () => sha1.create())
export const sha256sum = summer('sha256sum', 'SHA256', () => sha256.create())
export const sha512sum = summer('sha512sum', 'SHA512', () => sha512.create())

export const base64: Tool = {
  spec: {
    name: 'base64',
    summary: 'base64 encode or decode',
    usage: '[OPTION]... [FILE]',
    version: 'GNU coreutils 9.4',
    options: {
      '-d, --decode': 'decode',
      '-D': 'as -d',
      '-i, --ignore-garbage': 'leave out other characters',
      '-w, --wrap=COLS': 'lines of COLS characters; 0: one line',
    },
  },
  async run(call) {
    const input = await everything(call)
    if (call.status > 0) return call.status
    if (call.has('d', 'D')) {
      const source = text(input)
      const bytes = fromBase64(call.has('i') ? source.replace(/[^A-Za-z0-9+/=]/g, '') : source)
      if (!bytes) return call.fail('invalid input')
      await call.print(bytes)
      return 0
    }
    const width = Number(call.value('w') ?? 76)
    const out = encode(input)
    await call.print(
      width > 0 ? (out.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => `${line}\n`).join('') : out,
    )
    return 0
  },
}

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
      '-u': 'upper case',
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

export const cksum: Tool = {
  spec: {
    name: 'cksum',
    summary: 'checksum and count the bytes in a file',
    usage: '[FILE]...',
    version: 'GNU coreutils 9.4',
  },
  async run(call) {
    for await (const { name, stream } of inputs(call)) {
      const data = await readAll(stream)
      await call.print(`${posixCrc(data)} ${data.length}${call.operands.length > 0 ? ` ${name}` : ''}\n`)
    }
    return call.status
  },
}

/** The CRC of POSIX cksum: the length follows the data. */
function posixCrc(data: Uint8Array): number {
  let crc = 0
  const feed = (byte: number) => {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  for (const byte of data) feed(byte)
  for (let length = data.length; length > 0; length = Math.floor(length / 256)) feed(length & 255)
  return ~crc >>> 0
}
