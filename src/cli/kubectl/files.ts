// -f: objects from files, folders, URLs and standard input.
import { text } from '../../kernel/bytes.ts'
import { readAll } from '../../kernel/queue.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import { StatusError, notSimulated } from '../error.ts'
import { matchesPath } from '../golang.ts'
import { loadYaml } from '../kubeconfig.ts'
import { type YamlFault, goYamlTags, yamlWords } from './go-yaml.ts'
import { type AnyList, type AnyObject, isList } from './object.ts'

/** An object and where it was read, for messages. */
export interface Manifest {
  object: AnyObject
  source: string
  /** What is wrong with it: told when it is its turn, so that others are not held up. */
  problem?: StatusError
}

export interface FileOptions {
  filename: readonly string[]
  kustomize: string
  recursive: boolean
}

const EXTENSIONS = /\.(json|ya?ml)$/

/** Throws StatusError with kubectl's words for what cannot be read. */
export async function readManifests(process: Process, options: FileOptions): Promise<Manifest[]> {
  if (options.kustomize) throw notSimulated('kubectl -k (kustomize)')
  const out: Manifest[] = []
  for (const name of options.filename.flatMap((word) => expanded(process, word))) {
    for (const { source, content } of await contents(process, name, options.recursive)) {
      out.push(...(await parse(process, source, content)))
    }
  }
  return out
}

/** The same for commands that must have something to do. Throws StatusError where there is nothing. */
export async function demandManifests(process: Process, options: FileOptions, verb: string): Promise<Manifest[]> {
  const found = await readManifests(process, options)
  if (found.length === 0) throw new StatusError(`error: no objects passed to ${verb}`)
  return found
}

