// Reads tar archives: ours and those of real tools (GNU tar, Go, BusyBox, BSD).
import { text } from './bytes.ts'
import { type Bulk, Content } from './content.ts'
import type { Entry } from './entry.ts'
import { BLOCK, BULK_MARK, BULK_RECORD } from './tar.ts'

const LETTERS: Record<string, Entry['type']> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
}

/** Reads ustar, PAX, old GNU (long names, sparse, base-256) and v7 archives. Devices and FIFOs are left out. Throws on anything else. */
export function readTar(tar: Uint8Array): Entry[] {
  const entries: Entry[] = []
  const globals: Record<string, string> = {}
  let extended: Record<string, string> = {}
  let at = 0
  while (at + BLOCK <= tar.length) {
    const block = tar.subarray(at, at + BLOCK)
    if (block.every((byte) => byte === 0)) break
    if (!checksumFits(block)) throw new Error('archive/tar: invalid tar header')
    const type = String.fromCharCode(block[156]!)
    at += BLOCK
    if (type === 'S') at = skipExtensions(tar, at, block)
    const paxSize = 'xgLK'.includes(type) ? undefined : (extended.size ?? globals.size)
    const size = paxSize === undefined ? number(block, 124, 12) : Number(paxSize)
    if (at + size > tar.length) throw new Error('unexpected EOF')
    const data = tar.subarray(at, at + size)
    at += Math.ceil(size / BLOCK) * BLOCK
    if (type === 'x') extended = { ...extended, ...parsePax(data) }
    else if (type === 'g') Object.assign(globals, parsePax(data))
    else if (type === 'L') extended.path = zeroEnded(data)
    else if (type === 'K') extended.linkpath = zeroEnded(data)
    else {
      const kind = LETTERS[type]
      if (kind) entries.push(entryOf(kind, block, data, { ...globals, ...extended }, tar))
      extended = {}
    }
  }
  return entries
}

function entryOf(
  kind: Entry['type'],
  block: Uint8Array,
  data: Uint8Array,
  pax: Record<string, string>,
  tar: Uint8Array,
): Entry {
  const prefix = text(block.subarray(257, 262)) === 'ustar' && block[263] !== 0x20 ? field(block, 345, 155) : ''
  const short = field(block, 0, 100)
  const path = pax['GNU.sparse.name'] ?? pax.path ?? (prefix ? `${prefix}/${short}` : short)
  const type = kind === 'file' && path.endsWith('/') ? 'directory' : kind
  const entry: Entry = {
    path: path.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''),
    type,
    mode: number(block, 100, 8) & 0o7777,
    uid: Number(pax.uid ?? number(block, 108, 8)),
    gid: Number(pax.gid ?? number(block, 116, 8)),
    mtime: Math.floor(pax.mtime ? Number(pax.mtime) : number(block, 136, 12)) * 1000,
  }
  if (type === 'file') entry.content = sparseContent(block, data, pax, tar) ?? new Content([data])
  const target = pax.linkpath ?? field(block, 157, 100)
  if (type === 'symlink') entry.target = target
  if (type === 'hardlink') entry.target = target.replace(/^(\.?\/)+/, '')
  return entry
}

function checksumFits(block: Uint8Array): boolean {
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : block[i]!
  return sum === number(block, 148, 8)
}

/** Old GNU sparse files go on with more maps right after the header. */
function skipExtensions(tar: Uint8Array, at: number, block: Uint8Array): number {
  let more = block[482] === 1
  while (more) {
    more = tar[at + 504] === 1
    at += BLOCK
  }
  return at
}

const zeroEnded = (bytes: Uint8Array): string => text(bytes).split('\0', 1)[0]!
const field = (block: Uint8Array, at: number, length: number): string => zeroEnded(block.subarray(at, at + length))

/** Octal digits, or GNU's base 256 where the first bit is set. */
function number(block: Uint8Array, at: number, length: number): number {
  if (block[at]! & 0x80) {
    let value = block[at]! & 0x7f
    for (let i = 1; i < length; i++) value = value * 256 + block[at + i]!
    return value
  }
  return parseInt(field(block, at, length).trim() || '0', 8) || 0
}

