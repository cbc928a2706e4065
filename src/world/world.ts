// One world: its kernel, its network, its machines, and the terminals through which it is told what to do.
import { Kernel } from '../kernel/kernel.ts'
import type { TraceEvent } from '../kernel/trace.ts'
import type { Machine } from '../machine/machine.ts'
import type { ProgramTable } from '../machine/program.ts'
import { isBusy } from '../machine/shell/session.ts'
import type { Registry } from '../registry/server.ts'
import { Fabric } from '../net/fabric.ts'
import { type DnsAnswer, type DnsQuestion, Network, NetworkNamespace } from '../net/namespace.ts'
import { Driver, type Turn } from './driver.ts'
import { inspectObject } from './inspect.ts'
import { Internet } from './internet.ts'
import { HOME_ROUTER, LAN } from './lan.ts'
import { type Tempo, latency } from './latency.ts'
import type { Input } from './port.ts'
import { programTable } from './programs.ts'
import { tellProcesses } from './processes.ts'
import { scenario } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { type Ran, Session, type SessionLine } from './session.ts'
import { Terminal } from './terminal.ts'

type Untimed<I> = I extends Input ? Omit<I, 't'> : never
export type NewInput = Untimed<Input>

/** Where the world's outgoing things go. All are called synchronously while the world runs. */
export interface Sink {
  event?: (event: TraceEvent) => void
  output?: (terminal: string, data: Uint8Array) => void
  closed?: (terminal: string) => void
  result?: (id: number, exit: number, stdout: string, stderr: string) => void
  edit?: (id: number, terminal: string, on: string, path: string, text: string) => void
}

export interface WorldOptions {
  seed: number
  scenario: string
  turn: Turn
  sink?: Sink
  tempo?: Tempo
  /** Unix ms at which the world begins: real clients at the door have clocks of their own. */
  epoch?: number
}

/** Monday morning of a school week, in Seoul. */
const EPOCH = Date.UTC(2026, 8, 7, 0, 30, 0)

export class World {
  readonly kernel: Kernel
  readonly fabric: Fabric
  readonly driver: Driver
  readonly internet = new Internet()
  readonly lan = new Network('lan', 'lan', LAN)
  readonly router = new NetworkNamespace('router', 'router')
  readonly machines = new Map<string, Machine>()
  /** Public registries by the host that image names begin with. */
  readonly registries = new Map<string, Registry>()
  readonly programs: ProgramTable
  readonly scenario: Scenario
  private readonly sink: Sink
  private readonly terminals = new Map<string, Terminal>()
  private readonly sessions = new Map<string, Session>()
  private readonly edits = new Map<number, (text: string | undefined) => void>()
  private lastEdit = 0
  private running = 0

  private constructor(options: WorldOptions) {
    this.kernel = new Kernel({ seed: options.seed, epoch: options.epoch ?? EPOCH })
    this.scenario = scenario(options.scenario)
    this.fabric = new Fabric(this.kernel, latency(options.tempo ?? this.scenario.tempo))
    this.driver = new Driver(this.kernel, options.turn)
    this.sink = options.sink ?? {}
    this.programs = programTable(this)
    this.router.attach(this.lan, HOME_ROUTER)
    const dns = (question: DnsQuestion) => this.resolve(question)
    this.router.listen(53, { component: 'router/dns', dns }, HOME_ROUTER, 'udp')
    this.internet.join(this.router)
    this.kernel.trace.subscribe((event) => {
      this.sink.event?.(event)
    })
  }

  /** Builds the scenario and lets it come up. Rejects with an Error when there is no such scenario. */
  static async create(options: WorldOptions): Promise<World> {
    const world = new World(options)
    let built = false
    world.kernel.spawn(async () => {
      await world.scenario.build(world)
      built = true
    })
    await world.driver.run(() => built)
    return world
  }

  /** Puts a machine into the world. */
  add(machine: Machine): void {
    this.machines.set(machine.name, machine)
    tellProcesses(machine)
    machine.editor = ({ path, text }) => this.edit(machine, path, text)
  }

  machine(name: string): Machine {
    const machine = this.machines.get(name)
    if (!machine) throw new Error(`there is no machine ${name}`)
    return machine
  }

  /** What the router at home knows: the computers around it and every public name. */
  resolve(question: DnsQuestion): DnsAnswer {
    const data = question.type === 'A' ? this.machines.get(question.name)?.net.address() : undefined
    if (data === undefined) return this.internet.resolve(question)
    return { status: 'NOERROR', records: [{ name: question.name, type: 'A', ttl: 0, data }] }
  }

  /** Machines a person can sit at, the laptop first. */
  computers(): string[] {
    return [...this.machines.keys()].filter((name) => this.scenario.users.has(name))
  }

  /** True while some command runs in the foreground that does not itself wait for keys. */
  busy(): boolean {
    return this.running > 0 || isBusy(this.kernel)
  }

  apply(input: NewInput): void {
    if (input.kind === 'open') this.open(input)
    else if (input.kind === 'close') this.terminals.get(input.terminal)?.close()
    else if (input.kind === 'keys') this.terminals.get(input.terminal)?.keys(input.data)
    else if (input.kind === 'resize') this.terminals.get(input.terminal)?.resize(input)
    else if (input.kind === 'edited') this.edited(input.id, input.text)
    else this.runFor(input.id, input.on, input.line)
  }

  /** Types one line at the prompt of a machine's session, and gives what came of it. */
  async run(on: string, line: SessionLine): Promise<Ran> {
    let session = this.sessions.get(on)
    if (!session) {
      session = new Session(this.machine(on), this.scenario.users.get(on))
      this.sessions.set(on, session)
    }
    this.running++
    try {
      return await session.run(line)
    } finally {
      this.running--
    }
  }

  /** Ctrl-C at a session's prompt. */
  interrupt(on: string): void {
    this.sessions.get(on)?.interrupt()
  }

  /** The window of a session is closed. */
  hangUp(on: string): void {
    this.sessions.get(on)?.hangUp()
  }

  inspect(object: { type: string; place: string; id: string }): Promise<unknown> {
    return inspectObject(this, object)
  }

  private runFor(id: number, on: string, line: string): void {
    this.kernel.spawn(async () => {
      const name = this.machines.has(on) ? on : undefined
      const ran = name ? await this.run(name, { line }) : { exit: 255, stdout: '', stderr: `naru: no machine ${on}\n` }
      this.sink.result?.(id, ran.exit, ran.stdout, ran.stderr)
    })
  }

  private open(input: NewInput & { kind: 'open' }): void {
    const machine = this.machines.get(input.on)
    if (!machine?.net.up) return this.sink.closed?.(input.terminal)
    const { terminal, columns, rows } = input
    const opened = new Terminal(
      machine,
      this.scenario.users.get(input.on),
      { columns, rows },
      {
        output: (data) => this.sink.output?.(terminal, data),
        closed: () => {
          this.terminals.delete(terminal)
          this.sink.closed?.(terminal)
        },
      },
    )
    this.terminals.set(terminal, opened)
  }

  private edit(machine: Machine, path: string, text: string): Promise<string | undefined> {
    const id = ++this.lastEdit
    const terminal = [...this.terminals].find(([, open]) => open.machine === machine)?.[0]
    if (terminal === undefined || !this.sink.edit) return Promise.resolve(undefined)
    this.sink.edit(id, terminal, machine.name, path, text)
    return new Promise((resolve) => this.edits.set(id, resolve))
  }

  private edited(id: number, text: string | undefined): void {
    this.edits.get(id)?.(text)
    this.edits.delete(id)
  }
}
