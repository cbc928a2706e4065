// Finds each label a spot beside its wire where it covers nothing, and keeps it there while the flight lasts.
import type { Box, Point, Rect } from '../scene/box.ts'
import { type Path, pointAt } from '../scene/path.ts'
import type { Scene } from '../scene/scene.ts'

const STEP = 11
const TITLE = 27
const MARGIN = 3
/** How far from its wire a label may stand, px. */
const REACH = [0, 22, 44]

export class Parking {
  private scene: Scene | undefined
  /** Things, and the places they stand in. */
  private solid: Rect[] = []
  private places: Rect[] = []
  private spots = new Map<number, Rect>()
  private taken: Rect[] = []

  /** Before each frame: which flights there are. */
  begin(scene: Scene, flights: ReadonlySet<number>): void {
    if (scene !== this.scene) {
      this.scene = scene
      this.solid = scene.boxes.flatMap(solidPart)
      this.places = scene.boxes.filter(({ content }) => content.kind === 'place')
      this.spots.clear()
    }
    for (const seq of this.spots.keys()) if (!flights.has(seq)) this.spots.delete(seq)
    this.taken = [...this.spots.values()]
  }

  /** The label's upper left corner; undefined where there is no free spot near the wire. */
  spot(seq: number, w: number, h: number, path: Path, seen: Rect): Point | undefined {
    const known = this.spots.get(seq)
    if (known) return known
    const found = this.search(w, h, path, seen, this.places) ?? this.search(w, h, path, seen, [])
    if (!found) return undefined
    this.spots.set(seq, found)
    this.taken.push(found)
    return found
  }

  /** First between places, then also in the empty parts of places. */
  private search(w: number, h: number, path: Path, seen: Rect, avoid: Rect[]): Rect | undefined {
    const steps = Math.max(1, Math.ceil(path.length / STEP))
    for (const reach of REACH) {
      for (let i = 0; i <= steps; i++) {
        const share = 0.5 + (i % 2 === 0 ? 1 : -1) * (Math.ceil(i / 2) / steps)
        if (share < 0.04 || share > 0.96) continue
        const at = pointAt(path, share)
        for (const rect of around(at, w, h, reach)) if (this.isFree(rect, seen, avoid)) return rect
      }
    }
    return undefined
  }

  private isFree(rect: Rect, seen: Rect, avoid: Rect[]): boolean {
    const inside =
      rect.x >= seen.x + 2 &&
      rect.y >= seen.y + 2 &&
      rect.x + rect.w <= seen.x + seen.w - 2 &&
      rect.y + rect.h <= seen.y + seen.h - 2
    if (!inside || avoid.some((one) => overlap(one, rect))) return false
    return !this.solid.some((one) => overlap(one, rect)) && !this.taken.some((one) => overlap(one, rect))
  }
}

function around({ x, y }: Point, w: number, h: number, reach: number): Rect[] {
  const rect = (dx: number, dy: number): Rect => ({ x: x + dx, y: y + dy, w, h })
  if (reach > 0)
    return [
      rect(9, -h / 2 + reach),
      rect(9, -h / 2 - reach),
      rect(-w - 9, -h / 2 + reach),
      rect(-w - 9, -h / 2 - reach),
    ]
  const beside = [0, 1, 2].map((nth) => rect(9 + nth * (w + 6), -h / 2))
  return [rect(-w / 2, -h / 2), ...beside, rect(-w - 9, -h / 2), rect(-w / 2, 7), rect(-w / 2, -h - 7)]
}

/** What must not be covered: things whole, of places that hold things their title. */
function solidPart(box: Box): Rect[] {
  const { x, y, w, h, content } = box
  switch (content.kind) {
    case 'place':
    case 'group':
      return [{ x, y, w: Math.min(w, 330), h: TITLE }]
    case 'node':
      return [{ x, y, w, h: content.narrow ? 45 : 30 }]
    case 'hint':
      return content.of === 'cluster' ? [{ x: x + w / 2 - 120, y: y + h / 2 - 50, w: 240, h: 100 }] : [box]
    case 'container':
      return [{ x, y: y - 12, w, h: h + 12 }]
    default:
      return [box]
  }
}

const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.w + MARGIN && b.x < a.x + a.w + MARGIN && a.y < b.y + b.h + MARGIN && b.y < a.y + a.h + MARGIN
