// `-v`, `--mount` and `--tmpfs`: what is mounted where (cli/compose/loader ParseVolume, opts.MountOpt).
import { parseBytes, splitCsv } from '../parse.ts'
import { joinPath } from '../../machine/fs/path.ts'
import { StatusError } from '../error.ts'

export interface Mount {
  Type: string
  Source?: string
  Target: string
  ReadOnly?: boolean
  BindOptions?: Record<string, unknown>
  VolumeOptions?: Record<string, unknown>
  TmpfsOptions?: Record<string, unknown>
}

/** Splits `-v` words into binds (a source is named) and anonymous volumes. Throws StatusError. */
export function parseVolumes(
  specs: readonly string[],
  cwd: string,
): { binds: string[]; anonymous: Record<string, Record<string, never>> } {
  const binds: string[] = []
  const anonymous: Record<string, Record<string, never>> = {}
  for (const spec of specs) {
    if (spec === '') throw new StatusError('invalid empty volume spec')
    const parts = sections(spec)
    if (parts.length > 3) throw new StatusError(`invalid spec: ${spec}: too many colons`)
    if (parts.length === 1) anonymous[spec] = {}
    else if (parts[0]!.startsWith('.')) binds.push([joinPath(cwd, parts[0]!), ...parts.slice(1)].join(':'))
    else binds.push(spec)
  }
  return { binds, anonymous }
}

/** Between colons; one letter before a colon is a drive of Windows here as well, and one or two characters are a target. */
function sections(spec: string): string[] {
  if (spec.length <= 2) return [spec]
  const parts = ['']
  for (const char of spec) {
    if (char !== ':' || /^[a-z]$/i.test(parts.at(-1)!)) parts.push(parts.pop()! + char)
    else parts.push('')
  }
  if (parts.includes('')) throw new StatusError(`invalid spec: ${spec}: empty section between colons`)
  return parts
}

const BOOLEAN = new Set(['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive'])

/** One `--mount` word. Throws Error with opts.MountOpt's message, for pflag to wrap. */
export function parseMount(word: string, cwd = ''): Mount {
  if (word === '') throw new Error('EOF')
  const mount: Mount = { Type: 'volume', Target: '' }
  for (const field of splitCsv(word)) {
    const equals = field.indexOf('=')
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase()
    const value = equals < 0 ? 'true' : field.slice(equals + 1)
    if (equals < 0 && !BOOLEAN.has(key)) throw new Error(`invalid field '${field}' must be a key=value pair`)
    setField(mount, key, value, field)
  }
  if (mount.Source?.startsWith('.') && mount.Type === 'bind' && cwd !== '') mount.Source = joinPath(cwd, mount.Source)
  if (!mount.Type) throw new Error('type is required')
  if (!mount.Target) throw new Error('target is required')
  const clash = (options: unknown, type: string, name: string) => {
    if (options && mount.Type !== type)
      throw new Error(`cannot mix '${name}-*' options with mount type '${mount.Type}'`)
  }
  clash(mount.VolumeOptions, 'volume', 'volume')
  clash(mount.BindOptions, 'bind', 'bind')
  clash(mount.TmpfsOptions, 'tmpfs', 'tmpfs')
  return mount
}

function setField(mount: Mount, key: string, value: string, field: string): void {
  switch (key) {
    case 'type':
      mount.Type = value.toLowerCase()
      return
    case 'source':
    case 'src':
      mount.Source = value
      return
    case 'target':
    case 'dst':
    case 'destination':
      mount.Target = value
      return
    case 'readonly':
    case 'ro':
      if (!['true', 'false', '1', '0'].includes(value)) throw new Error(`invalid value for ${key}: ${value}`)
      mount.ReadOnly = value === 'true' || value === '1'
      return
    case 'consistency':
      return
    case 'bind-propagation':
      mount.BindOptions = { ...mount.BindOptions, Propagation: value.toLowerCase() }
      return
    case 'bind-nonrecursive':
      mount.BindOptions = { ...mount.BindOptions, NonRecursive: value === 'true' }
      return
    case 'bind-recursive':
      mount.BindOptions = { ...mount.BindOptions, NonRecursive: value === 'disabled' }
      return
    case 'volume-nocopy':
      mount.VolumeOptions = { ...mount.VolumeOptions, NoCopy: value === 'true' }
      return
    case 'volume-subpath':
      mount.VolumeOptions = { ...mount.VolumeOptions, Subpath: value }
      return
    case 'volume-label':
      mount.VolumeOptions = {
        ...mount.VolumeOptions,
        Labels: { ...(mount.VolumeOptions?.Labels as object), ...pair(value) },
      }
      return
    case 'volume-driver':
      mount.VolumeOptions = { ...mount.VolumeOptions, DriverConfig: { Name: value } }
      return
    case 'tmpfs-size':
      mount.TmpfsOptions = { ...mount.TmpfsOptions, SizeBytes: tmpfsSize(value) }
      return
    case 'tmpfs-mode':
      mount.TmpfsOptions = { ...mount.TmpfsOptions, Mode: tmpfsMode(value) }
      return
    default:
      throw new Error(`unexpected key '${key}' in '${field}'`)
  }
}

function tmpfsSize(value: string): number {
  try {
    return parseBytes(value)
  } catch {
    throw new Error(`invalid value for tmpfs-size: ${value}`)
  }
}

function tmpfsMode(value: string): number {
  if (!/^[0-7]+$/.test(value)) throw new Error(`invalid value for tmpfs-mode: ${value}`)
  return parseInt(value, 8)
}

const pair = (value: string) => ({ [value.split('=')[0]!]: value.split('=').slice(1).join('=') })

/** `--tmpfs /run:size=64m` words, as HostConfig.Tmpfs. */
export function parseTmpfs(words: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (const word of words) {
    const colon = word.indexOf(':')
    out[colon < 0 ? word : word.slice(0, colon)] = colon < 0 ? '' : word.slice(colon + 1)
  }
  return out
}
