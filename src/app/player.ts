// Shows the film: knows which moment is on the stage, now or in the past, and draws frames while anything moves.
import { Film } from '../stage/scene/film.ts'
import { PACE, flights } from '../stage/scene/flights.ts'
import { Director, type Room } from '../stage/scene/scene.ts'
import { spotlight } from '../stage/scene/spotlight.ts'
import type { Frame, Screening } from '../stage/screening.ts'
import type { FromWorld } from '../world/port.ts'

type Time = Extract<FromWorld, { type: 'time' }>

/** After the world has stopped, what was under way still comes to its end on the stage: virtual ms at 1×. */
const RUN_OUT = PACE.layer + PACE.glow
/** While time runs but nothing moves, the clock is looked at so often, real ms. */
const IDLE_LOOK = 100
const DARK: ReadonlyMap<string, number> = new Map()

export class Player implements Screening {
  film = new Film()
  /** Virtual ms per real ms of a film being looked at again. */
  speed = 1
  /** While a command runs the world goes as fast as it can: its time is what it tells, nothing can be guessed. */
  instant = false
  /** What just moved is lit, the rest is dimmed. */
  spotlit = false
  onPast: (past: boolean) => void = () => {}
  /** The time of the world as it was told last. */
  time: Time = { type: 'time', now: 0, rate: 0, next: undefined, busy: false }
  private director = new Director(this.film)
  private toldAt = 0
  private past: { at: number; since: number; playing: boolean } | undefined
  room: Room = { width: 800, height: 700, whole: false }
  private readonly listeners = new Set<(frame: Frame) => void>()
  private shown: Frame | undefined
  private scheduled = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  /** Virtual ms of the world itself, between what it told: never beyond what is due next. */
  live(): number {
    const { now, rate, next, busy } = this.time
    if (this.instant && busy) return now
    const guess = now + (performance.now() - this.toldAt) * rate
    return Math.min(guess, Math.max(now, next ?? Infinity))
  }

  /** Virtual ms on the stage. */
  now(): number {
    if (!this.past) return this.live()
    const { at, since, playing } = this.past
    return playing ? Math.min(this.live(), at + (performance.now() - since) * this.speed) : at
  }

  isPast(): boolean {
    return this.past !== undefined
  }

  receive(message: FromWorld): void {
    if (message.type === 'trace') this.film.append(message.events)
    else if (message.type === 'time') {
      this.time = message
      this.toldAt = performance.now()
    } else return
    this.wake()
  }

  /** A new world: nothing has happened. */
  reset(): void {
    this.film = new Film()
    this.director = new Director(this.film)
    this.time = { type: 'time', now: 0, rate: 0, next: undefined, busy: false }
    this.leavePast()
    this.wake()
  }

  seek(at: number, playing = false): void {
    const live = this.live()
    if (at >= live) return this.leavePast()
    this.past = { at: Math.max(0, at), since: performance.now(), playing }
    this.onPast(true)
    this.wake()
  }

  leavePast(): void {
    if (!this.past) return
    this.past = undefined
    this.onPast(false)
    this.wake()
  }

  /** One event on or back. False: there is none to show, the world has to go on. */
  step(direction: 1 | -1): boolean {
    const now = this.now()
    const to = this.film.neighbour(now, direction)
    if (to === undefined || (direction === 1 && to > this.live())) return false
    this.seek(to)
    return true
  }

  frame(): Frame {
    return this.shown ?? this.draw()
  }

  subscribe(listener: (frame: Frame) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  resize(room: Room): void {
    const { width, height, whole } = this.room
    if (room.width === width && room.height === height && room.whole === whole) return
    this.room = room
    this.wake()
  }

  wake(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.scheduled === 0) this.scheduled = requestAnimationFrame(() => this.tick())
  }

  /** Virtual ms per real ms on the stage. */
  rate(): number {
    return this.past ? (this.past.playing ? this.speed : 0) : this.time.rate
  }

  private tick(): void {
    this.scheduled = 0
    if (this.past?.playing && this.now() >= this.live()) this.leavePast()
    const frame = this.draw()
    for (const listener of this.listeners) listener(frame)
    this.plan(frame)
  }

  private draw(): Frame {
    const now = this.now()
    const scene = this.director.scene(now, this.room)
    const scale = Math.max(0.25, this.rate() || this.speed)
    const pace = { least: PACE.least * scale, layer: PACE.layer * scale, glow: PACE.glow * scale }
    const moment = now + this.runOut(scale)
    const flying = flights(this.film, scene, moment, pace)
    const lit = this.spotlit ? spotlight(this.film, scene, moment, flying, scale) : DARK
    this.shown = { now, live: !this.past, scene, flights: flying, lit }
    return this.shown
  }

  /** A world that has nothing more to do stops its clock; what flies must not stop in the air with it. */
  private runOut(scale: number): number {
    const { rate, next, now } = this.time
    if (this.past || rate === 0) return 0
    const due = Math.max(now, next ?? Infinity)
    const guess = now + (performance.now() - this.toldAt) * rate
    return Math.max(0, Math.min(guess - due, RUN_OUT * scale))
  }

  /** When to draw again: at once while something moves, later while time merely passes, not at all when it stands. */
  private plan({ now, flights: flying, lit }: Frame): void {
    const rate = this.rate()
    if (rate === 0) return
    if (flying.length > 0 || lit.size > 0) return this.wake()
    const coming = this.film.events[this.film.indexAt(now)]?.at
    const wait = coming === undefined ? IDLE_LOOK : (coming - now) / rate
    if (wait < 20) return this.wake()
    this.timer = setTimeout(() => this.wake(), Math.min(IDLE_LOOK, wait - 8))
  }
}
