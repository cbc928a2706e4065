// A container: namespaces, a control group, and processes in them (what runc makes of a bundle).
import { FsError, type Mount } from '../machine/fs/filesystem.ts'
import { mountDev, mountMasks, mountProc, mountSys } from '../machine/fs/kernel-mounts.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { joinPath } from '../machine/fs/path.ts'
import { ALL_CAPABILITIES, CONTAINER_CAPABILITIES, type CapabilitySet } from '../machine/capability.ts'
import { Cgroup } from '../machine/cgroup.ts'
import { setSetting } from '../machine/fs/sysctl.ts'
import { DEFAULT_PATH, findExecutable, loadExecutable } from '../machine/exec.ts'
import type { Machine } from '../machine/machine.ts'
import { PidNamespace } from '../machine/pids.ts'
import type { Process } from '../machine/process.ts'
import { CONTAINER_RLIMITS, type Rlimits } from '../machine/rlimit.ts'
import type { Namespaces, User } from '../machine/spawn.ts'
import type { Program } from '../machine/program.ts'
import type { SignalName } from '../machine/signal.ts'
import type { Cause } from '../kernel/trace.ts'
import type { NetworkNamespace } from '../net/namespace.ts'
import { OciError, lookupError } from './errors.ts'
import { init } from './init.ts'
import { resolveUser } from './identity.ts'
import { MASKED_PATHS, READONLY_PATHS } from './paths.ts'
import type { Streams } from './streams.ts'

const RUNC_THREADS = 5

export interface MountPoint {
  target: string
  mount: Mount
}

export interface Limits {
  /** Bytes. */
  memory?: number
  swap?: number
  reservation?: number
  pids?: number
  cpus?: number
  /** 1…10000. */
  cpuWeight?: number
  /** `0-1,3` */
  cpuset?: string
}

export interface ContainerOptions {
  machine: Machine
  /** 64 hex digits. */
  id: string
  /** Component id of its processes in the trace. */
  component: string
  fs: OverlayFs
  net: NetworkNamespace
  /** Left out: one of its own, made anew at each start. */
  pids?: PidNamespace
  uts: { hostname: string }
  mounts: readonly MountPoint[]
  limits: Limits
  /** Its control group's name. */
  cgroup?: string
  /** Left out: what runtimes usually leave. */
  capabilities?: CapabilitySet
  rlimits?: Rlimits
  /** Devices besides the usual ones: path below /dev → device. */
  devices?: ReadonlyMap<string, string>
  /** Paths of /proc and /sys that are hidden, and that cannot be written. */
  masked?: readonly string[]
  readOnlyPaths?: readonly string[]
  /** Settings of the kernel for its namespaces. */
  sysctls?: ReadonlyMap<string, string>
  /** May change /sys. */
  privileged?: boolean
  onOutOfMemory?: () => void
}

export interface ProcessSpec {
  argv: string[]
  /** `NAME=value`; PATH, HOSTNAME and HOME are added where they are missing. */
  env: readonly string[]
  cwd: string
  /** `user[:group]`, name or number. */
  user: string
  groups?: readonly string[]
  /** Run under an init that passes signals on (`docker run --init`). */
  init?: boolean
  /** All of root's power, whatever the container has (`docker exec --privileged`). */
  privileged?: boolean
  streams: Streams
}

export class Container {
  readonly id: string
  readonly fs: OverlayFs
  readonly options: ContainerOptions
  readonly cgroup: Cgroup
  /** The first process, while it runs. */
  process: Process | undefined
  outOfMemory = false
  private pids: PidNamespace
  private readonly sysctls = new Map<string, string>()

  constructor(options: ContainerOptions) {
    this.options = options
    this.id = options.id
    this.fs = options.fs
    this.pids = options.pids ?? options.machine.pids
    this.cgroup = new Cgroup(options.cgroup ?? `/system.slice/docker-${options.id}.scope`)
    this.cgroup.onOutOfMemory = () => {
      this.outOfMemory = true
      options.onOutOfMemory?.()
    }
    this.limit(options.limits)
  }

  limit({ memory, swap, reservation, pids, cpus, cpuWeight, cpuset }: Limits): void {
    Object.assign(this.cgroup, {
      memoryMax: memory,
      swapMax: swap,
      memoryLow: reservation,
      pidsMax: pids,
      cpuMax: cpus,
      cpuWeight,
      cpuset,
    })
  }

  get namespaces(): Namespaces {
    const { net, uts } = this.options
    return { fs: this.fs, net, pids: this.pids, uts, cgroup: this.cgroup, sysctls: this.sysctls }
  }

  /** Starts the first process. Throws OciError. */
  start(spec: ProcessSpec, cause: Cause): Process {
    const { machine } = this.options
    this.outOfMemory = false
    this.pids = this.options.pids ?? new PidNamespace(machine.pids)
    this.prepare()
    if (!this.fs.exists(spec.cwd) && !this.fs.readOnly) this.fs.mkdir(spec.cwd, { parents: true })
    const process = this.run(spec, cause)
    this.skipNumbers()
    this.process = process
    process.defer(() => (this.process = undefined))
    return process
  }

  /** Starts another process beside the first one. Throws OciError. */
  exec(spec: ProcessSpec, cause: Cause): Process {
    this.skipNumbers()
    return this.run(spec, cause)
  }

