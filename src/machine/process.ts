// A process: argv, environment, working directory, files, streams, signals, and a way to send requests.
import { EMPTY, text } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import { Content } from '../kernel/content.ts'
import { BrokenPipe, type Duplex, type Readable, type Writable } from '../kernel/queue.ts'
import type { Cause } from '../kernel/trace.ts'
import { isAddress } from '../net/address.ts'
import { lookup } from '../net/dns.ts'
import { NetError } from '../net/errors.ts'
import type { Sender } from '../net/fabric.ts'
import { type ClientResponse, type HttpRequest, parseTarget, parseUrl } from '../net/http.ts'
import type { Listener, NetworkNamespace } from '../net/namespace.ts'
import { demandRead, demandWrite } from './access.ts'
import type { Cgroup } from './cgroup.ts'
import { type FileSystem, FsError } from './fs/filesystem.ts'
import { joinPath } from './fs/path.ts'
import type { Machine } from './machine.ts'
import type { PidNamespace } from './pids.ts'
import { Exit, type Program } from './program.ts'
import { SIGNALS, type SignalName, defaultAction } from './signal.ts'
import type { Tty } from './tty.ts'

export interface User {
  name: string
  uid: number
  gid: number
  home: string
  /** Supplementary groups. */
  groups: number[]
}

/** What a container has of its own and shares with nobody (or with its pod, or with the host). */
export interface Namespaces {
  fs: FileSystem
  net: NetworkNamespace
  pids: PidNamespace
  uts: { hostname: string }
  cgroup: Cgroup
}

export interface ProcessInit {
  argv: string[]
  program: Program
  env: Record<string, string>
  cwd: string
  user: User
  namespaces: Namespaces
  stdin: Readable
  stdout: Writable
  stderr: Writable
  /** File descriptors from 3 on. */
  fds?: ReadonlyMap<number, Descriptor>
  tty?: Tty
  parent?: Process
  /** Leads a process group of its own. */
  newGroup?: boolean
  /** Joins this process group. */
  group?: number
  component: string
  cause: Cause
}

/** What a file descriptor refers to; one of both may be missing. */
export interface Descriptor {
  read?: Readable
  write?: Writable
}

/** Thrown out of what a process awaits when a signal ends it. */
export class Killed extends Error {
  readonly signal: SignalName
  constructor(signal: SignalName) {
    super(`killed by SIG${signal}`)
    this.signal = signal
  }
}

