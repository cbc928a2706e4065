// mount(8), umount(8), mountpoint(1), findmnt-less: what is mounted where.
import { FsError } from '../../fs/filesystem.ts'
import { mountOptions } from '../../fs/mount-options.ts'
import { OverlayFs } from '../../fs/overlay.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

export const mount: Tool = {
  spec: {
    name: 'mount',
    summary: 'mount a filesystem',
    usage: '[-lhV] | [options] <source> <directory>',
    version: 'mount from util-linux 2.39.3',
    options: {
      '-t, --types=LIST': 'of this type',
      '-o, --options=LIST': 'options',
      '-a, --all': 'all of fstab',
      '-l, --show-labels': 'ignored',
      '--bind': 'a directory somewhere else, too',
    },
  },
  async run(call) {
    const { process } = call
    const { fs } = process
    const [source, target] = call.operands
    if (source === undefined) return list(call)
    if (!process.can('SYS_ADMIN')) {
      const why = process.user.uid === 0 ? 'permission denied.' : 'must be superuser to use mount.'
      await process.error(
        call.busybox
          ? 'mount: permission denied (are you root?)\n'
          : `mount: ${target ?? source}: ${why}\n       dmesg(1) may have more information after failed mount system call.\n`,
      )
      return call.busybox ? 1 : 32
    }
    const options = (call.value('o') ?? '').split(',')
    if (target === undefined) return call.fail(`${source}: can't find in /etc/fstab.`)
    const path = process.path(target)
    if (!fs.exists(path))
      return call.busybox
        ? call.fail(`mounting ${source} on ${target} failed: No such file or directory`)
        : call.fail(`${target}: mount point does not exist.`, 32)
    if (call.has('bind') || options.includes('bind')) {
      fs.mount(path, {
        fs,
        root: process.path(source),
        readOnly: options.includes('ro'),
        device: fs.stat(process.path(source)).device,
        type: 'none',
      })
      return 0
    }
    if (call.value('t') === 'tmpfs') {
      const memory = new OverlayFs({ now: () => process.kernel.clock.unix(), device: 'tmpfs' })
      fs.mount(path, { fs: memory, root: '/', readOnly: options.includes('ro'), device: source, type: 'tmpfs' })
      return 0
    }
    await process.error(`naru: mounting ${call.value('t') ?? 'a device'} is not simulated\n`)
    return 1
  },
}

async function list(call: Call): Promise<number> {
  const { fs, namespaces, machine } = call.process
  const kind = call.value('t')
  const all = fs.mounts().map(({ path, source }) => ({ path, ...source }))
  const type = namespaces.pids === machine.pids ? 'ext4' : 'overlay'
  const root = all.some(({ path }) => path === '/') ? [] : [{ path: '/', device: fs.stat('/').device, type }]
  const rows = [...root, ...all].filter((row) => kind === undefined || kind === row.type)
  await call.print(rows.map((row) => `${row.device} on ${row.path} type ${row.type} (${mountOptions(row)})\n`).join(''))
  return 0
}

export const umount: Tool = {
  spec: {
    name: 'umount',
    summary: 'unmount filesystems',
    usage: '[options] <source> | <directory>',
    version: 'umount from util-linux 2.39.3',
    options: { '-f, --force': 'ignored', '-l, --lazy': 'ignored', '-a, --all': 'ignored' },
  },
  async run(call) {
    const { process } = call
    for (const name of call.operands) {
      const path = process.path(name)
      if (!process.fs.mounts().some((each) => each.path === path)) {
        await call.warn(process.fs.exists(path) ? `${name}: not mounted.` : `${name}: no mount point specified.`, 32)
        continue
      }
      if (!process.can('SYS_ADMIN')) {
        await call.warn(`${name}: must be superuser to unmount.`, 32)
        continue
      }
      try {
        process.fs.unmount(path)
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        await call.warn(`${name}: ${error.code === 'EBUSY' ? 'target is busy.' : error.message}`, 32)
      }
    }
    return call.status
  },
}

export const mountpoint: Tool = {
  spec: {
    name: 'mountpoint',
    summary: 'see if a directory is a mountpoint',
    usage: '[-qd] directory',
    options: { '-q, --quiet': 'print nothing' },
  },
  async run(call) {
    const [name = ''] = call.operands
    const path = call.process.path(name)
    if (!call.process.fs.exists(path)) {
      if (!call.has('q')) await call.process.error(`mountpoint: ${name}: No such file or directory\n`)
      return 1
    }
    const is = path === '/' || call.process.fs.mounts().some((each) => each.path === path)
    if (!call.has('q')) await call.print(`${name} is ${is ? '' : 'not '}a mountpoint\n`)
    return is ? 0 : 32
  },
}
