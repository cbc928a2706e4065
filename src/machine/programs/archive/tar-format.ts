// The tar format (POSIX ustar, with GNU long names), for tar(1) and its kin.
import { concat, text, utf8 } from '../../../kernel/bytes.ts'
import { Content } from '../../../kernel/content.ts'
import type { Entry } from '../../../kernel/entry.ts'

const BLOCK = 512
const TYPES: Record<Entry['type'], string> = { file: '0', hardlink: '1', symlink: '2', directory: '5' }

const octal = (value: number, width: number) =>
  `${Math.floor(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`

function header(name: string, entry: Entry, type: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const put = (at: number, value: string, width: number) => block.set(utf8(value).subarray(0, width), at)
  put(0, name, 100)
  put(100, octal(entry.mode & 0o7777, 8), 8)
  put(108, octal(entry.uid, 8), 8)
  put(116, octal(entry.gid, 8), 8)
  put(124, octal(size, 12), 12)
  put(136, octal(entry.mtime / 1000, 12), 12)
  put(148, '        ', 8)
  put(156, type, 1)
  put(157, entry.target ?? '', 100)
  put(257, 'ustar  \0', 8)
  put(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
    8,
  )
  return block
}

const fill = (size: number) => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)

export function packTar(entries: readonly Entry[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    const path = entry.type === 'directory' ? `${entry.path.replace(/\/$/, '')}/` : entry.path
    if (utf8(path).length > 100) {
      const long = utf8(`${path}\0`)
      parts.push(header('././@LongLink', { ...entry, target: undefined }, 'L', long.length), long, fill(long.length))
    }
    const data = entry.type === 'file' ? (entry.content?.bytes() ?? new Uint8Array(0)) : new Uint8Array(0)
    parts.push(header(path, entry, TYPES[entry.type], data.length), data, fill(data.length))
  }
  const body = concat([...parts, new Uint8Array(2 * BLOCK)])
  return concat([body, new Uint8Array((10_240 - (body.length % 10_240)) % 10_240)])
}

/** Undefined when it is no tar archive. */
export function unpackTar(bytes: Uint8Array): Entry[] | undefined {
  const out: Entry[] = []
  let long: string | undefined
  let extra = new Map<string, string>()
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const block = bytes.subarray(at, at + BLOCK)
    if (block.every((byte) => byte === 0)) return out
    const string = (from: number, width: number) => text(block.subarray(from, from + width)).replace(/\0[^]*$/, '')
    const number = (from: number, width: number) => parseInt(string(from, width).trim() || '0', 8)
    if (!string(257, 6).startsWith('ustar')) return undefined
    const size = number(124, 12)
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size)
    at += BLOCK + size + fill(size).length
    const type = string(156, 1)
    if (type === 'L') long = text(data).replace(/\0[^]*$/, '')
    else if (type === 'x') extra = paxRecords(text(data))
    else if (type !== 'g') {
      const prefix = string(345, 155)
      const path =
        long ??
        extra.get('GNU.sparse.name') ??
        extra.get('path') ??
        (prefix && !string(257, 8).startsWith('ustar  ') ? `${prefix}/${string(0, 100)}` : string(0, 100))
      const kind = type === '5' ? 'directory' : type === '2' ? 'symlink' : type === '1' ? 'hardlink' : 'file'
      const entry: Entry = {
        path,
        type: kind,
        mode: number(100, 8),
        uid: number(108, 8),
        gid: number(116, 8),
        mtime: number(136, 12) * 1000,
      }
      if (kind === 'file')
        entry.content = extra.has('GNU.sparse.realsize') ? sparseContent(data, extra) : Content.of(data)
      if (kind === 'symlink' || kind === 'hardlink') entry.target = extra.get('linkpath') ?? string(157, 100)
      out.push(entry)
      long = undefined
      extra = new Map()
    }
  }
  return out
}

/** Format 1.0 of the GNU tar manual: a map of what is kept, in decimal lines, then the kept bytes. */
function sparseContent(data: Uint8Array, extra: ReadonlyMap<string, string>): Content {
  let at = 0
  const next = () => {
    const end = data.indexOf(10, at)
    const value = Number(text(data.subarray(at, end)))
    at = end + 1
    return value
  }
  const kept = Array.from({ length: next() }, () => ({ from: next(), size: next() }))
  at = Math.ceil(at / BLOCK) * BLOCK
  const parts: Content[] = []
  let written = 0
  const hole = (until: number) => {
    if (until > written) parts.push(Content.bulk(until - written, `hole ${written}`))
    written = until
  }
  for (const { from, size } of kept) {
    hole(from)
    parts.push(Content.of(data.subarray(at, at + size)))
    at += size
    written += size
  }
  hole(Number(extra.get('GNU.sparse.realsize')))
  return parts.reduce((whole, part) => whole.append(part), Content.of(''))
}

const paxRecords = (source: string): Map<string, string> =>
  new Map([...source.matchAll(/^\d+ ([^=]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]))
