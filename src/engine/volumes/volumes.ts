// Volumes of the local driver: folders of the host under /var/lib/docker/volumes.
import type { Volume, VolumeCreateRequest } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { sorted } from '../events.ts'
import { badRequest, conflict, failure, notFound } from '../errors.ts'
import { checkVolumeName } from './mounts.ts'
import { memoryMount } from './tmpfs.ts'

const ROOT = '/var/lib/docker/volumes'
const ANONYMOUS = 'com.docker.volume.anonymous'
const OPTIONS = new Set(['type', 'o', 'device', 'size'])

export interface VolumeRecord {
  name: string
  created: number
  labels: Record<string, string> | null
  options: Record<string, string> | null
}

export class Volumes {
  readonly all = new Map<string, VolumeRecord>()
  private readonly engine: Engine
  /** How many containers use it now, of those that are mounted. */
  private readonly mounted = new Map<string, number>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  mountpoint(name: string): string {
    return `${ROOT}/${name}/_data`
  }

  /** As `mount` shows it in a container. */
  kind(name: string): { device: string; type: string } {
    const { type = 'none', device } = this.all.get(name)?.options ?? {}
    return type === 'tmpfs' && device ? { device, type } : { device: '/dev/vda1', type: 'ext4' }
  }

  /** One made with options is mounted while somebody uses it. Throws ApiError. */
  mount(name: string): void {
    const record = this.all.get(name)
    if (!record?.options?.device && !record?.options?.type) return
    const users = this.mounted.get(name) ?? 0
    if (users === 0) this.machineMount(record)
    this.mounted.set(name, users + 1)
  }

  unmount(name: string): void {
    const users = this.mounted.get(name)
    if (users === undefined) return
    if (users > 1) {
      this.mounted.set(name, users - 1)
      return
    }
    this.mounted.delete(name)
    this.engine.machine.fs.unmount(this.mountpoint(name))
  }

  private machineMount({ name, options }: VolumeRecord): void {
    const { fs, kernel } = this.engine.machine
    const path = this.mountpoint(name)
    const { type = '', device, o = '' } = options!
    const failed = (why: string) => failure(`error while mounting volume '${path}': ${why}`)
    if (!device) throw failed('missing device in volume options')
    if (type === 'tmpfs') {
      fs.mount(path, { ...memoryMount(kernel, o, false, ''), device })
      return
    }
    if (!/(^|,)r?bind(,|$)/.test(o)) throw failed(`naru: a volume of type ${type || 'unknown'} is not simulated`)
    if (!fs.exists(device))
      throw failed(`failed to mount local volume: mount ${device}:${path}, flags: 0x1000: no such file or directory`)
    fs.mount(path, { fs, root: device, readOnly: /(^|,)ro(,|$)/.test(o), device: '/dev/vda1', type: 'ext4' })
  }

  /** Gives the one that is there. Throws ApiError for bad names, drivers and options. */
  create(request: VolumeCreateRequest, cause: Cause): VolumeRecord {
    const name = request.Name || this.engine.newId()
    const driver = request.Driver || 'local'
    if (request.Name) checkVolumeName(name)
    if (driver !== 'local') {
      throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`)
    }
    const known = this.all.get(name)
    if (known) return known
    for (const option of Object.keys(request.DriverOpts ?? {})) {
      if (!OPTIONS.has(option)) throw badRequest(`create ${name}: invalid option: ${JSON.stringify(option)}`)
    }
    const anonymous = !request.Name
    const given = request.Labels && Object.keys(request.Labels).length > 0 ? sorted(request.Labels) : null
    const labels = anonymous ? { ...given, [ANONYMOUS]: '' } : given
    const options = request.DriverOpts && Object.keys(request.DriverOpts).length > 0 ? sorted(request.DriverOpts) : null
    const record = { name, created: this.engine.clock.now, labels, options }
    this.all.set(name, record)
    const { fs } = this.engine.machine
    if (!fs.exists(this.mountpoint(name))) fs.mkdir(this.mountpoint(name), { parents: true })
    this.engine.events.add('volume', 'create', name, { driver: 'local' })
    this.say(record, cause)
    return record
  }

  /** Throws ApiError. */
  get(name: string): VolumeRecord {
    const volume = this.all.get(name)
    if (!volume) throw notFound(`get ${name}: no such volume`)
    return volume
  }

  users(name: string): Container[] {
    return [...this.engine.containers.values()].filter((container) =>
      container.mounts.some((mount) => mount.type === 'volume' && mount.name === name),
    )
  }

  /** Throws ApiError when it is missing (unless forced) or in use. */
  remove(name: string, force: boolean, cause: Cause): void {
    const record = this.all.get(name)
    if (!record) {
      if (force) return
      throw notFound(`get ${name}: no such volume`)
    }
    const users = this.users(name).map((container) => container.id)
    if (users.length > 0) throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`)
    this.all.delete(name)
    this.engine.machine.fs.remove(`${ROOT}/${name}`, { recursive: true })
    this.engine.events.add('volume', 'destroy', name, { driver: 'local' })
    this.say(record, cause)
  }

  isAnonymous(record: VolumeRecord): boolean {
    return record.labels?.[ANONYMOUS] !== undefined
  }

  size(name: string): number {
    return treeSize(this.engine.machine.fs, this.mountpoint(name))
  }

  shown(record: VolumeRecord): Volume {
    return {
      CreatedAt: this.engine.clock.rfc3339(record.created),
      Driver: 'local',
      Labels: record.labels,
      Mountpoint: this.mountpoint(record.name),
      Name: record.name,
      Options: record.options,
      Scope: 'local',
    }
  }

  private say(record: VolumeRecord, cause: Cause): void {
    const here = this.all.has(record.name)
    this.engine.machine.kernel.trace.add({
      kind: 'object',
      topic: 'object.volume',
      type: 'volume',
      place: this.engine.machine.name,
      id: record.name,
      data: here ? { name: record.name, driver: 'local', anonymous: this.isAnonymous(record) } : undefined,
      cause,
    })
  }
}

export function treeSize(fs: FileSystem, path: string): number {
  const stat = fs.lstat(path)
  if (stat.type !== 'directory') return stat.type === 'symlink' ? stat.target!.length : stat.size
  return fs.list(path).reduce((sum, name) => sum + treeSize(fs, `${path}/${name}`), 0)
}
