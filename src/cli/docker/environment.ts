// `-e`, `--env-file`, `--label` and `--label-file` (cli/opts).
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { fileError } from './voice.ts'

/** Throws Error for pflag to wrap. */
export function checkEnv(word: string): void {
  if (word === '' || word.startsWith('=')) throw new Error(`invalid environment variable: ${word}`)
}

/** `A=1` as it is; `A` takes the client's own value, and nothing where it has none. Throws StatusError. */
export function readEnv(process: Process, files: readonly string[], words: readonly string[]): string[] {
  const lines = [...files.flatMap((file) => readKeyValueFile(process, file, 'env file', true)), ...words]
  return lines.flatMap((line) => {
    if (line.includes('=')) return [line]
    const value = process.env[line]
    return value === undefined ? [] : [`${line}=${value}`]
  })
}

export function readLabels(
  process: Process,
  files: readonly string[],
  words: readonly string[],
): Record<string, string> {
  const lines = [...files.flatMap((file) => readKeyValueFile(process, file, 'label file', false)), ...words]
  return toMap(lines)
}

export function toMap(lines: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (const line of lines) {
    const equals = line.indexOf('=')
    out[equals < 0 ? line : line.slice(0, equals)] = equals < 0 ? '' : line.slice(equals + 1)
  }
  return out
}

/** kvfile.Parse: comments and empty lines are left out; a name without a value stands for the environment's. */
function readKeyValueFile(process: Process, file: string, what: string, fromEnv: boolean): string[] {
  let content: string
  try {
    if (file === '') throw new FsError('ENOENT', file)
    content = process.readText(file)
  } catch (error) {
    if (error instanceof FsError) throw new StatusError(fileError('open', error, file))
    throw error
  }
  const out: string[] = []
  for (const line of content.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const trimmed = line.trimStart()
    if (!trimmed || trimmed.startsWith('#')) continue
    const equals = trimmed.indexOf('=')
    const name = equals < 0 ? trimmed : trimmed.slice(0, equals)
    if (name === '') throw new StatusError(`invalid ${what} (${file}): no variable name on line '${trimmed}'`)
    if (/\s/.test(name)) throw new StatusError(`invalid ${what} (${file}): variable '${name}' contains whitespaces`)
    if (equals >= 0) out.push(`${name}=${trimmed.slice(equals + 1)}`)
    else if (!fromEnv) out.push(name)
    else if (process.env[name] !== undefined) out.push(`${name}=${process.env[name]}`)
  }
  return out
}