  /** The threads of runc, which sets a process up from within, have taken numbers. */
  private skipNumbers(): void {
    if (this.pids !== this.options.machine.pids) this.pids.skip(RUNC_THREADS)
  }

  /** Processes of this container, as its own PID namespace and the machine number them. */
  processes(): Process[] {
    return [...this.options.machine.pids.processes.values()].filter(
      ({ namespaces }) => namespaces.cgroup === this.cgroup,
    )
  }

  signal(signal: SignalName): void {
    this.process?.signal(signal)
  }

  /** The freezer: every process stands still, or goes on. */
  freeze(frozen: boolean): void {
    for (const process of this.processes()) process.signal(frozen ? 'STOP' : 'CONT')
  }

  private prepare(): void {
    const { machine, mounts, devices, masked, readOnlyPaths, sysctls, privileged } = this.options
    const { namespaces } = this
    const now = () => machine.kernel.clock.unix()
    for (const [name, value] of sysctls ?? []) setSetting(namespaces, name, value)
    mountProc(this.fs, machine, namespaces)
    mountDev(this.fs, now, devices ?? new Map())
    mountSys(this.fs, machine, namespaces, !privileged)
    const { readOnly } = this.fs
    this.fs.readOnly = false
    for (const point of mounts) {
      this.checkMount(point)
      this.fs.mount(point.target, point.mount)
    }
    this.fs.readOnly = readOnly
    const inMemory = mounts.flatMap(({ mount: { fs, type } }) =>
      type === 'tmpfs' && fs instanceof OverlayFs && !fs.budget ? fs : [],
    )
    this.cgroup.charge(inMemory)
    mountMasks(this.fs, masked ?? MASKED_PATHS, readOnlyPaths ?? READONLY_PATHS, now)
  }

  /** A directory cannot be mounted on a file, nor a file on a directory. */
  private checkMount({ target, mount }: MountPoint): void {
    if (!this.fs.exists(target)) return
    const isDirectory = (type: string) => type === 'directory'
    if (isDirectory(this.fs.stat(target).type) === isDirectory(mount.fs.stat(mount.root).type)) return
    throw new OciError(
      `error mounting ${JSON.stringify(mount.root)} to rootfs at ${JSON.stringify(target)}: mount src=${mount.root}, dst=${target}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: not a directory`,
      true,
    )
  }

  private run(spec: ProcessSpec, cause: Cause): Process {
    const { machine, component } = this.options
    const user = resolveUser(this.fs, spec.user, spec.groups)
    const env = environment(spec, this.options.uts.hostname, user)
    const file = this.find(spec, env.PATH!, user)
    const { streams } = spec
    const { stdin, stdout, stderr, tty } = streams
    const program = this.programFor(spec, file, user)
    if (!machine.mayFork(this.namespaces, user, this.options.rlimits))
      throw new OciError("can't get final child's PID from pipe: EOF", true)
    const process = machine.start({
      argv: spec.init ? ['/sbin/docker-init', '--', ...spec.argv] : spec.argv,
      ...(program ? { program } : {}),
      env,
      cwd: spec.cwd,
      user,
      namespaces: this.namespaces,
      stdin,
      stdout,
      stderr,
      tty,
      newGroup: true,
      capabilities: spec.privileged ? ALL_CAPABILITIES : (this.options.capabilities ?? CONTAINER_CAPABILITIES),
      rlimits: new Map([...CONTAINER_RLIMITS, ...(this.options.rlimits ?? [])]),
      component,
      cause,
    })
    if (tty) {
      tty.foreground = process.group
      tty.onSignal = (signal, group) => machine.signalGroup(group, signal)
    }
    return process
  }

  private find(spec: ProcessSpec, path: string, user: User): string {
    const word = spec.argv[0]!
    try {
      return findExecutable(this.fs, spec.cwd, path, word, user)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      const absolute = joinPath(spec.cwd, word)
      const isDirectory = word.includes('/') && this.fs.exists(absolute) && this.fs.stat(absolute).type === 'directory'
      throw lookupError(error, word, isDirectory)
    }
  }

  /** What runs instead of the file itself: an init, or the kernel's refusal once the container is up. */
  private programFor(spec: ProcessSpec, file: string, user: User): Program | undefined {
    if (spec.init) return init(spec.argv)
    const { programs } = this.options.machine
    const [word] = spec.argv
    try {
      const { program } = loadExecutable(this.fs, spec.cwd, file, spec.argv, user)
      return programs.has(program) ? undefined : refused(word!, 'exec format error')
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      return refused(word!, error.code === 'ENOEXEC' ? 'exec format error' : 'no such file or directory')
    }
  }
}

const refused =
  (word: string, why: string): Program =>
  async (process) => {
    await process.error(`exec ${word}: ${why}\n`)
    return 255
  }

function environment(spec: ProcessSpec, hostname: string, user: User): Record<string, string> {
  const env: Record<string, string> = { PATH: DEFAULT_PATH, HOSTNAME: hostname }
  if (spec.streams.tty) env.TERM = 'xterm'
  for (const entry of spec.env) {
    const equals = entry.indexOf('=')
    if (equals > 0) env[entry.slice(0, equals)] = entry.slice(equals + 1)
  }
  env.HOME ??= user.home
  return env
}
