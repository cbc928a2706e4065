// Everything the page does: starts and restarts worlds, carries keys and bytes, moves through time.
import type { TraceEvent } from '../kernel/trace.ts'
import type { Tab } from '../terminal/Terminals.tsx'
import { DARK, LIGHT, Session } from '../terminal/session.ts'
import type { FromWorld, Input, Pace, ToWorld } from '../world/port.ts'
import { Connection } from './connection.ts'
import { type Fragment, SPEEDS, type Speed, formatFragment } from './fragment.ts'
import { Player } from './player.ts'
import type { AppStore } from './store.ts'

export class Naru {
  readonly store: AppStore
  readonly player = new Player()
  /** All that was told to the world so far. */
  inputs: Input[] = []
  /** Keys that belong to the page although the terminal has the focus. */
  onPageKey: (event: KeyboardEvent) => boolean = () => false
  private readonly fragment: Fragment
  private connection: Connection
  private worlds = 0
  private terminals = 0
  private wantsPlay = true
  private readyWaiters: (() => void)[] = []

  constructor(store: AppStore, fragment: Fragment) {
    this.store = store
    this.fragment = fragment
    this.player.speed = numeric(fragment.speed)
    this.player.instant = fragment.speed === 'instant'
    this.player.onPast = (past) => this.enterOrLeavePast(past)
    this.connection = this.connect({})
  }

  /** The world runs and there is a prompt. */
  ready(): Promise<void> {
    return this.store.getState().ready ? Promise.resolve() : new Promise((resolve) => this.readyWaiters.push(resolve))
  }

  run = (line: string, on = 'laptop') => this.connection.run(line, on)
  idle = () => this.connection.idle()
  inspect = (object: { type: string; place: string; id: string }) => this.connection.inspect(object)

  type(data: string, terminal = this.store.getState().active): void {
    this.input({ kind: 'keys', terminal, data })
  }

  openTerminal(on: string): void {
    const tab = this.makeTab(`t${++this.terminals}`, on)
    this.store.setState(({ tabs }) => ({ tabs: [...tabs, tab], active: tab.id }))
    const { cols: columns, rows } = tab.session.xterm
    this.input({ kind: 'open', terminal: tab.id, on, columns, rows })
  }

  closeTerminal(id: string): void {
    const { tabs, active } = this.store.getState()
    const rest = tabs.filter((tab) => tab.id !== id)
    tabs.find((tab) => tab.id === id)?.session.dispose()
    this.store.setState({ tabs: rest, active: active === id ? (rest.at(-1)?.id ?? '') : active })
    this.input({ kind: 'close', terminal: id })
  }

  /** The editor's answer; no text: left without saving. */
  edited(id: number, text: string | undefined): void {
    this.store.setState({ file: undefined })
    this.input(text === undefined ? { kind: 'edited', id } : { kind: 'edited', id, text })
    this.focusTerminal()
  }

  screen(): string[] {
    const { tabs, active } = this.store.getState()
    return tabs.find(({ id }) => id === active)?.session.lines() ?? []
  }

  focusTerminal(): void {
    const { tabs, active } = this.store.getState()
    tabs.find(({ id }) => id === active)?.session.xterm.focus()
  }

  setPlaying(playing: boolean): void {
    if (this.player.isPast()) this.player.seek(this.player.now(), playing)
    else this.pace({ playing })
    this.store.setState({ playing })
  }

  setSpeed(speed: Speed): void {
    const at = this.player.isPast() ? this.player.now() : undefined
    this.player.speed = numeric(speed)
    this.player.instant = speed === 'instant'
    if (at !== undefined) this.player.seek(at, this.store.getState().playing)
    this.store.setState({ speed })
    this.send({ type: 'pace', pace: { speed } })
  }

