// What is on its way at a moment, and how far it is: a pure function of (messages, now).
import type { MessageEvent } from '../../kernel/trace.ts'
import { type Look, lookOf } from '../visuals/index.ts'
import type { Film } from './film.ts'
import { isChatter } from './chatter.ts'
import { type Ride, rideOf } from './layer-ride.ts'
import type { Paint } from './palette.ts'
import type { Path } from './path.ts'
import type { Scene } from './scene.ts'

export interface Flight {
  /** `seq` of the (first) message. */
  seq: number
  message: MessageEvent
  from: string
  to: string
  path: Path
  /** Of a layer: the rows between which it travels. */
  ride: Ride | undefined
  /** Share of the way gone, 0…1. */
  share: number
  /** After arrival: 1 → 0 while it fades. */
  glow: number
  look: Look
  paint: Paint | undefined
  label: string
  bytes: number
  /** How many equal messages it stands for. */
  count: number
  /** Chatter of machines, which nobody asked for. */
  faint: boolean
  /** Cut on its way. */
  cut: boolean
}

export interface Pace {
  /** A message is seen at least so long, in virtual ms; a layer, which has a name to be read, longer. */
  least: number
  layer: number
  /** Fades for so long after its arrival, in virtual ms. */
  glow: number
}

/** At 1×; the player scales it with the speed, so that a person sees the same. */
export const PACE: Pace = { least: 240, layer: 520, glow: 280 }

export function flights(film: Film, scene: Scene, now: number, pace: Pace): Flight[] {
  const found = new Map<string, Flight>()
  const alone: Flight[] = []
  for (const message of film.messagesAt(now, pace.layer + pace.glow)) {
    const flight = fly(film, scene, message, now, pace)
    if (!flight) continue
    const key = `${flight.from} ${flight.to} ${flight.look.shape} ${flight.label} ${Math.round(message.at / 60)}`
    const same = flight.look.shape === 'layer' ? undefined : found.get(key)
    if (same) same.count++
    else {
      found.set(key, flight)
      alone.push(flight)
    }
  }
  return alone
}

function fly(film: Film, scene: Scene, message: MessageEvent, now: number, pace: Pace): Flight | undefined {
  const look = lookOf(message)
  const from = scene.locate(look.shape === 'layer' ? storeOf(message.from) : message.from)
  const to = scene.locate(look.shape === 'layer' ? storeOf(message.to) : message.to)
  if (!from || !to || from === to) return undefined
  const cutAt = film.cuts.get(message.seq)
  const least = look.shape === 'layer' ? pace.layer : pace.least
  const arrival = Math.max(message.until, message.at + least)
  const gone = Math.min(now, cutAt ?? Infinity)
  const end = cutAt === undefined ? arrival : Math.max(cutAt, message.at + least / 2)
  const glow = now < end ? 1 : 1 - (now - end) / pace.glow
  if (glow <= 0) return undefined
  const carried = look.shape === 'layer' ? carriedLayer(film, message) : undefined
  const wire = scene.roads.way(from, to)
  return {
    seq: message.seq,
    message,
    from: from.id,
    to: to.id,
    path: wire,
    ride: carried && rideOf(scene, message, carried.diffId, wire),
    share: Math.min(1, (gone - message.at) / (arrival - message.at)),
    glow,
    look,
    paint: carried?.paint,
    label: carried?.name ?? look.label,
    bytes: message.bytes,
    count: 1,
    faint: isChatter(message) || film.root(message.seq) === undefined,
    cut: cutAt !== undefined && now >= cutAt,
  }
}

/** A node's images are its runtime's, on whoever's behalf they are fetched. */
const storeOf = (component: string) => component.replace(/\/kubelet$/, '/containerd')

function carriedLayer(film: Film, { about }: MessageEvent): { diffId: string; paint: Paint; name: string } {
  const id = String(about?.diffId ?? about?.digest ?? '')
  const { diffId, name } = film.palette.layer(id)
  return {
    diffId,
    paint: film.palette.of(diffId),
    name: String(about?.name || name || id.replace(/^sha256:/, '').slice(0, 12)),
  }
}
