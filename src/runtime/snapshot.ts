// A container's disk: the image's layers, what the runtime puts on top of them, and a writable layer.
import type { Layer } from '../image/layer.ts'
import type { Entry } from '../kernel/entry.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { Tree } from '../machine/fs/tree.ts'
import { treeOf } from './content.ts'

const at = (path: string, type: 'file' | 'directory', mode: number): Entry => ({
  path,
  type,
  mode,
  uid: 0,
  gid: 0,
  mtime: 0,
})

/** dockerd's `-init` layer: mount points, so that mounting does not count as a change of the container. */
const MOUNT_POINTS = Tree.of([
  at('.dockerenv', 'file', 0o755),
  at('dev', 'directory', 0o755),
  at('dev/console', 'file', 0o755),
  at('dev/pts', 'directory', 0o755),
  at('dev/shm', 'directory', 0o755),
  at('etc/hostname', 'file', 0o755),
  at('etc/hosts', 'file', 0o755),
  { ...at('etc/mtab', 'file', 0o777), type: 'symlink', target: '/proc/mounts' },
  at('etc/resolv.conf', 'file', 0o755),
  at('proc', 'directory', 0o755),
  at('sys', 'directory', 0o755),
])

export function snapshot(kernel: Kernel, layers: readonly Layer[], options: { readOnly?: boolean } = {}): OverlayFs {
  const lower = [...layers.map(treeOf), MOUNT_POINTS]
  return new OverlayFs({ lower, now: () => kernel.clock.unix(), device: 'overlay', readOnly: options.readOnly })
}

/** An empty file system in memory. */
export function tmpfs(kernel: Kernel, mode = 0o1777, size?: number): OverlayFs {
  const now = () => kernel.clock.unix()
  const fs = new OverlayFs({ now, device: 'tmpfs', size })
  fs.chmod('/', mode)
  fs.touch('/', now())
  return fs
}
