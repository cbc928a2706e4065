// A process: argv, environment, working directory, files, streams, signals, and a way to send requests.
import { text } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import { Content } from '../kernel/content.ts'
import type { Duplex, Readable, Writable } from '../kernel/queue.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Sender } from '../net/fabric.ts'
import type { ClientResponse } from '../net/http.ts'
import { demandRead, demandWrite } from './access.ts'
import { ALL_CAPABILITIES, type CapabilitySet } from './capability.ts'
import type { FileSystem } from './fs/filesystem.ts'
import { joinPath } from './fs/path.ts'
import type { Machine } from './machine.ts'
import type { PidNamespace } from './pids.ts'
import { type Rlimits } from './rlimit.ts'
import { runProgram } from './run-program.ts'
import { Killed, SIGNALS, type SignalName, defaultAction } from './signal.ts'
import {
  type RequestOptions,
  type Server,
  connectTo,
  listenOn,
  listenOnSocket,
  lookupName,
  sendRequest,
  senderOf,
} from './sockets.ts'
import type { Descriptor, Namespaces, ProcessInit, SpawnOptions, User } from './spawn.ts'
import { type StandardStreams, type StreamName, inputOf, isTty, outputOf } from './standard-streams.ts'
import type { Tty } from './tty.ts'

export class Process {
  readonly machine: Machine
  readonly argv: string[]
  readonly env: Record<string, string>
  cwd: string
  readonly user: User
  readonly namespaces: Namespaces
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** What fds 0, 1 and 2 refer to: children inherit these, and `exec` with redirections changes them. */
  readonly streams: StandardStreams
  /** File descriptors from 3 on. */
  readonly fds: Map<number, Descriptor>
  /** The controlling terminal. */
  readonly tty: Tty | undefined
  readonly parent: Process | undefined
  readonly children = new Set<Process>()
  readonly pids: Map<PidNamespace, number>
  group: number
  /** The bounding set: what it can do as root. */
  readonly capabilities: CapabilitySet
  rlimits: Rlimits
  readonly startedAt: number
  /** Component id under which its messages fly. */
  component: string
  /** The event this process acts because of; a server sets it for each request it handles. */
  cause: Cause
  state: 'S' | 'T' | 'Z' = 'S'
  /** Resident bytes, as `ps` and `stats` show them; see `allocate`. */
  memory = 1_500_000
  /** CPU ms used. */
  cpu = 0
  umask: number
  /** Told when a signal stops it: what waitpid with WUNTRACED sees. */
  readonly onStopped = new Set<() => void>()
  /** Cancelled with Killed when a signal ends this process. */
  readonly killed = new Cancel()
  /** waitpid's view: exit code, or 128 + signal. */
  readonly exited: Promise<number>
  exitCode: number | undefined
  /** The signal that ended it, if one did: WTERMSIG. */
  endedBy: SignalName | undefined
  private readonly handlers = new Map<SignalName, () => void>()
  private resume: (() => void)[] = []
  private readonly onExit: ((code: number) => void)[] = []

  constructor(machine: Machine, init: ProcessInit) {
    this.machine = machine
    this.argv = init.argv
    this.env = { ...init.env }
    this.cwd = init.cwd
    this.user = init.user
    this.namespaces = init.namespaces
    this.tty = init.tty
    this.parent = init.parent
    this.component = init.component
    this.cause = init.cause
    this.streams = { stdin: init.stdin, stdout: init.stdout, stderr: init.stderr }
    this.fds = new Map(init.fds ?? init.parent?.fds)
    this.umask = init.parent?.umask ?? 0o022
    this.capabilities = init.capabilities ?? init.parent?.capabilities ?? ALL_CAPABILITIES
    this.rlimits = init.rlimits ?? init.parent?.rlimits ?? new Map()
    this.stdin = inputOf(this)
    this.stdout = outputOf(this, 'stdout')
    this.stderr = outputOf(this, 'stderr')
    this.startedAt = machine.kernel.clock.now
    this.pids = init.namespaces.pids.enter(this)
    init.namespaces.cgroup.members.add(this)
    this.group = init.newGroup || !init.parent ? this.hostPid : (init.group ?? init.parent.group)
    init.parent?.children.add(this)
    this.exited = new Promise((resolve) => this.onExit.push(resolve))
    machine.kernel.spawn(async () => this.finish(await runProgram(this, init.program)))
  }

  /** Its number as its own namespace sees it: 1 for the first process of a container. */
  get pid(): number {
    return this.pids.get(this.namespaces.pids)!
  }

  /** Its number on the machine. */
  get hostPid(): number {
    return this.pids.get(this.machine.pids)!
  }

  get fs(): FileSystem {
    this.namespaces.pids.asking = this
    return this.namespaces.fs
  }

  /** What fds 0, 1 and 2 are: `isatty`. */
  get isTty(): Record<StreamName, boolean> {
    const { stdin, stdout, stderr } = this.streams
    return { stdin: isTty(stdin), stdout: isTty(stdout), stderr: isTty(stderr) }
  }

  get kernel() {
    return this.machine.kernel
  }

  get name(): string {
    return this.argv[0]!.split('/').at(-1)!
  }

  /** capable(): root with that piece of its power left. */
  can(capability: string): boolean {
    return this.user.uid === 0 && this.capabilities.has(capability)
  }

