// One machine with a disk, users and programs, for tests of programs and of the shell.
import { concat, text, utf8 } from '../kernel/bytes.ts'
import type { Entry } from '../kernel/entry.ts'
import { Content } from '../kernel/content.ts'
import { executable } from '../kernel/executable.ts'
import { Kernel } from '../kernel/kernel.ts'
import { Pipe, type Writable } from '../kernel/queue.ts'
import { mountMachineDev, mountProc, mountSys } from '../machine/fs/kernel-mounts.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { Tree } from '../machine/fs/tree.ts'
import { Machine } from '../machine/machine.ts'
import type { User } from '../machine/spawn.ts'
import type { ProgramTable } from '../machine/program.ts'
import type { Tty } from '../machine/tty.ts'
import { Fabric } from '../net/fabric.ts'
import { NetworkNamespace } from '../net/namespace.ts'
import { settled } from './drive.ts'

export const STUDENT: User = { name: 'student', uid: 1000, gid: 1000, home: '/home/student', groups: [27, 999] }

export interface TestMachineOptions {
  programs?: ProgramTable
  name?: string
  seed?: number
  /** Absolute path → content, owned by the student below /home/student and by root elsewhere. */
  files?: Record<string, string | Content>
  kernel?: Kernel
  fabric?: Fabric
}

const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0)

const FILES: Record<string, string> = {
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nstudent:x:1000:1000:student:/home/student:/bin/bash\n',
  '/etc/group': 'root:x:0:\nsudo:x:27:student\ndocker:x:999:student\nstudent:x:1000:\n',
  '/etc/hosts': '127.0.0.1 localhost\n',
  '/etc/hostname': 'laptop\n',
  '/etc/resolv.conf': '',
  '/etc/shells': '/bin/sh\n/bin/bash\n',
}

/** A machine that is on (no init runs); every program of the table lies in /usr/bin. */
export function testMachine(options: TestMachineOptions = {}) {
  const kernel = options.kernel ?? new Kernel({ seed: options.seed ?? 1, epoch: EPOCH })
  const fabric = options.fabric ?? new Fabric(kernel, () => ({ latency: 1, bandwidth: 100_000, interactive: 1 }))
  const programs = options.programs ?? new Map()
  const name = options.name ?? 'laptop'
  const fs = new OverlayFs({ lower: [Tree.of(disk(programs))], now: () => kernel.clock.unix(), device: '/dev/vda1' })
  const net = new NetworkNamespace(name, name)
  const hardware = { cpus: 2, memory: 8 * 2 ** 30, disk: 64 * 2 ** 30 }
  const os = 'Ubuntu 24.04.3 LTS'
  const machine = new Machine({
    name,
    hostname: name,
    kernel,
    fabric,
    fs,
    net,
    programs,
    hardware,
    release: '6.8.0-90-generic',
    os,
  })
  mountProc(fs, machine, machine.namespaces)
  mountMachineDev(fs, () => kernel.clock.unix())
  mountSys(fs, machine, machine.namespaces, false)
  for (const [path, content] of Object.entries(options.files ?? {})) {
    const owner = path.startsWith('/home/student') ? { uid: 1000, gid: 1000 } : {}
    fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true, ...owner })
    fs.write(path, content, { mode: 0o644, ...owner })
  }
  return { kernel, fabric, machine, fs }
}

function disk(programs: ProgramTable): Entry[] {
  const entries: Entry[] = []
  const add = (path: string, more: Partial<Entry>) =>
    entries.push({ path, type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: EPOCH, ...more })
  for (const path of [
    'etc',
    'usr',
    'usr/bin',
    'usr/local',
    'usr/local/bin',
    'usr/sbin',
    'home',
    'var',
    'var/log',
    'var/run',
    'opt',
    'mnt',
  ])
    add(path, {})
  add('bin', { type: 'symlink', mode: 0o777, target: 'usr/bin' })
  add('sbin', { type: 'symlink', mode: 0o777, target: 'usr/sbin' })
  add('root', { mode: 0o700 })
  add('tmp', { mode: 0o1777 })
  add('home/student', { mode: 0o750, uid: 1000, gid: 1000 })
  for (const [path, content] of Object.entries(FILES))
    add(path.slice(1), { type: 'file', mode: 0o644, content: Content.of(content) })
  for (const id of programs.keys()) add(`usr/bin/${id}`, { type: 'file', content: executable(id, 40_000) })
  return entries
}

export class Collected implements Writable {
  private readonly chunks: Uint8Array[] = []

  write(data: Uint8Array | string): Promise<void> {
    this.chunks.push(typeof data === 'string' ? utf8(data) : data)
    return Promise.resolve()
  }

  toString(): string {
    return this.chunks.length > 0 ? text(concat(this.chunks)) : ''
  }
}

export interface RunOptions {
  stdin?: string | Uint8Array
  tty?: Tty
  user?: User
  cwd?: string
  env?: Record<string, string>
}

/** Runs words, or a line of shell (by the machine's bash), to its end. */
export async function run(machine: Machine, command: string | string[], options: RunOptions = {}) {
  const user = options.user ?? STUDENT
  const [stdout, stderr, stdin] = [new Collected(), new Collected(), new Pipe(Infinity)]
  if (options.stdin !== undefined) void stdin.write(options.stdin)
  stdin.end()
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: user.home,
    USER: user.name,
    LANG: 'C.UTF-8',
    ...options.env,
  }
  const argv = typeof command === 'string' ? ['bash', '-c', command] : command
  const streams = options.tty ? { tty: options.tty } : { stdin, stdout, stderr }
  const process = machine.start({ argv, env, user, cwd: options.cwd ?? user.home, ...streams })
  const exit = await settled(machine.kernel, process.exited)
  return { exit, stdout: String(stdout), stderr: String(stderr) }
}
