// The compose files themselves: found, read as YAML, merged; and the variables they may use.
import { FsError } from '../../machine/fs/filesystem.ts'
import { dirname, joinPath } from '../../machine/fs/path.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { parseDotenv } from './dotenv.ts'
import type { Tree } from './normalize.ts'

const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']

export function findFiles(process: Process): string[] {
  for (let at = process.cwd; ; at = dirname(at)) {
    for (const name of NAMES) {
      const file = joinPath(at, name)
      if (!process.fs.exists(file)) continue
      const override = joinPath(at, name.replace(/\.(ya?ml)$/, '.override.$1'))
      return process.fs.exists(override) ? [file, override] : [file]
    }
    if (at === '/') throw new StatusError('no configuration file provided: not found')
  }
}

export async function readYaml(process: Process, file: string): Promise<unknown> {
  let source: string
  try {
    source = process.readText(file)
  } catch (error) {
    if (error instanceof FsError) throw new StatusError(`open ${file}: no such file or directory`)
    throw error
  }
  const { parseDocument } = await process.kernel.load(() => import('yaml'))
  const document = parseDocument(source, { merge: true })
  const [problem] = document.errors
  if (problem) {
    const line = problem.linePos?.[0].line ?? 1
    throw new StatusError(
      `yaml: line ${Math.max(1, line - 1)}: ${YAML_ERRORS[problem.code] ?? 'did not find expected key'}`,
    )
  }
  if (document.contents === null) throw new StatusError('empty compose file')
  return document.toJS() as unknown
}

const YAML_ERRORS: Record<string, string> = {
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_INDENT: 'did not find expected key',
  DUPLICATE_KEY: 'mapping key already defined',
  MISSING_CHAR: "could not find expected ':'",
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

/** Later files win: mappings are merged, lists of a service are joined, everything else is replaced. */
export function merge(before: unknown, after: unknown, key = ''): unknown {
  if (Array.isArray(before) && Array.isArray(after) && !['command', 'entrypoint', 'test'].includes(key))
    return [...(before as unknown[]), ...(after as unknown[])]
  const mapping = (value: unknown): value is Tree =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!mapping(before) || !mapping(after)) return after ?? before
  const out: Tree = { ...before }
  for (const [name, value] of Object.entries(after))
    out[name] = name in before ? merge(before[name], value, name) : value
  return out
}