export interface SpawnOptions {
  env?: Record<string, string>
  cwd?: string
  user?: User
  stdin?: Readable
  stdout?: Writable
  stderr?: Writable
  fds?: ReadonlyMap<number, Descriptor>
  tty?: Tty
  newGroup?: boolean
  /** Process group to join. */
  group?: number
  /** Runs this instead of looking argv[0] up on the disk: a fork of the program itself. */
  program?: Program
  component?: string
  cause?: Cause
}

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
  readonly streams: { stdin: Readable; stdout: Writable; stderr: Writable }
  /** File descriptors from 3 on. */
  readonly fds: Map<number, Descriptor>
  /** The controlling terminal. */
  readonly tty: Tty | undefined
  readonly parent: Process | undefined
  readonly children = new Set<Process>()
  readonly pids: Map<PidNamespace, number>
  group: number
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
    const streams = { stdin: init.stdin, stdout: init.stdout, stderr: init.stderr }
    this.streams = streams
    this.fds = new Map(init.fds ?? init.parent?.fds)
    this.umask = init.parent?.umask ?? 0o022
    this.stdin = {
      read: async (max, cancel) => {
        await this.foreground()
        return this.alive(() => streams.stdin.read(max, cancel ?? this.killed))
      },
    }
    this.stdout = { write: (data) => this.output(streams.stdout, data) }
    this.stderr = { write: (data) => this.output(streams.stderr, data) }
    this.startedAt = machine.kernel.clock.now
    this.pids = init.namespaces.pids.enter(this)
    this.group = init.newGroup || !init.parent ? this.hostPid : (init.group ?? init.parent.group)
    init.parent?.children.add(this)
    this.exited = new Promise((resolve) => this.onExit.push(resolve))
    machine.kernel.spawn(() => this.run(init.program))
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
  get isTty(): { stdin: boolean; stdout: boolean; stderr: boolean } {
    const { stdin, stdout, stderr } = this.streams
    return { stdin: isTty(stdin), stdout: isTty(stdout), stderr: isTty(stderr) }
  }

  get kernel() {
    return this.machine.kernel
  }

  get name(): string {
    return this.argv[0]!.split('/').at(-1)!
  }

  // --- streams ---

  print(data: string | Uint8Array): Promise<void> {
    return this.stdout.write(data)
  }

  error(data: string | Uint8Array): Promise<void> {
    return this.stderr.write(data)
  }

  // --- time ---

  sleep(ms: number): Promise<void> {
    return this.alive(() => this.kernel.clock.sleep(ms, this.killed))
  }

  /** Uses the processor: every loop that can run for ever must. */
  work(ms: number): Promise<void> {
    this.cpu += ms
    return this.sleep(ms)
  }

  // --- files ---

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

  // --- children and signals ---

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
    const { cgroup, pids } = this.namespaces
    if (cgroup.memoryMax === undefined) return
    const used = [...pids.processes.values()].reduce((sum, process) => sum + process.memory, 0)
    if (used <= cgroup.memoryMax) return
    cgroup.onOutOfMemory()
    this.end('KILL')
  }

  // --- network ---

  sender(): Sender {
    return { namespace: this.namespaces.net, component: this.component, cause: this.cause, cancel: this.killed }
  }

  /** Addresses of a name. Rejects with NetError ENOTFOUND or EAI_AGAIN. */
  lookup(name: string): Promise<string[]> {
    if (isAddress(name)) return Promise.resolve([name])
    const read = (path: string) => (this.fs.exists(path) ? text(this.fs.read(path).bytes()) : '')
    const files = { hosts: read('/etc/hosts'), resolv: read('/etc/resolv.conf') }
    return this.alive(() => lookup(this.machine.fabric, this.sender(), files, name))
  }

  /** HTTP to `http(s)://host[:port]/path` or `unix:///socket/path` with the target in `init.path`. Rejects with NetError. */
  async request(
    url: string,
    init: Partial<HttpRequest> & { method?: string; cancel?: Cancel; cause?: Cause } = {},
  ): Promise<ClientResponse> {
    const { cancel = this.killed, cause = this.cause, ...rest } = init
    const sender = { ...this.sender(), cancel, cause }
    const base: HttpRequest = { method: 'GET', path: '/', query: {}, headers: {}, body: EMPTY, ...rest }
    if (url.startsWith('unix://')) return this.requestUnix(url.slice('unix://'.length), base, sender)
    const parsed = parseUrl(url)
    if (!parsed) throw new NetError('ENOTFOUND', url)
    const target = parseTarget(parsed.target)
    const request = { ...base, ...(init.path === undefined ? target : {}) }
    request.headers = {
      host: parsed.port === 80 || parsed.port === 443 ? parsed.host : `${parsed.host}:${parsed.port}`,
      ...base.headers,
    }
    const [address] = await this.lookup(parsed.host)
    const scheme = parsed.scheme === 'https' ? 'https' : 'http'
    return this.alive(() =>
      this.machine.fabric.request(sender, { address: address!, port: parsed.port, scheme }, request),
    )
  }

  private requestUnix(path: string, request: HttpRequest, sender: Sender): Promise<ClientResponse> {
    let listener: Listener | undefined
    try {
      listener = this.fs.socket(path)
    } catch (error) {
      if (error instanceof FsError) throw new NetError('ENOTFOUND', path)
      throw error
    }
    if (!listener) throw new NetError('ECONNREFUSED', path)
    const reached = listener
    return this.alive(() => this.machine.fabric.requestUnix(sender, reached, request))
  }

  async connect(host: string, port: number): Promise<Duplex> {
    const [address] = await this.lookup(host)
    return this.alive(() => this.machine.fabric.connect(this.sender(), { address: address!, port }))
  }

  /** Listens until this process ends. False when the address is in use. */
  listen(
    port: number,
    listener: Omit<Listener, 'component'>,
    address?: string,
    protocol: 'tcp' | 'udp' = 'tcp',
  ): boolean {
    const { net } = this.namespaces
    if (!net.listen(port, this.mortal(listener, `${address ?? net.address()}:${port}`), address, protocol)) return false
    this.onExit.push(() => net.close(port, address, protocol))
    return true
  }

  /** Listens on a unix socket until this process ends. */
  listenUnix(path: string, listener: Omit<Listener, 'component'>): void {
    this.fs.bindSocket(path, this.mortal(listener, path))
    this.onExit.push(() => {
      if (this.fs.exists(path)) this.fs.remove(path)
    })
  }

  /** A server that ends while it answers leaves its clients with a connection reset, never with its own death. */
  private mortal(listener: Omit<Listener, 'component'>, target: string): Listener {
    const { component } = this
    const { http } = listener
    if (!http) return { ...listener, component }
    const answer: typeof http = async (request, peer) => {
      try {
        return await this.killed.guard(Promise.resolve(http(request, peer)))
      } catch (error) {
        if (error instanceof Killed && this.killed.cancelled) throw new NetError('ECONNRESET', target)
        throw error
      }
    }
    return { ...listener, component, http: answer }
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

  /** A background process that reads from its terminal is stopped until it is brought to the foreground. */
  private async foreground(): Promise<void> {
    const { tty } = this
    if (!tty || tty !== this.streams.stdin) return
    await this.killed.guard(Promise.resolve())
    if (tty.foreground === 0 || tty.foreground === this.group || this.handles('TTIN')) return
    this.machine.signalGroup(this.group, 'TTIN')
    await this.alive(() => Promise.resolve())
  }

  private async output(to: Writable, data: string | Uint8Array): Promise<void> {
    try {
      await this.alive(() => to.write(data))
    } catch (error) {
      if (!(error instanceof BrokenPipe) || this.handlers.has('PIPE')) throw error
      throw new Killed('PIPE')
    }
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

  private async run(program: Program): Promise<void> {
    let code: number
    try {
      code = await program(this)
    } catch (error) {
      if (error instanceof Killed) code = this.killedBy(error.signal)
      else if (error instanceof Exit) code = error.code
      else code = this.bug(error)
    }
    this.finish(code & 255)
  }

  private killedBy(signal: SignalName): number {
    this.endedBy ??= signal
    return 128 + SIGNALS[signal]
  }

  /** A program threw what no real program would: its own mistake, told where the user can see it. */
  private bug(error: unknown): number {
    this.kernel.bugs.push(error)
    const message = error instanceof Error ? error.message : String(error)
    if (!this.killed.cancelled)
      void this.stderr.write(`naru: internal error in ${this.name}: ${message}\n`).catch(() => {})
    return 134
  }

  private finish(code: number): void {
    if (this.exitCode !== undefined) return
    this.exitCode = code
    this.state = 'Z'
    this.killed.cancel(new Killed('KILL'))
    this.namespaces.pids.leave(this.pids)
    this.parent?.children.delete(this)
    if (this.pid === 1 && this.namespaces.pids !== this.machine.pids) {
      for (const other of this.namespaces.pids.processes.values()) other.end('KILL')
    }
    for (const listener of this.onExit.splice(0)) listener(code)
    this.machine.ended(this, code)
  }
}

const isTty = (stream: Readable | Writable): boolean => 'foreground' in stream && 'raw' in stream
