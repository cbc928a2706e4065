// `--secret id=token,src=file`: what a RUN may read and no image keeps (buildx, util/buildflags).
import type { Process } from '../../../machine/process.ts'
import { StatusError } from '../../error.ts'

export type Secret = Map<string, string>

/** The fields of each flag. Throws StatusError. */
export const parseSecrets = (flags: readonly string[]): Secret[] => flags.map(parseSecret)

function parseSecret(flag: string): Secret {
  const fields = new Map<string, string>()
  for (const field of flag.split(',')) {
    const [key = '', ...rest] = field.split('=')
    if (rest.length === 0) throw new StatusError(`invalid field '${field}' must be a key=value pair`)
    fields.set(key.toLowerCase(), rest.join('='))
  }
  const unknown = [...fields.keys()].find((key) => !['type', 'id', 'source', 'src', 'env'].includes(key))
  if (unknown) throw new StatusError(`unexpected key '${unknown}' in '${unknown}=${fields.get(unknown)}'`)
  return fields
}

/** Id → content. Throws StatusError. */
export function readSecrets(process: Process, secrets: readonly Secret[]): Record<string, string> {
  return Object.fromEntries(secrets.map((fields) => readSecret(process, fields)))
}

function readSecret(process: Process, fields: Secret): [string, string] {
  const id = fields.get('id') ?? ''
  if (id === '') throw new StatusError('secret missing ID')
  const variable = fields.get('env') ?? (fields.get('type') === 'env' ? (fields.get('src') ?? id) : undefined)
  const file = fields.get('src') ?? fields.get('source')
  if (variable === undefined && file === undefined && process.env[id] !== undefined) return [id, process.env[id]]
  if (variable !== undefined) return [id, process.env[variable] ?? '']
  const path = file ?? id
  if (!process.fs.exists(process.path(path)))
    throw new StatusError(`failed to stat ${path}: stat ${path}: no such file or directory`)
  return [id, process.readText(path)]
}