/** filepath.Glob, for patterns that a shell has left as they are. A pattern that nothing fits stays. */
function expanded(process: Process, word: string): string[] {
  if (!/[*?[]/.test(word) || process.fs.exists(process.path(word))) return [word]
  const slash = word.lastIndexOf('/')
  const [folder, pattern] = [word.slice(0, slash + 1), word.slice(slash + 1)]
  const path = process.path(folder || '.')
  if (/[*?[]/.test(folder) || !process.fs.exists(path)) return [word]
  const found = process.fs.list(path).filter((name) => matchesPath(pattern, name))
  return found.length > 0 ? found.map((name) => folder + name) : [word]
}

interface Source {
  source: string
  content: string
}

async function contents(process: Process, name: string, recursive: boolean): Promise<Source[]> {
  if (name === '-') return [{ source: 'STDIN', content: text(await readAll(process.stdin)) }]
  if (/^https?:\/\//.test(name)) return [await download(process, name)]
  const path = process.path(name)
  try {
    if (process.fs.stat(path).type !== 'directory') return [{ source: name, content: process.readText(path) }]
  } catch (error) {
    if (error instanceof FsError && error.code === 'ENOENT')
      throw new StatusError(`error: the path "${name}" does not exist`)
    if (error instanceof FsError) throw new StatusError(`error: open ${name}: ${error.message.toLowerCase()}`)
    throw error
  }
  const found = listFiles(process, path, recursive).map((file) => ({
    source: `${name.replace(/\/$/, '')}${file.slice(path.length)}`,
    content: process.readText(file),
  }))
  if (found.length === 0)
    throw new StatusError(`error: error reading [${name}]: recognized file extensions are [.json .yaml .yml]`)
  return found
}

function listFiles(process: Process, directory: string, recursive: boolean): string[] {
  return process.fs.list(directory).flatMap((entry) => {
    const path = `${directory}/${entry}`
    if (process.fs.stat(path).type === 'directory') return recursive ? listFiles(process, path, true) : []
    return EXTENSIONS.test(entry) ? [path] : []
  })
}

async function download(process: Process, url: string): Promise<Source> {
  try {
    const response = await process.request(url)
    if (response.status >= 400)
      throw new StatusError(
        `error: unable to read URL "${url}", server reported ${response.status}, status code=${response.status}`,
      )
    return { source: url, content: await bodyText(response) }
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    const host = new RegExp('//([^/:]+)').exec(url)?.[1]
    throw new StatusError(
      `error: unable to read URL "${url}", Get "${url}": dial tcp: lookup ${host} on 127.0.0.53:53: no such host`,
    )
  }
}

/** Every document of a YAML stream that has something in it, or what is wrong with it. */
export async function readDocuments(
  process: Process,
  content: string,
): Promise<({ value: unknown } | { fault: YamlFault })[]> {
  const { parseAllDocuments } = await loadYaml(process)
  const settings = { version: '1.2', merge: true, uniqueKeys: false, customTags: goYamlTags } as const
  const out: ({ value: unknown } | { fault: YamlFault })[] = []
  for (const document of parseAllDocuments(content, settings)) {
    if (!('errors' in document)) continue
    const [fault] = document.errors
    const value: unknown = fault ? undefined : document.toJS()
    if (fault) out.push({ fault })
    else if (value !== null && value !== undefined) out.push({ value })
  }
  return out
}

/** The objects of a YAML stream, lists taken apart. */
async function parse(process: Process, source: string, content: string): Promise<Manifest[]> {
  const out: Manifest[] = []
  for (const document of await readDocuments(process, content)) {
    if ('fault' in document) {
      out.push({ object: NOTHING, source, problem: unreadable(source, content, document.fault) })
      continue
    }
    const { value } = document
    const whole = isList(value) && String((value as { kind?: string }).kind).endsWith('List')
    for (const item of whole ? (value as AnyList).items : [value]) out.push(check(source, item))
  }
  return out
}

const NOTHING: AnyObject = { apiVersion: '', kind: '', metadata: {} }

function unreadable(source: string, content: string, fault: YamlFault): StatusError {
  if (/^\s*\{/.test(content)) return new StatusError(`error: error parsing ${source}: ${jsonWords(content)}`)
  return new StatusError(
    `error: error parsing ${source}: error converting YAML to JSON: yaml: ${yamlWords(content, fault)}`,
  )
}

/** encoding/json's message for text that begins like an object. */
function jsonWords(content: string): string {
  try {
    JSON.parse(content)
  } catch (error) {
    const at = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? content.length)
    const char = content[at]
    if (char !== undefined && content.slice(at).trim() !== '')
      return `invalid character ${JSON.stringify(char).replaceAll('"', "'")} looking for beginning of object key string`
  }
  return 'unexpected EOF'
}

const decoding = (source: string, what: string): StatusError =>
  new StatusError(`error: unable to decode "${source}": json: ${what}`)

function check(source: string, value: unknown): Manifest {
  const failed = (what: string) =>
    new StatusError(
      `error: error validating "${source}": error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`,
    )
  if (typeof value !== 'object' || Array.isArray(value))
    return { object: NOTHING, source, problem: failed('invalid object to validate') }
  const object = value as AnyObject
  const missing = [object.apiVersion ? '' : 'apiVersion not set', object.kind ? '' : 'kind not set'].filter(Boolean)
  if (missing.length > 0)
    return { object, source, problem: failed(missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]!) }
  object.metadata ??= {}
  return { object, source, problem: mistyped(source, object.metadata) }
}

const TEXTS = ['name', 'namespace', 'generateName']
const MAPS = ['labels', 'annotations']

/** metav1.ObjectMeta, as encoding/json reads it. */
function mistyped(source: string, metadata: unknown): StatusError | undefined {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    return decoding(
      source,
      `cannot unmarshal ${jsonType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`,
    )
  const fields = metadata as Record<string, unknown>
  const wrong = (field: string, value: unknown, type: string) =>
    decoding(
      source,
      `cannot unmarshal ${jsonType(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`,
    )
  for (const field of TEXTS) {
    const value = fields[field]
    if (value !== undefined && value !== null && typeof value !== 'string') return wrong(field, value, 'string')
  }
  for (const field of MAPS) {
    const map = fields[field]
    if (map === undefined || map === null) continue
    if (typeof map !== 'object' || Array.isArray(map)) return wrong(field, map, 'map[string]string')
    const bad = Object.entries(map)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .find(([, value]) => typeof value !== 'string' && value !== null)
    if (bad) return wrong(field, bad[1], 'string')
  }
  return undefined
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
