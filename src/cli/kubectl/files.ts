// -f: objects from files, folders, URLs and standard input.
import { text } from '../../kernel/bytes.ts'
import { readAll } from '../../kernel/queue.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import { StatusError, notSimulated } from '../error.ts'
import { loadYaml } from '../kubeconfig.ts'
import { goYamlTags } from './go-yaml.ts'
import { type AnyObject, isList } from './object.ts'

/** An object and where it was read, for messages. */
export interface Manifest {
  object: AnyObject
  source: string
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
  for (const name of options.filename) {
    for (const { source, content } of await contents(process, name, options.recursive)) {
      out.push(...(await parse(process, source, content)))
    }
  }
  if (out.length === 0)
    throw new StatusError(`error: no objects passed to ${process.argv.includes('create') ? 'create' : 'apply'}`)
  return out
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

/** Every document of a YAML stream, lists taken apart. */
async function parse(process: Process, source: string, content: string): Promise<Manifest[]> {
  const { parseAllDocuments } = await loadYaml(process)
  const out: Manifest[] = []
  for (const document of parseAllDocuments(content, { version: '1.2', merge: true, customTags: goYamlTags })) {
    if (!('errors' in document)) continue
    const [problem] = document.errors
    if (problem) {
      const line = problem.linePos?.[0].line ?? 1
      throw new StatusError(
        `error: error parsing ${source}: error converting YAML to JSON: yaml: line ${line}: ${yamlWords(problem.code, problem.message)}`,
      )
    }
    const value = document.toJS() as unknown
    if (value === null || value === undefined) continue
    for (const item of isList(value) && String((value as { kind?: string }).kind).endsWith('List')
      ? value.items
      : [value])
      out.push(check(source, item))
  }
  return out
}

/** go-yaml's message for what our parser found. */
function yamlWords(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'found character that cannot start any token'
  if (code === 'BAD_INDENT' || code === 'MULTILINE_IMPLICIT_KEY')
    return 'mapping values are not allowed in this context'
  if (code === 'MISSING_CHAR') return 'did not find expected key'
  return message.split('\n')[0]!.replace(/ at line.*$/, '')
}

function check(source: string, value: unknown): Manifest {
  const failed = (what: string) =>
    new StatusError(
      `error: error validating "${source}": error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`,
    )
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new StatusError(
      `error: error parsing ${source}: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`,
    )
  }
  const object = value as AnyObject
  const missing = [object.apiVersion ? '' : 'apiVersion not set', object.kind ? '' : 'kind not set'].filter(Boolean)
  if (missing.length > 0) throw failed(missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]!)
  object.metadata ??= {}
  return { object, source }
}
