// The scene at a moment: a pure function of (trace, now, room). Boxes that did not change are the same objects as before.
import type { Box, Channel } from './box.ts'
import { Channels } from './channels.ts'
import type { Film } from './film.ts'
import { imagesByPlace } from './layer-ride.ts'
import { arrange } from './layout/stage.ts'
import { type Path, path } from './path.ts'
import { type View, isFlat } from './view.ts'

export interface Room {
  width: number
  height: number
  /** All has to be in view at once: what there is no room for is counted instead of scrolled to. */
  whole: boolean
}

export interface Scene {
  /** Grows when any box changed. */
  version: number
  boxes: Box[]
  byId: Map<string, Box>
  /** Machine or registry → the images it shows. */
  images: Map<string, Box[]>
  height: number
  /** The box where a component's messages start or end; its machine's where it has none of its own. */
  locate(component: string): Box | undefined
  roads: Roads
}

/** Ways between boxes, found once while the channels stay. */
export class Roads {
  readonly channels: Channel[]
  private readonly network: Channels
  private readonly found = new Map<string, { from: Box; to: Box; way: Path }>()
  /** The same for boxes that are the very same as before, which is quicker to see. */
  private readonly ways = new WeakMap<Box, WeakMap<Box, Path>>()

  constructor(channels: Channel[]) {
    this.channels = channels
    this.network = new Channels(channels)
  }

  way(from: Box, to: Box): Path {
    let ways = this.ways.get(from)
    if (!ways) this.ways.set(from, (ways = new WeakMap()))
    let way = ways.get(to)
    if (!way) ways.set(to, (way = this.find(from, to)))
    return way
  }

  private find(from: Box, to: Box): Path {
    const key = `${from.id} ${to.id}`
    const known = this.found.get(key)
    if (known && isSameRect(known.from, from) && isSameRect(known.to, to)) return known.way
    const way = path(this.network.route(from, to))
    this.found.set(key, { from, to, way })
    return way
  }
}

const isSameRect = (a: Box, b: Box) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h

/** Keeps the last scene, so that what did not change is not made again. */
export class Director {
  private readonly film: Film
  private last: Scene | undefined
  private seen = { version: -1, width: 0, height: 0, whole: false }

  constructor(film: Film) {
    this.film = film
  }

  scene(now: number, room: Room): Scene {
    const state = this.film.stateAt(this.film.indexAt(now))
    const { seen, last } = this
    const isSameRoom = seen.width === room.width && seen.height === room.height && seen.whole === room.whole
    if (last && seen.version === state.version && isSameRoom) return last
    const view: View = { state, palette: this.film.palette, ...room, flat: isFlat(room.width, room.height) }
    const { boxes, channels, height } = arrange(view)
    this.seen = { version: state.version, ...room }
    this.last = scene(boxes, channels, height, last)
    return this.last
  }
}

function scene(fresh: Box[], channels: Channel[], height: number, last: Scene | undefined): Scene {
  let changed = fresh.length !== last?.boxes.length || height !== last.height
  const boxes = fresh.map((box) => {
    const before = last?.byId.get(box.id)
    if (before && isSame(before, box)) return before
    changed = true
    if (before && equal(before.content, box.content)) box.content = before.content
    return box
  })
  if (last && !changed) return last
  const byId = new Map(boxes.map((box) => [box.id, box]))
  const byComponent = new Map(boxes.flatMap((box) => box.components.map((component) => [component, box] as const)))
  const found = new Map<string, Box | undefined>()
  const roads = last && equal(last.roads.channels, channels) ? last.roads : new Roads(channels)
  return {
    version: (last?.version ?? 0) + 1,
    boxes,
    byId,
    images: imagesByPlace(boxes),
    height,
    locate(component) {
      if (!found.has(component)) found.set(component, nearest(byComponent, component))
      return found.get(component)
    },
    roads,
  }
}

const isSame = (a: Box, b: Box): boolean =>
  a.x === b.x &&
  a.y === b.y &&
  a.w === b.w &&
  a.h === b.h &&
  a.parent === b.parent &&
  equal(a.content, b.content) &&
  equal(a.components, b.components) &&
  equal(a.sides, b.sides) &&
  equal(a.subject, b.subject)

/** A component's own box, else that of what it is part of. */
function nearest(boxes: Map<string, Box>, component: string): Box | undefined {
  for (let id = component; id; id = id.slice(0, Math.max(0, id.lastIndexOf('/')))) {
    const box = boxes.get(id)
    if (box) return box
  }
  return undefined
}

/** Structural equality of plain data. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false
    return true
  }
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys)
    if (!equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])) return false
  return true
}
