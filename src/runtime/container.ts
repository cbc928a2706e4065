// A container: namespaces, a control group, and processes in them (what runc makes of a bundle).
import { FsError, type Mount } from '../machine/fs/filesystem.ts'
import { mountDev, mountProc, mountSys } from '../machine/fs/kernel-mounts.ts'
import type { OverlayFs } from '../machine/fs/overlay.ts'
import { joinPath } from '../machine/fs/path.ts'
import { ALL_CAPABILITIES, CONTAINER_CAPABILITIES, type CapabilitySet } from '../machine/capability.ts'
import { Cgroup } from '../machine/cgroup.ts'
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
import type { Streams } from './streams.ts'

export interface MountPoint {
  target: string
  mount: Mount
}

export interface Limits {
  /** Bytes. */
  memory?: number
  pids?: number
  cpus?: number
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
  /** Left out: what runtimes usually leave. */
  capabilities?: CapabilitySet
  rlimits?: Rlimits
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

  constructor(options: ContainerOptions) {
    this.options = options
    this.id = options.id
    this.fs = options.fs
    this.pids = options.pids ?? options.machine.pids
    this.cgroup = new Cgroup(`/docker/${options.id}`)
    this.cgroup.onOutOfMemory = () => (this.outOfMemory = true)
    this.limit(options.limits)
  }

  limit({ memory, pids, cpus }: Limits): void {
    this.cgroup.memoryMax = memory
    this.cgroup.pidsMax = pids
    this.cgroup.cpuMax = cpus
  }

  get namespaces(): Namespaces {
    const { net, uts } = this.options
    return { fs: this.fs, net, pids: this.pids, uts, cgroup: this.cgroup }
  }

  /** Starts the first process. Throws OciError. */
  start(spec: ProcessSpec, cause: Cause): Process {
    const { machine } = this.options
    this.outOfMemory = false
    this.pids = this.options.pids ?? new PidNamespace(machine.pids)
    this.prepare()
    if (!this.fs.exists(spec.cwd) && !this.fs.readOnly) this.fs.mkdir(spec.cwd, { parents: true })
    const process = this.run(spec, cause)
    this.process = process
    process.defer(() => (this.process = undefined))
    return process
  }

  /** Starts another process beside the first one. Throws OciError. */
  exec(spec: ProcessSpec, cause: Cause): Process {
    return this.run(spec, cause)
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
    const { machine, mounts } = this.options
    const { namespaces } = this
    mountProc(this.fs, machine, namespaces)
    mountDev(this.fs, () => machine.kernel.clock.unix())
    mountSys(this.fs, machine, namespaces)
    const { readOnly } = this.fs
    this.fs.readOnly = false
    for (const { target, mount } of mounts) this.fs.mount(target, mount)
    this.fs.readOnly = readOnly
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
