// What is mounted into a container: its own three files, /dev/shm, volumes, binds and memory.
import type { Mount } from '../../machine/fs/filesystem.ts'
import type { MountPoint } from '../../runtime/container.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { hostsFile, resolvFile } from '../networks/names.ts'
import type { ContainerMount } from './mounts.ts'
import { sharedMemory } from './shm.ts'
import { tmpfsMount } from './tmpfs.ts'

export function mountPoints(engine: Engine, container: Container): MountPoint[] {
  const { fs } = engine.machine
  const directory = `/var/lib/docker/containers/${container.id}`
  fs.mkdir(directory, { parents: true, mode: 0o710 })
  const own = (name: string, text: string): MountPoint => {
    fs.write(`${directory}/${name}`, text)
    return { target: `/etc/${name}`, mount: bind(fs, `${directory}/${name}`, false) }
  }
  const mounts = container.mounts
    .map((mount) => ({ target: mount.destination, mount: mountOf(engine, mount) }))
    .sort((a, b) => a.target.split('/').length - b.target.split('/').length)
  return [
    ...sharedMemory(engine, container),
    own('resolv.conf', resolvFile(engine, container)),
    own('hostname', `${container.uts.hostname}\n`),
    own('hosts', hostsFile(engine, container)),
    ...mounts,
    ...container.extraMounts,
  ]
}

const bind = (fs: Mount['fs'], root: string, readOnly: boolean): Mount => ({
  fs,
  root,
  readOnly,
  device: '/dev/vda1',
  type: 'ext4',
})

function mountOf(engine: Engine, mount: ContainerMount): Mount {
  const { fs, kernel } = engine.machine
  if (mount.type === 'bind') return bind(fs, mount.source, mount.readOnly)
  if (mount.type === 'tmpfs') return tmpfsMount(kernel, mount)
  const { device, type } = engine.volumes.kind(mount.name)
  return { ...bind(fs, engine.volumes.mountpoint(mount.name), mount.readOnly), device, type }
}