/** `length key=value\n`, again and again (POSIX pax); repeated sparse keys of format 0.0 are gathered. */
function parsePax(data: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {}
  const gathered: string[] = []
  let at = 0
  while (at < data.length) {
    const space = data.indexOf(0x20, at)
    if (space < 0) break
    const length = Number(text(data.subarray(at, space)))
    if (!(length > 0)) break
    const record = text(data.subarray(space + 1, at + length - 1))
    const equals = record.indexOf('=')
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)]
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') gathered.push(value)
    else records[key] = value
    at += length
  }
  if (gathered.length > 0) records['GNU.sparse.map'] = gathered.join(',')
  return records
}

interface Segment {
  at: number
  length: number
}

/** The content of a sparse member of whatever format; undefined when it is not sparse. */
function sparseContent(
  block: Uint8Array,
  data: Uint8Array,
  pax: Record<string, string>,
  tar: Uint8Array,
): Content | undefined {
  const size = Number(pax['GNU.sparse.realsize'] ?? pax['GNU.sparse.size'])
  if (pax['GNU.sparse.major'] === '1') {
    const { segments, start } = mapInData(data)
    return filled(segments, data.subarray(start), size, pax[BULK_RECORD])
  }
  if (pax['GNU.sparse.map'] !== undefined) {
    return filled(pairs(pax['GNU.sparse.map'].split(',').map(Number)), data, size, undefined)
  }
  if (String.fromCharCode(block[156]!) === 'S') {
    return filled(oldMap(block, tar), data, number(block, 483, 12), undefined)
  }
  return undefined
}

const pairs = (numbers: number[]): Segment[] => {
  const out: Segment[] = []
  for (let i = 0; i + 1 < numbers.length; i += 2) out.push({ at: numbers[i]!, length: numbers[i + 1]! })
  return out
}

function mapInData(data: Uint8Array): { segments: Segment[]; start: number } {
  let at = 0
  const line = () => {
    const end = data.indexOf(10, at)
    const value = Number(text(data.subarray(at, end)))
    at = end + 1
    return value
  }
  const count = line()
  const numbers = Array.from({ length: 2 * count }, line)
  return { segments: pairs(numbers), start: Math.ceil(at / BLOCK) * BLOCK }
}

/** Four segments in the header (offset 386), 21 in each extension block after it. */
function oldMap(block: Uint8Array, tar: Uint8Array): Segment[] {
  const read = (from: Uint8Array, start: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      at: number(from, start + 24 * i, 12),
      length: number(from, start + 24 * i + 12, 12),
    }))
  const segments = read(block, 386, 4)
  let at = block.byteOffset - tar.byteOffset + BLOCK
  for (let more = block[482] === 1; more; at += BLOCK) {
    const extension = tar.subarray(at, at + BLOCK)
    segments.push(...read(extension, 0, 21))
    more = extension[504] === 1
  }
  return segments.filter(({ length }) => length > 0)
}

/** Kept segments in their places; holes are zeros, or the bulk that our own record tells of. */
function filled(segments: Segment[], data: Uint8Array, size: number, record: string | undefined): Content {
  const bulk = new Map<number, Bulk>()
  for (const line of record?.startsWith(BULK_MARK) ? record.slice(BULK_MARK.length).split('\n') : []) {
    const [at, length, offset, ...seed] = line.split(' ')
    bulk.set(Number(at), { size: Number(length), offset: Number(offset), seed: seed.join(' ') })
  }
  const parts: (Uint8Array | Bulk)[] = []
  let [at, from] = [0, 0]
  const hole = (end: number) => {
    while (at < end) {
      const part = bulk.get(at) ?? new Uint8Array(end - at)
      parts.push(part)
      at += part instanceof Uint8Array ? part.length : part.size
    }
  }
  for (const segment of segments) {
    hole(segment.at)
    if (segment.length > 0) parts.push(data.subarray(from, from + segment.length))
    from += segment.length
    at += segment.length
  }
  hole(size)
  return new Content(parts)
}
