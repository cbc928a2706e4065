// Where the contents of config maps and secrets come from: literals, files, folders, files of variables.
import { base64, hex, text, utf8 } from '../../../kernel/bytes.ts'
import { sha256Bytes } from '../../../image/digest.ts'
import { FsError } from '../../../machine/fs/filesystem.ts'
import { basename } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { StatusError } from '../../error.ts'

export const HASH = { type: 'bool', summary: 'Put a hash of the contents at the end of the name' } as const

export const SOURCES = {
  'append-hash': HASH,
  'from-env-file': { type: 'csv', summary: 'File with lines key=value' },
  'from-file': { type: 'csv', summary: 'A file, a folder, or key=file' },
  'from-literal': { type: 'list', summary: 'key=value' },
} as const

interface Sources {
  'from-literal': string[]
  'from-file': string[]
  'from-env-file': string[]
}

interface Owner {
  kind: 'ConfigMap' | 'Secret'
  name: string
}

const KEY = /^[-._a-zA-Z0-9]+$/
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

/** Key → content, in the order given. Throws StatusError with kubectl's words. */
export function collect(process: Process, sources: Sources, { kind, name }: Owner): Map<string, Uint8Array> {
  const out = new Map<string, Uint8Array>()
  const add = (key: string, value: Uint8Array) => {
    if (!KEY.test(key)) throw new StatusError(`error: "${key}" is not a valid key name for a ${kind}: ${KEY_RULE}`)
    if (out.has(key))
      throw new StatusError(
        `error: cannot add key "${key}", another key by that name already exists in Data for ${kind} "${name}"`,
      )
    out.set(key, value)
  }
  const { 'from-literal': literals, 'from-file': paths, 'from-env-file': envFiles } = sources
  if (envFiles.length > 0 && (literals.length > 0 || paths.length > 0))
    throw new StatusError('error: from-env-file cannot be combined with from-file or from-literal')
  for (const word of literals) {
    const equals = word.indexOf('=')
    if (equals < 1) throw new StatusError(`error: invalid literal source ${word}, expected key=value`)
    add(word.slice(0, equals), utf8(word.slice(equals + 1).replace(/^(['"])(.*)\1$/, '$2')))
  }
  for (const word of paths) for (const [key, value] of files(process, word)) add(key, value)
  for (const word of envFiles) for (const [key, value] of variables(process, word)) add(key, utf8(value))
  return out
}

/** A name without a value is a variable of ours. */
function* variables(process: Process, path: string): Generator<[string, string]> {
  for (const raw of text(read(process, path)).split('\n')) {
    const line = raw.trimStart()
    if (!line || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    yield equals < 0 ? [line, process.env[line] ?? ''] : [line.slice(0, equals), line.slice(equals + 1)]
  }
}

function files(process: Process, word: string): [string, Uint8Array][] {
  const equals = word.indexOf('=')
  const [key, path] = equals < 0 ? [undefined, word] : [word.slice(0, equals), word.slice(equals + 1)]
  const absolute = process.path(path)
  if (process.fs.exists(absolute) && process.fs.stat(absolute).type === 'directory') {
    if (key !== undefined) throw new StatusError('error: cannot give a key name for a directory path')
    return process.fs
      .list(absolute)
      .filter((name) => process.fs.stat(`${absolute}/${name}`).type === 'file')
      .map((name) => [name, read(process, `${absolute}/${name}`)])
  }
  return [[key ?? basename(path), read(process, path)]]
}

/** Throws StatusError for a file that cannot be read. */
export function read(process: Process, path: string): Uint8Array {
  try {
    return process.readFile(path).bytes()
  } catch (error) {
    if (error instanceof FsError) throw new StatusError(`error: error reading ${path}: ${error.message.toLowerCase()}`)
    throw error
  }
}

/** Text as it is, everything else in base64. */
export function contents(values: Map<string, Uint8Array>) {
  const out = { text: {} as Record<string, string>, bytes: {} as Record<string, string> }
  for (const [key, value] of values) {
    if (isText(value)) out.text[key] = text(value)
    else out.bytes[key] = base64(value)
  }
  return out
}

function isText(bytes: Uint8Array): boolean {
  const again = utf8(text(bytes))
  return again.length === bytes.length && again.every((byte, i) => byte === bytes[i])
}

const LETTERS: Record<string, string> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }
const HASH_LENGTH = 10

/** k8s.io/kubectl/pkg/util/hash: the beginning of a SHA-256, in letters that make no words. */
export function contentHash(what: Record<string, unknown>): string {
  const json = JSON.stringify(what, (_, value: unknown) => sorted(value))
  const digits = hex(sha256Bytes(utf8(json))).slice(0, HASH_LENGTH)
  return [...digits].map((digit) => LETTERS[digit] ?? digit).join('')
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
