// A tar archive: POSIX ustar with PAX records; bulk content as PAX sparse files, format 1.0 of the GNU tar manual.
import { concat, utf8 } from './bytes.ts'
import type { Bulk } from './content.ts'
import { Content } from './content.ts'
import type { Entry } from './entry.ts'

export const BLOCK = 512
/**
 * Which bulk fills which hole, as lines `position size offset seed` after a line of our own in PAX's comment, which other
 * readers pass over without a word. They see zeros in the holes.
 */
export const BULK_RECORD = 'comment'
export const BULK_MARK = 'naru.bulk\n'

const TYPES = { file: '0', hardlink: '1', symlink: '2', directory: '5' } as const
const ZEROS = new Uint8Array(BLOCK)

/** The same bytes for the same entries, always. Times are cut to seconds, as docker's archives have them. */
export function writeTar(entries: readonly Entry[]): Uint8Array {
  const chunks: Uint8Array[] = []
  for (const entry of entries) writeEntry(chunks, entry)
  chunks.push(ZEROS, ZEROS)
  return concat(chunks)
}

/** Bytes that the archive would have if bulk were written out, as Go's archive/tar writes it. */
export function tarSize(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entrySize(entry), 2 * BLOCK)
}

function entrySize(entry: Entry): number {
  const long = utf8(entry.path).length > 100 || (entry.target?.length ?? 0) > 100
  const size = entry.type === 'file' ? (entry.content?.size ?? 0) : 0
  return BLOCK * (1 + (long ? 2 : 0) + Math.ceil(size / BLOCK))
}

function writeEntry(chunks: Uint8Array[], entry: Entry): void {
  const path = entry.type === 'directory' && !entry.path.endsWith('/') ? `${entry.path}/` : entry.path
  const content = entry.type === 'file' ? entry.content : undefined
  const sparse = content?.parts.some((part) => !(part instanceof Uint8Array)) ? sparseOf(content) : undefined
  const data = sparse ? sparse.data : (content?.bytes() ?? new Uint8Array(0))
  const records: [string, string][] = []
  const name = ustarName(sparse ? sparseName(path) : path)
  if (sparse) records.push(...sparse.records(path))
  else if (!name) records.push(['path', path])
  if (entry.target !== undefined && utf8(entry.target).length > 100) records.push(['linkpath', entry.target])
  if (data.length > 0o77777777777) records.push(['size', String(data.length)])
  if (records.length > 0) {
    const pax = utf8(records.map(([key, value]) => paxRecord(key, value)).join(''))
    const paxName = `PaxHeaders.0/${path.replace(/\/$/, '').split('/').at(-1)!}`
    chunks.push(
      header({ name: cut(paxName, 100), prefix: '' }, { ...entry, mode: 0o644 }, 'x', pax.length),
      ...padded(pax),
    )
  }
  const short = name ?? { name: cut(path, 100), prefix: '' }
  chunks.push(header(short, entry, TYPES[entry.type], data.length), ...padded(data))
}

/** The map of what is kept and what is a hole, then the kept bytes (GNU tar manual, "Sparse Formats", 1.0). */
function sparseOf(content: Content) {
  const kept: { at: number; bytes: Uint8Array }[] = []
  const bulk: string[] = []
  let at = 0
  for (const part of content.parts) {
    if (part instanceof Uint8Array) {
      kept.push({ at, bytes: part })
      at += part.length
    } else {
      bulk.push(bulkLine(at, part))
      at += part.size
    }
  }
  const segments = kept.map(({ at: from, bytes }) => `${from}\n${bytes.length}\n`)
  if (!kept.length || kept.at(-1)!.at + kept.at(-1)!.bytes.length < at) segments.push(`${at}\n0\n`)
  const map = utf8(`${segments.length}\n${segments.join('')}`)
  const fill = new Uint8Array((BLOCK - (map.length % BLOCK)) % BLOCK)
  const records = (path: string): [string, string][] => [
    ['GNU.sparse.major', '1'],
    ['GNU.sparse.minor', '0'],
    ['GNU.sparse.name', path],
    ['GNU.sparse.realsize', String(content.size)],
    [BULK_RECORD, BULK_MARK + bulk.join('\n')],
  ]
  return { data: concat([map, fill, ...kept.map(({ bytes }) => bytes)]), records }
}

const bulkLine = (at: number, bulk: Bulk) => `${at} ${bulk.size} ${bulk.offset} ${bulk.seed}`

function sparseName(path: string): string {
  const slash = path.lastIndexOf('/')
  return `${path.slice(0, slash + 1)}GNUSparseFile.0/${path.slice(slash + 1)}`
}

/** A PAX record counts its own length, digits included. */
function paxRecord(key: string, value: string): string {
  const rest = utf8(` ${key}=${value}\n`).length
  let length = rest + String(rest).length
  if (String(length).length !== String(rest).length) length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}

interface UstarName {
  name: string
  prefix: string
}

/** Splits at a slash so that both parts fit and are ASCII; undefined when a PAX record is needed. */
function ustarName(path: string): UstarName | undefined {
  if (utf8(path).length !== path.length) return undefined
  if (path.length <= 100) return { name: path, prefix: '' }
  if (path.length > 256) return undefined
  const slash = path.lastIndexOf('/', 155)
  const name = path.slice(slash + 1)
  return slash > 0 && name.length > 0 && name.length <= 100 ? { name, prefix: path.slice(0, slash) } : undefined
}

function cut(path: string, max: number): string {
  let out = path
  while (utf8(out).length > max) out = out.slice(0, -1)
  return out
}

function header({ name, prefix }: UstarName, entry: Entry, type: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const put = (at: number, value: string, max: number) => block.set(utf8(value).subarray(0, max), at)
  const octal = (at: number, value: number, width: number) =>
    put(
      at,
      `${Math.max(0, value)
        .toString(8)
        .padStart(width - 1, '0')}\0`,
      width,
    )
  put(0, name, 100)
  octal(100, entry.mode & 0o7777, 8)
  octal(108, entry.uid, 8)
  octal(116, entry.gid, 8)
  octal(124, size > 0o77777777777 ? 0 : size, 12)
  octal(136, Math.floor(entry.mtime / 1000), 12)
  put(148, '        ', 8)
  put(156, type, 1)
  if (entry.target !== undefined && type !== 'x') put(157, cut(entry.target, 100), 100)
  put(257, 'ustar\x0000', 8)
  octal(329, 0, 8)
  octal(337, 0, 8)
  put(345, prefix, 155)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `, 8)
  return block
}

function padded(data: Uint8Array): Uint8Array[] {
  const over = data.length % BLOCK
  return over === 0 ? [data] : [data, ZEROS.subarray(over)]
}
