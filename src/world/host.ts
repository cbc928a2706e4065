// The world's side of the port: takes messages, keeps the pace, sends what happened.
import { concat } from '../kernel/bytes.ts'
import type { TraceEvent } from '../kernel/trace.ts'
import { Driver, type Turn } from './driver.ts'
import { Pacer } from './pacer.ts'
import type { FromWorld, Input, ToWorld } from './port.ts'
import { Roots } from './roots.ts'
import { type NewInput, World } from './world.ts'

export interface HostOptions {
  post: (message: FromWorld) => void
  turn: Turn
  /** Real milliseconds. */
  realNow: () => number
  /** Resolves after that many real ms, or as soon as `wake` was called. */
  rest: (ms: number) => Promise<void>
  wake: () => void
}

/** Real ms of work between two looks at the mail. */
const SLICE_MS = 8
/** Terminal bytes the page may be behind with before the world waits for it. */
const MAX_UNDRAWN = 400_000
const FRAME_MS = 16

export class Host {
  private readonly options: HostOptions
  private readonly pacer: Pacer
  private world: World | undefined
  private driver: Driver | undefined
  private roots = new Roots()
  private mail: ToWorld[] = []
  private inputs: Input[] = []
  private events: TraceEvent[] = []
  private output = new Map<string, Uint8Array[]>()
  private undrawn = new Map<string, number>()
  private idleWaiters: number[] = []
  private stepping = false
  private skipTo: number | undefined
  private lastTime = ''
  private running = false

  constructor(options: HostOptions) {
    this.options = options
    this.pacer = new Pacer({ playing: true, speed: 1 }, options.realNow)
  }

  /** A message from the page. It takes effect between two steps of the world, at the virtual time reached. */
  receive(message: ToWorld): void {
    this.mail.push(message)
    this.options.wake()
    if (this.running) return
    this.running = true
    this.loop().catch((error: unknown) => this.crash(error))
  }

  private async loop(): Promise<void> {
    for (;;) {
      if (this.mail.length > 0) await this.finishMoment()
      for (const message of this.mail.splice(0)) await this.handle(message)
      if (!this.world) {
        if (this.mail.length === 0) await this.options.rest(1000)
        continue
      }
      await this.advance()
      this.flush()
      if (this.world.kernel.crash !== undefined) throw this.world.kernel.crash
      if (this.mail.length === 0) await this.options.rest(this.restFor())
    }
  }

  /** What is due now comes before what is told now: a replay knows no finer times than these. */
  private async finishMoment(): Promise<void> {
    if (this.world) await this.driver!.run(() => false, this.world.kernel.clock.now)
  }

  /** Lets the world run for a slice of real time, as far as the pace allows. */
  private async advance(): Promise<void> {
    const { kernel } = this.world!
    const { clock } = kernel
    const begin = this.options.realNow()
    for (;;) {
      await this.driver!.settle()
      if (kernel.crash !== undefined || this.mail.length > 0 || this.blocked()) return
      if (this.stepping && this.events.some((event) => this.visible(event))) this.endStep()
      const target = this.target()
      const next = clock.next()
      if (next === undefined || next > target) {
        if (Number.isFinite(target)) clock.pass(target)
        if (this.skipTo !== undefined && clock.now >= this.skipTo) this.endSkip()
        return
      }
      clock.step()
      if (this.options.realNow() - begin > SLICE_MS) return
    }
  }

  private target(): number {
    const { now } = this.world!.kernel.clock
    if (this.skipTo !== undefined) return this.skipTo
    if (this.stepping) return Infinity
    return this.pacer.target(now, this.world!.busy())
  }

  /** Real ms to rest: until the next thing is due, at most a frame while time runs. */
  private restFor(): number {
    const rate = this.stepping || this.skipTo !== undefined ? Infinity : this.pacer.rate(this.world!.busy())
    if (this.blocked()) return 50
    if (rate === 0) return 1000
    if (rate === Infinity) return 0
    const { clock } = this.world!.kernel
    const next = clock.next()
    const due = next === undefined ? Infinity : (next - clock.now) / rate
    return due < 1 ? 0 : Math.min(due, FRAME_MS)
  }

  private blocked(): boolean {
    return [...this.undrawn.values()].some((bytes) => bytes > MAX_UNDRAWN)
  }

  private visible(event: TraceEvent): boolean {
    return event.kind !== 'done' && event.kind !== 'cut' && this.roots.of(event.seq) !== undefined
  }

  private endStep(): void {
    this.stepping = false
    this.pacer.pace.playing = false
  }

  private endSkip(): void {
    this.skipTo = undefined
    this.pacer.anchor(this.world!.kernel.clock.now)
  }

