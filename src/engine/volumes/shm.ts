// /dev/shm, the memory that processes share by name: a container's own, another one's, or the machine's (--ipc).
import type { Mount } from '../../machine/fs/filesystem.ts'
import type { MountPoint } from '../../runtime/container.ts'
import { tmpfs } from '../../runtime/snapshot.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { badRequest } from '../errors.ts'
import { donor } from '../containers/donor.ts'
import { QUIET } from './tmpfs.ts'

const TARGET = '/dev/shm'

/** Nothing with `none`. Throws ApiError. */
export function sharedMemory(engine: Engine, container: Container): MountPoint[] {
  const { IpcMode: mode, ShmSize: size } = container.hostConfig
  const own = (): Mount => ({
    fs: tmpfs(engine.machine.kernel, 0o1777, size),
    root: '/',
    device: 'shm',
    type: 'tmpfs',
    options: QUIET,
    size,
  })
  container.shm = undefined
  if (mode === 'none') return []
  if (mode === 'private') return [{ target: TARGET, mount: own() }]
  const hasOther = container.mounts.some(({ destination }) => destination === TARGET)
  if (mode.startsWith('container:')) container.shm = borrowed(engine, mode.slice('container:'.length))
  else if (mode === 'host') container.shm = machines(engine)
  else if (!hasOther) container.shm = own()
  return container.shm && !hasOther ? [{ target: TARGET, mount: container.shm }] : []
}

const machines = ({ machine }: Engine): Mount => ({
  fs: machine.fs,
  root: TARGET,
  device: 'tmpfs',
  type: 'tmpfs',
  options: 'nosuid,nodev',
  exactTimes: true,
})

function borrowed(engine: Engine, name: string): Mount {
  const { shm } = donor(engine, name, 'IPC')
  if (shm) return shm
  const hint = '(hint: use IpcMode:shareable for the donor container)'
  throw badRequest(`failed to join IPC namespace: container ${name}: non-shareable IPC ${hint}`)
}
