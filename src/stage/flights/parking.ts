// Finds each label a spot beside its wire where it covers nothing, and keeps it there while the flight lasts.
import type { Box, Point, Rect } from '../scene/box.ts'
import { type Path, pointAt } from '../scene/path.ts'
import type { Scene } from '../scene/scene.ts'

const STEP = 14
const TITLE = 27
const MARGIN = 3
/** How far above and below its wire a label may stand, px. */
const REACH = [0, 14, 25, 36, 50]
/** More at once nobody can read. */
const MOST_LABELS = 16
const FRAMES = new Set(['place', 'group', 'node'])

/** A label that wants a spot. */
interface Wanted {
  seq: number
  w: number
  h: number
  path: Path
}

export class Parking {
  private scene: Scene | undefined
  /** Things, and what they stand in: places, groups, nodes. */
  private solid: Rect[] = []
  private frames: Rect[] = []
  private readonly spots = new Map<number, Rect>()
  /** Flights that found no spot in this scene. */
  private readonly hopeless = new Set<number>()

  /** Before each frame: which flights there are. */
  begin(scene: Scene, flights: ReadonlySet<number>): void {
    for (const seq of this.spots.keys()) if (!flights.has(seq)) this.spots.delete(seq)
    if (scene === this.scene) return
    this.scene = scene
    this.solid = scene.boxes.flatMap(solidPart)
    this.frames = scene.boxes.filter(({ content }) => FRAMES.has(content.kind))
    this.hopeless.clear()
    for (const [seq, spot] of this.spots) if (this.solid.some((one) => overlap(one, spot))) this.spots.delete(seq)
  }

  /** The label's upper left corner; undefined where there is no free spot near the wire. */
  spot(wanted: Wanted, seen: Rect): Point | undefined {
    const { seq } = wanted
    const known = this.spots.get(seq)
    if (known || this.hopeless.has(seq) || this.spots.size >= MOST_LABELS) return known
    const near = around(wanted)
    const things = [...this.solid.filter((one) => overlap(one, near)), ...this.spots.values()]
    const frames = this.frames.filter((one) => overlap(one, near))
    // First between places, then wholly in the empty part of one.
    const found = search(wanted, seen, [...frames, ...things], []) ?? search(wanted, seen, things, frames)
    if (found) this.spots.set(seq, found)
    else this.hopeless.add(seq)
    return found
  }
}

function search({ w, h, path }: Wanted, seen: Rect, avoid: Rect[], frames: Rect[]): Rect | undefined {
  const steps = Math.max(1, Math.ceil(path.length / STEP))
  for (const reach of REACH) {
    for (let i = 0; i <= steps; i++) {
      const share = 0.5 + (i % 2 === 0 ? 1 : -1) * (Math.ceil(i / 2) / steps)
      if (share < 0.04 || share > 0.96) continue
      for (const rect of candidates(pointAt(path, share), w, h, reach)) {
        const isFree = contains(seen, rect) && !avoid.some((one) => overlap(one, rect))
        if (isFree && frames.every((frame) => contains(frame, rect) || !overlap(frame, rect))) return rect
      }
    }
  }
  return undefined
}

/** On the wire, beside it, above and below it: the nearest first. */
function candidates({ x, y }: Point, w: number, h: number, reach: number): Rect[] {
  const rows = reach === 0 ? [0] : [reach, -reach]
  const columns = [9, -w - 9, 34, -w - 34, 60, 86]
  const beside = rows.flatMap((dy) => columns.map((dx) => ({ x: x + dx, y: y - h / 2 + dy, w, h })))
  const on = rows.map((dy) => ({ x: x - w / 2, y: y - h / 2 + dy, w, h }))
  return [...on, ...beside]
}

/** The part of the stage that labels of this way can lie in. */
function around({ path: { points }, w }: Wanted): Rect {
  const high = REACH.at(-1)! + 20
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, top] = [Math.min(...xs) - w - 20, Math.min(...ys) - high]
  return { x: left, y: top, w: Math.max(...xs) + 3 * w + 40 - left, h: Math.max(...ys) + high - top }
}

/** What must not be covered: things whole, of places that hold things their title. */
function solidPart(box: Box): Rect[] {
  const { x, y, w, h, content } = box
  switch (content.kind) {
    case 'place':
    case 'group':
      return [{ x, y, w: Math.min(w, 330), h: TITLE }]
    case 'node':
      return [{ x, y, w, h: content.head === 'narrow' ? 45 : 30 }]
    case 'hint':
      return content.of === 'cluster' ? [{ x: x + w / 2 - 120, y: y + h / 2 - 50, w: 240, h: 100 }] : [box]
    case 'container':
      return [{ x, y: y - 12, w, h: h + 12 }]
    default:
      return [box]
  }
}

const contains = (outer: Rect, { x, y, w, h }: Rect) =>
  x >= outer.x + 2 && y >= outer.y + 2 && x + w <= outer.x + outer.w - 2 && y + h <= outer.y + outer.h - 2

const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.w + MARGIN && b.x < a.x + a.w + MARGIN && a.y < b.y + b.h + MARGIN && b.y < a.y + a.h + MARGIN