  changeSpeed(by: 1 | -1): void {
    const at = SPEEDS.indexOf(this.store.getState().speed)
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, (at < 0 ? 2 : at) + by))]!)
  }

  step(direction: 1 | -1): void {
    if (direction === -1 || this.player.isPast()) {
      if (this.player.step(direction)) return this.store.setState({ playing: false })
      if (direction === -1) return
      this.player.leavePast()
    }
    this.wantsPlay = false
    this.store.setState({ playing: false })
    this.send({ type: 'step' })
  }

  seek(at: number): void {
    this.player.seek(at)
    if (this.player.isPast()) this.store.setState({ playing: false })
  }

  toLive(): void {
    this.player.leavePast()
  }

  skip(to: number): void {
    this.send({ type: 'skip', to })
  }

  /** Forgets all that was told after this moment and goes on from there. */
  continueFrom(at: number): void {
    this.restart(
      this.inputs.filter(({ t }) => t <= at),
      at,
    )
  }

  /** As before the last line was entered. */
  undo(): void {
    const last = this.player.film.commands.at(-1)
    if (last) this.continueFrom(Math.max(0, last.start - 1))
  }

  /** Another world, in which the same is typed at the same moments. */
  restart(inputs: Input[], until?: number): void {
    this.connection.close()
    this.store.setState({
      crash: undefined,
      file: undefined,
      selection: undefined,
      ready: false,
      playing: true,
      past: false,
    })
    this.wantsPlay = true
    this.inputs = inputs
    for (const { session } of this.store.getState().tabs) session.dispose()
    const tabs: Tab[] = []
    for (const input of inputs) {
      if (input.kind === 'open') tabs.push(this.makeTab(input.terminal, input.on))
      if (input.kind === 'close')
        tabs.splice(
          tabs.findIndex(({ id }) => id === input.terminal),
          1,
        )
    }
    this.store.setState({ tabs, active: tabs[0]?.id ?? '' })
    this.player.reset()
    this.connection = this.connect({ inputs, ...(until === undefined ? {} : { until }) })
  }

  /** An address that types the same again. */
  link(): string {
    const { language, speed } = this.store.getState()
    const run = this.player.film.commands.map(({ line }) => line)
    return `${location.href.split('#')[0]}${formatFragment({ ...this.fragment, language, speed, run })}`
  }

  /** Types lines one after another, each when the one before is done. */
  async typeLines(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      this.type(`${line}\r`)
      await new Promise((resolve) => setTimeout(resolve, 150))
      await this.idle()
    }
  }

  events(from = 0): TraceEvent[] {
    return this.player.film.events.slice(from)
  }

  private connect(start: { inputs?: Input[]; until?: number }): Connection {
    const mine = ++this.worlds
    const connection = new Connection((message) => mine === this.worlds && this.receive(message), mine * 1_000_000)
    const { seed, scenario } = this.fragment
    const { speed } = this.store.getState()
    connection.send({ type: 'start', seed, scenario, pace: { playing: true, speed }, ...start })
    return connection
  }

  private receive(message: FromWorld): void {
    this.player.receive(message)
    switch (message.type) {
      case 'ready':
        return this.begin(message.machines)
      case 'output':
        return this.tab(message.terminal)?.session.write(message.data)
      case 'closed':
        return this.store.setState(({ tabs }) => ({
          tabs: tabs.map((tab) => (tab.id === message.terminal ? { ...tab, ended: true } : tab)),
        }))
      case 'edit': {
        const { id, terminal, on, path, text } = message
        return this.store.setState({ file: { id, terminal, on, path, text } })
      }
      case 'inputs':
        this.inputs = message.inputs
        return
      case 'crash': {
        const inputs = message.inputs.length > 0 ? message.inputs : this.inputs
        return this.store.setState({ crash: { message: message.message, stack: message.stack, inputs } })
      }
      case 'trace':
        return this.noticeMachines(message.events)
    }
  }

  private begin(machines: string[]): void {
    this.store.setState({ ready: true, machines })
    if (this.store.getState().tabs.length === 0) this.openTerminal(machines[0] ?? 'laptop')
    for (const { id } of this.store.getState().tabs) this.terminals = Math.max(this.terminals, Number(id.slice(1)) || 0)
    for (const waiter of this.readyWaiters.splice(0)) waiter()
  }

  /** Nodes and other computers can be opened as they come to be. */
  private noticeMachines(events: readonly TraceEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'object' || event.type !== 'machine') continue
      const role = event.data?.role
      this.store.setState(({ machines }) => {
        const others = machines.filter((name) => name !== event.place)
        return {
          machines:
            role === 'computer' || role === 'node'
              ? others.length < machines.length
                ? machines
                : [...machines, event.place]
              : others,
        }
      })
    }
  }

  private makeTab(id: string, on: string): Tab {
    const { present, presentTheme } = this.store.getState()
    const session = new Session(present ? 22 : 13, presentTheme === 'light' && present ? LIGHT : DARK, {
      onKeys: (data) => this.type(data, id),
      onSize: (columns, rows) => this.input({ kind: 'resize', terminal: id, columns, rows }),
      onDrawn: (bytes) => this.send({ type: 'drawn', terminal: id, bytes }),
      onPageKey: (event) => this.onPageKey(event),
    })
    return { id, on, session, ended: false }
  }

  private tab(id: string): Tab | undefined {
    return this.store.getState().tabs.find((tab) => tab.id === id)
  }

  /** Typing while the past is looked at leads back to the present. */
  private input(input: (ToWorld & { type: 'input' })['input']): void {
    if (input.kind === 'keys' && this.player.isPast()) this.toLive()
    if (this.store.getState().ready) this.send({ type: 'input', input })
  }

  private pace(pace: Partial<Pace>): void {
    if (pace.playing !== undefined) this.wantsPlay = pace.playing
    this.send({ type: 'pace', pace })
  }

  /** The world stands still while its past is looked at. */
  private enterOrLeavePast(past: boolean): void {
    if (this.store.getState().past === past) return
    this.send({ type: 'pace', pace: { playing: past ? false : this.wantsPlay } })
    this.store.setState(past ? { past } : { past, playing: this.wantsPlay })
  }

  private send(message: ToWorld): void {
    this.connection.send(message)
  }
}

/** What has been is looked at again as it was; nobody could follow it at once. */
const numeric = (speed: Speed) => (speed === 'instant' ? 1 : speed)
