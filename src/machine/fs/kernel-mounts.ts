// What a kernel mounts into every machine and container: /proc, /dev, /sys.
import type { Machine } from '../machine.ts'
import type { Process } from '../process.ts'
import type { Namespaces } from '../spawn.ts'
import { oldGroupFiles } from './cgroup-v1.ts'
import { groupFiles, machineGroups } from './cgroupfs.ts'
import { COMMON_DEVICES, MACHINE_DEVICES } from './devices.ts'
import type { FileSystem, Mount } from './filesystem.ts'
import { OverlayFs } from './overlay.ts'
import { procfs } from './procfs.ts'
import { type Generated, SyntheticFs } from './synthetic.ts'

const QUIET = 'nosuid,nodev,noexec'

const folder = (files: ReadonlyMap<string, Generated>): Generated => ({ folder: () => files })

const NOTHING = folder(new Map())

const appear = (fs: FileSystem, path: string, mount: Mount) => fs.mount(path, { ...mount, virtual: true })

/** /proc of a PID namespace. */
export function mountProc(fs: FileSystem, machine: Machine, namespaces: Namespaces): void {
  appear(fs, '/proc', { fs: procfs(machine, namespaces), root: '/', device: 'proc', type: 'proc', options: QUIET })
}

function deviceFolder(now: () => number, devices: readonly string[]): OverlayFs {
  const dev = new OverlayFs({ now, device: 'tmpfs' })
  for (const device of devices) {
    if (device.includes('/')) dev.mkdir(`/${device.split('/')[0]}`, { parents: true })
    dev.mknod(`/${device}`, { device }, COMMON_DEVICES.includes(device) ? 0o666 : 0o660)
  }
  dev.symlink('/proc/self/fd', '/fd')
  for (const [i, name] of ['stdin', 'stdout', 'stderr'].entries()) dev.symlink(`/proc/self/fd/${i}`, `/${name}`)
  dev.symlink('pts/ptmx', '/ptmx')
  dev.mkdir('/pts')
  dev.mknod('/pts/ptmx', { device: 'ptmx' })
  dev.mkdir('/shm', { mode: 0o1777 })
  dev.mkdir('/mqueue')
  dev.chmod('/', 0o755)
  dev.touch('/', now())
  return dev
}

/** /dev of a machine, which makes the files of its devices itself. */
export function mountMachineDev(fs: FileSystem, now: () => number = () => 0): void {
  const dev = deviceFolder(now, [...COMMON_DEVICES, ...MACHINE_DEVICES])
  appear(fs, '/dev', { fs: dev, root: '/', device: 'udev', type: 'devtmpfs', options: 'nosuid', data: 'mode=755' })
}

/** /dev of a container: the devices every process may use, and those it was given (name below /dev → device). */
export function mountDev(fs: FileSystem, now: () => number, given: ReadonlyMap<string, string>): void {
  const dev = deviceFolder(now, COMMON_DEVICES)
  for (const [path, device] of given) {
    if (dev.exists(path)) continue
    const folder = path.slice(0, path.lastIndexOf('/'))
    if (folder) dev.mkdir(folder, { parents: true })
    dev.mknod(path, { device }, 0o660)
  }
  const size = 65_536 * 1024
  const options = 'nosuid'
  appear(fs, '/dev', {
    fs: dev,
    root: '/',
    device: 'tmpfs',
    type: 'tmpfs',
    options,
    exactTimes: true,
    size,
    data: 'mode=755',
  })
  const pts = { device: 'devpts', type: 'devpts', options: 'nosuid,noexec', data: 'gid=5,mode=620,ptmxmode=666' }
  appear(fs, '/dev/pts', { fs: dev, root: '/pts', ...pts })
  appear(fs, '/dev/mqueue', { fs: dev, root: '/mqueue', device: 'mqueue', type: 'mqueue', options: QUIET })
}

/** /sys with the control groups (cgroup v2): a container sees its own, a machine all of them. */
export function mountSys(fs: FileSystem, machine: Machine, namespaces: Namespaces, readOnly: boolean): void {
  const net: Generated = {
    folder: () => {
      const address = (mac: string) => folder(new Map([['address', { text: () => `${mac}\n` }]]))
      const links = namespaces.net.interfaces.map(({ name, mac }) => [name, address(mac)] as const)
      return new Map([...links, ['lo', address('00:00:00:00:00:00')]])
    },
  }
  const root = new Map([
    ['class', folder(new Map([['net', net]]))],
    ['devices', folder(new Map([['virtual', folder(new Map([['powercap', NOTHING]]))]]))],
    ['firmware', NOTHING],
    ['fs', folder(new Map([['cgroup', NOTHING]]))],
    ['kernel', NOTHING],
  ])
  const now = () => machine.kernel.clock.unix()
  const synthetic = (files: () => ReadonlyMap<string, Generated>, device: string) => new SyntheticFs(files, device, now)
  const common = { root: '/', readOnly, options: QUIET }
  appear(fs, '/sys', { fs: synthetic(() => root, 'sysfs'), device: 'sysfs', type: 'sysfs', ...common })
  const { pids, cgroup } = namespaces
  const numbered = (process: Process) => process.pids.get(pids) ?? 0
  if (machine.features.cgroups === 1) {
    const old = synthetic(() => oldGroupFiles(machine, cgroup, numbered), 'cgroup')
    return appear(fs, '/sys/fs/cgroup', { fs: old, device: 'cgroup', type: 'cgroup', ...common })
  }
  const groups = () =>
    pids === machine.pids && namespaces === machine.namespaces
      ? machineGroups(machine)
      : groupFiles(machine, cgroup, numbered)
  const data = 'nsdelegate,memory_recursiveprot'
  appear(fs, '/sys/fs/cgroup', { fs: synthetic(groups, 'cgroup'), device: 'cgroup', type: 'cgroup2', data, ...common })
}

/** What a container must not see of the kernel, and what it must not change. */
export function mountMasks(
  fs: FileSystem,
  masked: readonly string[],
  readOnly: readonly string[],
  now: () => number,
): void {
  const at = (point: string) => fs.mounts().find(({ path }) => path === point)!.source
  const [proc, dev] = [at('/proc'), at('/dev')]
  for (const path of masked) {
    const there = fs.look(path)
    if (!there) continue
    const isFile = there.type === 'file'
    const empty = { fs: new OverlayFs({ now, device: 'tmpfs' }), readOnly: true, device: 'tmpfs', type: 'tmpfs' }
    appear(fs, path, isFile ? { ...dev, root: '/null' } : { ...empty, root: '/' })
  }
  for (const path of readOnly) {
    const root = path.slice('/proc'.length)
    if (path.startsWith('/proc/') && proc.fs.exists(root)) appear(fs, path, { ...proc, root, readOnly: true })
  }
}
