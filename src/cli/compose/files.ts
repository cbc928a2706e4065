// The compose files themselves: found, read as YAML, merged; and the variables they may use.
import { FsError } from '../../machine/fs/filesystem.ts'
import { dirname, joinPath } from '../../machine/fs/path.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { parseDotenv } from './dotenv.ts'
import { merge } from './merge.ts'
import { yamlProblem } from './yamlerror.ts'

const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']

/** Compose files of a folder. */
export const namesIn = (process: Process, folder: string): string[] =>
  NAMES.map((name) => joinPath(folder, name)).filter((file) => process.fs.exists(file))

export function findFiles(process: Process, from = process.cwd): string[] {
  for (let at = from; ; at = dirname(at)) {
    for (const name of NAMES) {
      const file = joinPath(at, name)
      if (!process.fs.exists(file)) continue
      const override = joinPath(at, name.replace(/\.(ya?ml)$/, '.override.$1'))
      return process.fs.exists(override) ? [file, override] : [file]
    }
    if (at === '/') throw new StatusError('no configuration file provided: not found')
  }
}

/** Throws StatusError. */
export async function readYaml(process: Process, file: string): Promise<{ tree: unknown; marks: Mark[] }> {
  let source: string
  try {
    source = process.readText(file)
  } catch (error) {
    if (error instanceof FsError) throw new StatusError(`open ${file}: no such file or directory`)
    throw error
  }
  const { parseDocument, isMap, visit } = await process.kernel.load(() => import('yaml'))
  const tags = ['!reset', '!override']
  // Several documents are files after one another.
  let tree: unknown
  const marks: Mark[] = []
  for (const part of source.split(/^---(?:\s|$)/m)) {
    if (part.trim() === '' && tree !== undefined) continue
    const document = parseDocument(part, { merge: true, logLevel: 'silent', uniqueKeys: false })
    const [problem] = document.errors
    if (problem) throw new StatusError(yamlProblem(part, problem))
    visit(document, {
      Alias(_, alias) {
        if (!alias.resolve(document)) throw new StatusError(`yaml: unknown anchor '${alias.source}' referenced`)
      },
      Map(_, map) {
        duplicate(part, file, map.items as unknown as KeyPair[])
      },
      Pair(_, pair, path) {
        const key = pair.key as { value?: unknown }
        if (typeof key.value === 'number' || typeof key.value === 'boolean') {
          const above = path.flatMap((node) => (node !== document && 'key' in node ? [String(node.key)] : []))
          throw new StatusError(
            `non-string key ${above.length > 0 ? `in ${above.join('.')}` : 'at top level'}: ${String(key.value)}`,
          )
        }
        const value = pair.value as { tag?: string } | null
        if (!value?.tag || !tags.includes(value.tag)) return
        const keys = [...path, pair].flatMap((node) => (node !== document && 'key' in node ? [String(node.key)] : []))
        marks.push({ path: keys, reset: value.tag === '!reset' })
      },
    })
    if (document.contents !== null && !isMap(document.contents) && tree === undefined) notAMapping(document.toJS())
    const read = document.toJS() as unknown
    tree = tree === undefined ? read : merge(tree, read)
  }
  if (tree === null || tree === undefined) throw new StatusError('empty compose file')
  return { tree, marks }
}

/** Where a later file takes out what an earlier one said, instead of adding to it. */
export interface Mark {
  path: string[]
  reset: boolean
}

function notAMapping(value: unknown): never {
  const kind = Array.isArray(value) ? '!!seq' : `!!str \`${String(value)}\``
  throw new StatusError(`yaml: unmarshal errors:\n  line 1: cannot unmarshal ${kind} into cli.named`)
}

interface KeyPair {
  key: { source?: string; value?: unknown; range?: number[] | null }
}

function duplicate(source: string, file: string, items: readonly KeyPair[]): void {
  const lineOf = (pair: KeyPair) => source.slice(0, pair.key.range?.[0] ?? 0).split('\n').length
  const seen = new Map<unknown, KeyPair>()
  for (const item of items) {
    const { value } = item.key
    const before = seen.get(value)
    if (before && value !== '<<') {
      const said = `mapping key ${JSON.stringify(value)} already defined at line ${lineOf(before)}`
      throw new StatusError(`failed to parse ${file}: line ${lineOf(item)}: ${said}`)
    }
    seen.set(value, item)
  }
}

export function environment(process: Process, directory: string, files: readonly string[]): Record<string, string> {
  const lookup = (name: string) => process.env[name]
  const out: Record<string, string> = {}
  const own = joinPath(directory, '.env')
  for (const file of files.length > 0 ? files.map((file) => process.path(file)) : process.fs.exists(own) ? [own] : []) {
    if (!process.fs.exists(file)) throw new StatusError(`couldn't find env file: ${file}`)
    Object.assign(out, parseDotenv(process.readText(file), lookup))
  }
  return { ...out, ...process.env }
}