  private async handle(message: ToWorld): Promise<void> {
    if (message.type === 'start') return this.start(message)
    const { world } = this
    if (!world) return
    if (message.type === 'input') this.input(message.input)
    else if (message.type === 'pace') this.changePace(message.pace)
    else if (message.type === 'step') this.stepping = true
    else if (message.type === 'skip') this.skipTo = message.to
    else if (message.type === 'idle') this.idleWaiters.push(message.id)
    else if (message.type === 'drawn') this.drawn(message.terminal, message.bytes)
    else if (message.type === 'inspect') {
      const value = await world.inspect(message.object)
      this.options.post({ type: 'inspected', id: message.id, value })
    }
  }

  private changePace(pace: Partial<ToWorldPace>): void {
    Object.assign(this.pacer.pace, pace)
    this.pacer.anchor(this.world!.kernel.clock.now)
  }

  private drawn(terminal: string, bytes: number): void {
    this.undrawn.set(terminal, Math.max(0, (this.undrawn.get(terminal) ?? 0) - bytes))
  }

  private input(input: NewInput): void {
    const stamped = { ...input, t: this.world!.kernel.clock.now } as Input
    this.inputs.push(stamped)
    this.world!.apply(stamped)
    this.options.post({ type: 'inputs', inputs: this.inputs })
  }

  /** Builds the world and replays what was typed before, as fast as it goes. */
  private async start(message: ToWorld & { type: 'start' }): Promise<void> {
    this.pacer.pace = { ...message.pace }
    this.reset()
    const world = await World.create({
      seed: message.seed,
      scenario: message.scenario,
      turn: this.options.turn,
      sink: this.sink(),
    })
    this.world = world
    this.driver = new Driver(world.kernel, this.options.turn)
    for (const input of message.inputs ?? []) {
      if (message.until !== undefined && input.t > message.until) break
      await this.driver.run(() => false, input.t)
      world.kernel.clock.pass(input.t)
      this.inputs.push(input)
      world.apply(input)
    }
    if (message.until !== undefined) await this.driver.run(() => false, message.until)
    await this.driver.settle()
    this.pacer.anchor(world.kernel.clock.now)
    this.options.post({ type: 'ready', machines: world.computers() })
    this.flush()
  }

  private reset(): void {
    this.roots = new Roots()
    this.inputs = []
    this.events = []
    this.output.clear()
    this.undrawn.clear()
    this.stepping = false
    this.skipTo = undefined
  }

  private sink() {
    return {
      event: (event: TraceEvent) => {
        this.roots.add(event)
        this.events.push(event)
      },
      output: (terminal: string, data: Uint8Array) => {
        const pending = this.output.get(terminal)
        if (pending) pending.push(data)
        else this.output.set(terminal, [data])
        this.undrawn.set(terminal, (this.undrawn.get(terminal) ?? 0) + data.length)
      },
      closed: (terminal: string) => {
        this.flush()
        this.options.post({ type: 'closed', terminal })
      },
      result: (id: number, exit: number, stdout: string, stderr: string) => {
        this.flush()
        this.options.post({ type: 'result', id, exit, stdout, stderr })
      },
      edit: (id: number, terminal: string, on: string, path: string, text: string) => {
        this.flush()
        this.options.post({ type: 'edit', id, terminal, on, path, text })
      },
    }
  }

  private flush(): void {
    const { post } = this.options
    const world = this.world
    if (!world) return
    if (this.events.length > 0) post({ type: 'trace', events: this.events.splice(0) })
    for (const [terminal, chunks] of this.output) post({ type: 'output', terminal, data: concat(chunks) })
    this.output.clear()
    const { clock } = world.kernel
    const busy = world.busy()
    const rate = this.stepping || this.skipTo !== undefined ? Infinity : this.pacer.rate(busy)
    const shown = Number.isFinite(rate) ? rate : 16
    const time = { type: 'time' as const, now: clock.now, rate: shown, next: clock.next(), busy }
    const key = `${time.now}|${time.rate}|${time.next}|${busy}`
    if (key !== this.lastTime) post(time)
    this.lastTime = key
    if (!busy && this.idleWaiters.length > 0) {
      for (const id of this.idleWaiters.splice(0)) post({ type: 'idle', id })
    }
  }

  private crash(error: unknown): void {
    this.running = false
    const { inputs } = this
    this.flush()
    this.world = undefined
    const message = error instanceof Error ? error.message : String(error)
    this.options.post({ type: 'crash', message, stack: (error instanceof Error && error.stack) || '', inputs })
  }
}

type ToWorldPace = Extract<ToWorld, { type: 'pace' }>['pace'] & object
