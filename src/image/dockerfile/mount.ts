// `RUN --mount=type=cache,target=/root/.cache` (reference, "RUN --mount").
import { suggestion } from './flags.ts'
import type { Mount } from './instruction.ts'
import { Complaint } from './statement.ts'

const MOUNT_KEYS: Record<string, keyof Mount> = {
  target: 'target',
  dst: 'target',
  destination: 'target',
  source: 'source',
  src: 'source',
  from: 'from',
  id: 'id',
}
const MOUNT_TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh']
const MOUNT_OTHERS = ['readonly', 'ro', 'rw', 'readwrite', 'required', 'sharing', 'mode', 'uid', 'gid', 'size', 'env']

/** Throws Complaint. */
export function parseMount(flag: string): Mount {
  const out: Mount = { type: 'bind', readonly: true, required: false }
  for (const field of flag.split(',')) {
    const equals = field.indexOf('=')
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase()
    const value = equals < 0 ? 'true' : field.slice(equals + 1)
    const property = MOUNT_KEYS[key]
    if (key === 'type') {
      if (!MOUNT_TYPES.includes(value))
        throw new Complaint(`unsupported mount type ${JSON.stringify(value)}${suggestion(value, MOUNT_TYPES)}`)
      out.type = value as Mount['type']
      out.readonly = value === 'bind' || value === 'secret'
    } else if (property) Object.assign(out, { [property]: value })
    else if (key === 'readonly' || key === 'ro') out.readonly = value !== 'false'
    else if (key === 'rw' || key === 'readwrite') out.readonly = value === 'false'
    else if (key === 'required') out.required = value !== 'false'
    else if (!MOUNT_OTHERS.includes(key)) {
      throw new Complaint(
        `unexpected key '${key}' in '${field}'${suggestion(key, ['type', ...Object.keys(MOUNT_KEYS), ...MOUNT_OTHERS])}`,
      )
    }
  }
  return out
}

/** Under which name a secret is asked for. */
export const secretId = ({ id, target = '' }: Mount): string => id ?? target.split('/').at(-1)!
