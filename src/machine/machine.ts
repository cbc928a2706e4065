// A computer: disk, processes, network address, and the programs its kernel can run.
import type { Kernel } from '../kernel/kernel.ts'
import type { Readable, Writable } from '../kernel/queue.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Fabric } from '../net/fabric.ts'
import type { NetworkNamespace } from '../net/namespace.ts'
import type { CapabilitySet } from './capability.ts'
import { Cgroup } from './cgroup.ts'
import { DEFAULT_PATH, findExecutable, loadExecutable } from './exec.ts'
import { type FileSystem, FsError } from './fs/filesystem.ts'
import { PidNamespace } from './pids.ts'
import { Process } from './process.ts'
import { type Rlimits, rlimitOf } from './rlimit.ts'
import type { Descriptor, Namespaces, SpawnOptions, User } from './spawn.ts'
import type { Program, ProgramTable } from './program.ts'
import type { Tty } from './tty.ts'

export interface Hardware {
  cpus: number
  /** Bytes. */
  memory: number
  /** Bytes. */
  disk: number
}

export interface MachineOptions {
  /** Unique in the world; also its place on the stage: `laptop`, `friend`, `minikube-m02`. */
  name: string
  hostname: string
  kernel: Kernel
  fabric: Fabric
  fs: FileSystem
  net: NetworkNamespace
  programs: ProgramTable
  hardware: Hardware
  /** `uname -r`. */
  release: string
  /** `PRETTY_NAME` of /etc/os-release. */
  os: string
  features?: KernelFeatures
}

/** How the kernel was configured and booted. */
export interface KernelFeatures {
  /** Version of the control groups. */
  cgroups: 1 | 2
  appArmor: boolean
}

export interface StartOptions {
  argv: string[]
  env?: Record<string, string>
  cwd?: string
  user?: User
  namespaces?: Namespaces
  stdin?: Readable
  stdout?: Writable
  stderr?: Writable
  fds?: ReadonlyMap<number, Descriptor>
  tty?: Tty
  parent?: Process
  newGroup?: boolean
  group?: number
  /** Left out: the parent's; without a parent all of them. */
  capabilities?: CapabilitySet
  rlimits?: Rlimits
  program?: Program
  component?: string
  cause?: Cause
}

export const ROOT: User = { name: 'root', uid: 0, gid: 0, home: '/root', groups: [] }

/** Threads of the kernel that have numbers before the first daemon gets one. */
const KERNEL_THREADS = 642

const NO_RLIMITS: Rlimits = new Map()

const NOWHERE: Writable = { write: () => Promise.resolve() }
const NOTHING: Readable = { read: () => Promise.resolve(null) }

export class Machine {
  readonly name: string
  readonly kernel: Kernel
  readonly fabric: Fabric
  readonly programs: ProgramTable
  readonly hardware: Hardware
  readonly release: string
  readonly os: string
  readonly features: KernelFeatures
  readonly pids = new PidNamespace(undefined, 1)
  readonly namespaces: Namespaces
  bootedAt: number
  /** The editor that `nano` and `vi` open: the page's own. Undefined where nobody looks (headless). Gives the text saved, or undefined. */
  editor: ((file: { path: string; text: string }) => Promise<string | undefined>) | undefined
  /** Told of every process that ends. */
  readonly onEnded = new Set<(process: Process, code: number) => void>()
  readonly onStarted = new Set<(process: Process) => void>()

  constructor(options: MachineOptions) {
    this.name = options.name
    this.kernel = options.kernel
    this.fabric = options.fabric
    this.programs = options.programs
    this.hardware = options.hardware
    this.release = options.release
    this.os = options.os
    this.features = options.features ?? { cgroups: 2, appArmor: true }
    this.bootedAt = options.kernel.clock.now
    const uts = { hostname: options.hostname }
    this.namespaces = {
      fs: options.fs,
      net: options.net,
      pids: this.pids,
      uts,
      cgroup: new Cgroup('/'),
      sysctls: new Map(),
    }
  }

  get fs(): FileSystem {
    return this.namespaces.fs
  }

  get net(): NetworkNamespace {
    return this.namespaces.net
  }