  print(data: string | Uint8Array): Promise<void> {
    return this.stdout.write(data)
  }

  error(data: string | Uint8Array): Promise<void> {
    return this.stderr.write(data)
  }

  sleep(ms: number): Promise<void> {
    return this.alive(() => this.kernel.clock.sleep(ms, this.killed))
  }

  /** Uses the processor: every loop that can run for ever must. */
  work(ms: number): Promise<void> {
    return this.sleep(this.namespaces.cgroup.use(this, ms))
  }

  /** An absolute path, from the working directory. */
  path(path: string): string {
    return joinPath(this.cwd, path)
  }

  /** Throws EACCES where its user may not read. */
  readFile(path: string): Content {
    demandRead(this, this.path(path))
    return this.fs.read(this.path(path))
  }

  readText(path: string): string {
    return text(this.readFile(path).bytes())
  }

  /** Owner is this process's user, mode 0666 less the umask, where the file is new. */
  writeFile(path: string, content: string | Uint8Array | Content): void {
    const { uid, gid } = this.user
    demandWrite(this, this.path(path))
    this.fs.write(this.path(path), content, { mode: 0o666 & ~this.umask, uid, gid })
  }

  /** Starts a child. Throws FsError ENOENT (not in PATH), EACCES, ENOEXEC. */
  spawn(argv: string[], options: SpawnOptions = {}): Process {
    return this.machine.spawn(this, argv, options)
  }

  on(signal: SignalName, handler: () => void): () => void {
    this.handlers.set(signal, handler)
    return () => void this.handlers.delete(signal)
  }

  /** execve(2) leaves no handler behind. */
  forgetHandlers(): void {
    this.handlers.clear()
  }

  handles(signal: SignalName): boolean {
    return this.handlers.has(signal)
  }

  /** kill(2). The first process of a PID namespace ignores what it does not handle, except KILL from outside. */
  signal(signal: SignalName, fromInside = false): void {
    if (this.exitCode !== undefined) return
    if (signal === 'KILL') return fromInside && this.pid === 1 ? undefined : this.end('KILL')
    if (signal === 'CONT') this.continue()
    const handler = this.handlers.get(signal)
    if (handler && signal !== 'STOP') return handler()
    if (this.pid === 1 && signal !== 'STOP') return
    const action = defaultAction(signal)
    if (action === 'stop') this.stop()
    if (action === 'terminate') this.end(signal)
  }

  /** Memory it holds from now on; the kernel kills it when its control group has no more. */
  allocate(bytes: number): void {
    this.memory = bytes
    this.namespaces.cgroup.grown(this)
  }

  sender(): Sender {
    return senderOf(this)
  }

  /** Addresses of a name. Rejects with NetError ENOTFOUND or EAI_AGAIN. */
  lookup(name: string, family?: 4 | 6): Promise<string[]> {
    return lookupName(this, name, family)
  }

  /** HTTP to `http(s)://host[:port]/path` or `unix:///socket/path` with the target in `init.path`. Rejects with NetError. */
  request(url: string, init: RequestOptions = {}): Promise<ClientResponse> {
    return sendRequest(this, url, init)
  }

  connect(host: string, port: number): Promise<Duplex> {
    return connectTo(this, host, port)
  }

  /** Listens until this process ends. False when the address is in use. */
  listen(port: number, server: Server, address?: string, protocol: 'tcp' | 'udp' = 'tcp'): boolean {
    return listenOn(this, port, server, address, protocol)
  }

  /** Listens on a unix socket until this process ends. */
  listenUnix(path: string, server: Server): void {
    listenOnSocket(this, path, server)
  }

  /** Something to undo when this process ends, however it ends. */
  defer(undo: () => void): void {
    this.onExit.push(undo)
  }

  /** Never resolves; rejects when the process is killed. */
  forever(): Promise<never> {
    return new Promise((_, reject) => this.killed.onCancel(reject))
  }

  /** Awaits something of the kernel's, unless a signal ends this process first; a stopped process waits. */
  async alive<T>(operation: () => Promise<T>): Promise<T> {
    this.killed.throwIfCancelled()
    const value = await this.killed.guard(operation())
    while (this.state === 'T') await this.killed.guard(new Promise<void>((resolve) => this.resume.push(resolve)))
    return value
  }

  private stop(): void {
    this.state = 'T'
    for (const listener of this.onStopped) listener()
  }

  private continue(): void {
    this.state = 'S'
    for (const resume of this.resume.splice(0)) resume()
  }

  private end(signal: SignalName): void {
    this.endedBy = signal
    this.killed.cancel(new Killed(signal))
    this.continue()
    this.finish(128 + SIGNALS[signal])
  }

  private finish(code: number): void {
    if (this.exitCode !== undefined) return
    this.exitCode = code
    this.state = 'Z'
    this.killed.cancel(new Killed('KILL'))
    this.namespaces.pids.leave(this.pids)
    this.namespaces.cgroup.members.delete(this)
    this.parent?.children.delete(this)
    if (this.pid === 1 && this.namespaces.pids !== this.machine.pids) {
      for (const other of this.namespaces.pids.processes.values()) other.end('KILL')
    }
    for (const listener of this.onExit.splice(0)) listener(code)
    this.machine.ended(this, code)
  }
}
