// Where a container's volumes, binds and tmpfs come from: `-v`, `--mount`, `--tmpfs`, `--volumes-from`, VOLUME of the image.
import type { ContainerConfig, HostConfig, MountPoint, MountSpec } from '../../api/docker.ts'
import { badRequest } from '../errors.ts'
import { checkTmpfs } from './tmpfs.ts'

export interface ContainerMount {
  type: 'bind' | 'volume' | 'tmpfs'
  /** Host path of a bind. */
  source: string
  /** Of a volume. */
  name: string
  destination: string
  readOnly: boolean
  mode: string
  propagation: string
  /** Not made by a user's wish: removed with `docker rm -v` and `--rm`. */
  anonymous: boolean
  /** Files of the image are not copied into the empty volume. */
  noCopy: boolean
  /** A missing host folder is made, as `-v` does and `--mount` does not. */
  create: boolean
  /** Of a tmpfs, and as `--mount` gave it. */
  tmpfs?: { size?: number; mode?: number }
}

const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/
const MODES = /^(ro|rw|z|Z|nocopy|consistent|cached|delegated|r?shared|r?slave|r?private)$/

export const isMode = (word: string): boolean => MODES.test(word)

const mountOf = (fields: Partial<ContainerMount> & Pick<ContainerMount, 'type' | 'destination'>): ContainerMount => ({
  source: '',
  name: '',
  readOnly: false,
  mode: '',
  propagation: '',
  anonymous: false,
  noCopy: false,
  create: false,
  ...fields,
})

const clean = (path: string) => path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')

/** `src:dst[:mode]` or `dst`. Throws ApiError as dockerd words it. */
export function parseBind(spec: string): ContainerMount {
  const invalid = (why = '') => badRequest(`invalid volume specification: '${spec}'${why}`)
  const parts = spec.split(':')
  if (parts.length > 3 || parts[0] === '') throw invalid()
  if (parts.length === 1) return mountOf({ type: 'volume', destination: clean(parts[0]!), anonymous: true })
  const [source, destination, mode = ''] = parts as [string, string, string?]
  const type = source.startsWith('/') ? 'bind' : 'volume'
  if (!destination.startsWith('/')) {
    throw invalid(
      `: invalid mount config for type "${type}": invalid mount path: '${destination}' mount path must be absolute`,
    )
  }
  if (clean(destination) === '/') {
    throw invalid(`: invalid mount config for type "${type}": invalid specification: destination can't be '/'`)
  }
  const modes = mode === '' ? [] : mode.split(',')
  if (!modes.every((word) => MODES.test(word))) throw badRequest(`invalid mode: ${mode}`)
  if (type === 'volume') checkVolumeName(source)
  const readOnly = modes.includes('ro')
  const shown = type === 'volume' && modes.length === 0 ? 'z' : mode
  return mountOf({
    type,
    destination: clean(destination),
    ...(type === 'bind' ? { source: clean(source), propagation: 'rprivate', create: true } : { name: source }),
    readOnly,
    mode: shown,
    noCopy: modes.includes('nocopy'),
  })
}

/** Throws ApiError. */
export function checkVolumeName(name: string): void {
  if (name.length === 1) {
    throw badRequest(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`)
  }
  if (VOLUME_NAME.test(name)) return
  throw badRequest(
    `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  )
}

/** `--mount`. Throws ApiError. */
export function parseMount(spec: MountSpec): ContainerMount {
  const wrong = (why: string) => badRequest(`invalid mount config for type ${JSON.stringify(spec.Type)}: ${why}`)
  if (!['bind', 'volume', 'tmpfs'].includes(spec.Type)) throw wrong('mount type unknown')
  if (!spec.Target) throw wrong('field Target must not be empty')
  if (!spec.Target.startsWith('/')) throw wrong(`invalid mount path: '${spec.Target}' mount path must be absolute`)
  if (clean(spec.Target) === '/') throw wrong(`invalid specification: destination can't be '/'`)
  const readOnly = spec.ReadOnly ?? false
  const destination = clean(spec.Target)
  if (spec.Type === 'tmpfs') {
    if (spec.Source) throw wrong('field Source must not be specified')
    const { SizeBytes: size, Mode: mode } = spec.TmpfsOptions ?? {}
    return mountOf({ type: 'tmpfs', destination, readOnly, tmpfs: { size, mode } })
  }
  if (spec.Type === 'volume') {
    if (spec.Source) checkVolumeName(spec.Source)
    const noCopy = spec.VolumeOptions?.NoCopy ?? false
    return mountOf({
      type: 'volume',
      destination,
      name: spec.Source ?? '',
      readOnly,
      mode: 'z',
      noCopy,
      anonymous: !spec.Source,
    })
  }
  if (!spec.Source) throw wrong('field Source must not be empty')
  if (!spec.Source.startsWith('/')) throw wrong(`invalid mount path: '${spec.Source}' mount path must be absolute`)
  const propagation = spec.BindOptions?.Propagation ?? 'rprivate'
  const create = spec.BindOptions?.CreateMountpoint ?? false
  return mountOf({ type: 'bind', destination, source: clean(spec.Source), readOnly, propagation, create })
}

/** Later ones replace earlier ones at the same destination. Throws ApiError. */
export function collectMounts(
  config: Pick<ContainerConfig, 'Volumes'>,
  host: HostConfig,
  inherited: readonly ContainerMount[],
): ContainerMount[] {
  const asked: ContainerMount[] = []
  const seen = new Set<string>()
  for (const mount of [...(host.Binds ?? []).map(parseBind), ...(host.Mounts ?? []).map(parseMount)]) {
    if (seen.has(mount.destination)) throw badRequest(`Duplicate mount point: ${mount.destination}`)
    seen.add(mount.destination)
    asked.push(mount)
  }
  for (const [destination, options] of Object.entries(host.Tmpfs ?? {})) {
    checkTmpfs(options)
    asked.push(mountOf({ type: 'tmpfs', destination: clean(destination), mode: options }))
  }
  const all = new Map([...inherited, ...asked].map((mount) => [mount.destination, mount]))
  for (const destination of Object.keys(config.Volumes ?? {})) {
    const path = clean(destination.startsWith('/') ? destination : `/${destination}`)
    if (!all.has(path)) all.set(path, mountOf({ type: 'volume', destination: path, anonymous: true }))
  }
  return [...all.values()]
}

/** As inspect and ps show it; tmpfs of `--tmpfs` is not among them. */
export function mountPoint(mount: ContainerMount, mountpoint: (volume: string) => string): MountPoint | undefined {
  const { type, destination, mode, readOnly, propagation } = mount
  if (type === 'tmpfs') {
    if (!mount.tmpfs) return undefined
    return { Type: 'tmpfs', Source: '', Destination: destination, Mode: '', RW: !readOnly, Propagation: '' }
  }
  if (type === 'bind') {
    return {
      Type: 'bind',
      Source: mount.source,
      Destination: destination,
      Mode: mode,
      RW: !readOnly,
      Propagation: propagation,
    }
  }
  return {
    Type: 'volume',
    Name: mount.name,
    Source: mountpoint(mount.name),
    Destination: destination,
    Driver: 'local',
    Mode: mode,
    RW: !readOnly,
    Propagation: propagation,
  }
}