  /** Starts a process that is nobody's child: a daemon, a login, the first process of a container. Throws FsError. */
  start(options: StartOptions): Process {
    const { argv, parent, namespaces = this.namespaces, user = ROOT, cwd = '/' } = options
    const env = options.env ?? { PATH: DEFAULT_PATH, HOME: user.home }
    const { program, words } = options.program
      ? { program: options.program, words: argv }
      : this.load(namespaces.fs, cwd, env.PATH, argv, user)
    if (!this.mayFork(namespaces, user, options.rlimits ?? parent?.rlimits)) throw new FsError('EAGAIN', argv[0]!)
    const { tty } = options
    const process = new Process(this, {
      argv: words,
      program,
      env,
      cwd,
      user,
      namespaces,
      stdin: options.stdin ?? tty ?? NOTHING,
      stdout: options.stdout ?? tty ?? NOWHERE,
      stderr: options.stderr ?? tty ?? NOWHERE,
      fds: options.fds,
      tty,
      parent,
      newGroup: options.newGroup,
      group: options.group,
      capabilities: options.capabilities,
      rlimits: options.rlimits,
      component: options.component ?? `${this.name}/${argv[0]!.split('/').at(-1)}`,
      cause: options.cause,
    })
    for (const listener of this.onStarted) listener(process)
    return process
  }

  /** Is there room for one more process: in its control group, and of its user? */
  mayFork({ cgroup, pids }: Namespaces, user: User, rlimits: Rlimits | undefined): boolean {
    if (cgroup.pidsMax !== undefined && pids.processes.size >= cgroup.pidsMax) return false
    const { soft } = rlimitOf(rlimits ?? NO_RLIMITS, 'nproc')
    if (user.uid === 0 || soft === Infinity) return true
    const own = [...this.pids.processes.values()].filter((process) => process.user.uid === user.uid)
    return own.length < soft
  }

  spawn(parent: Process, argv: string[], options: SpawnOptions): Process {
    const inContainer = parent.namespaces.pids !== this.pids
    return this.start({
      argv,
      env: parent.env,
      cwd: parent.cwd,
      user: parent.user,
      ...parent.streams,
      tty: parent.tty,
      cause: parent.cause,
      ...(inContainer || options.program ? { component: parent.component } : {}),
      ...options,
      namespaces: parent.namespaces,
      parent,
    })
  }

  /** execve(2): the process goes on as another program, with the same number, streams and children. Throws FsError. */
  async exec(process: Process, argv: string[], env: Record<string, string>): Promise<number> {
    const { program, words } = this.load(process.fs, process.cwd, env.PATH, argv, process.user)
    process.argv.splice(0, process.argv.length, ...words)
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, env)
    if (process.namespaces.pids === this.pids) process.component = `${this.name}/${words[0]!.split('/').at(-1)}`
    process.forgetHandlers()
    for (const listener of this.onStarted) listener(process)
    return program(process)
  }

  /** Sends a signal to every process of a group, as a terminal does. */
  signalGroup(group: number, signal: Parameters<Process['signal']>[0]): void {
    for (const process of [...this.pids.processes.values()]) if (process.group === group) process.signal(signal)
  }

  /** Every process is killed and nothing answers any more. */
  powerOff(): void {
    this.net.up = false
    for (const process of [...this.pids.processes.values()]) process.signal('KILL')
    this.pids.reset()
  }

  /** Switches on: PID 1 is /sbin/init, which starts the services of /etc/systemd/system. */
  boot(cause?: Cause): Process {
    this.bootedAt = this.kernel.clock.now
    this.net.up = true
    const init = this.start({ argv: ['/sbin/init'], component: `${this.name}/init`, cause })
    this.pids.skip(KERNEL_THREADS)
    return init
  }

  ended(process: Process, code: number): void {
    for (const listener of this.onEnded) listener(process, code)
  }

  private load(fs: FileSystem, cwd: string, path: string | undefined, argv: string[], user: User) {
    const file = findExecutable(fs, cwd, path, argv[0]!, user)
    const { program: id, argv: words } = loadExecutable(fs, cwd, file, argv, user)
    const entry = this.programs.get(id)
    if (!entry) return { program: notSimulated, words }
    if (typeof entry === 'function') return { program: entry, words }
    const lazy: Program = async (process) => (await this.kernel.load(entry.load))(process)
    return { program: lazy, words }
  }
}

/** A program that a disk has and nobody has written. */
export const notSimulated: Program = async (process) => {
  await process.error(`naru: ${process.name} is not simulated\n`)
  return 1
}
