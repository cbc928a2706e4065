// The first use of an empty volume: it gets what the image has at that path.
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { copyTree } from '../../runtime/copy.ts'
import type { Engine } from '../engine.ts'
import type { ContainerMount } from './mounts.ts'

/** Throws ApiError when it cannot be mounted. */
export function fillVolume(engine: Engine, image: FileSystem, mount: ContainerMount): void {
  engine.volumes.mount(mount.name)
  try {
    fill(engine, image, mount)
  } finally {
    engine.volumes.unmount(mount.name)
  }
}

function fill(engine: Engine, image: FileSystem, mount: ContainerMount): void {
  const { fs } = engine.machine
  const target = engine.volumes.mountpoint(mount.name)
  if (!image.exists(mount.destination) || fs.list(target).length > 0) return
  const stat = image.stat(mount.destination)
  if (stat.type !== 'directory') return
  copyTree(image, mount.destination, fs, target)
  fs.chmod(target, stat.mode)
  fs.chown(target, stat)
}
