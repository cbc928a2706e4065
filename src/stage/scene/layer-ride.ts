// Where a layer sets out and where it arrives: its rows in the two images, so that it is seen to go from stack to stack.
import type { MessageEvent } from '../../kernel/trace.ts'
import { type Box, type Content, type Point, type Rect, UNIT } from './box.ts'
import { shownLayers, stackHeight } from './layers.ts'
import { type Path, path as pathOf } from './path.ts'
import { hostOf, repositoryOf } from './registry-message.ts'
import type { Scene } from './scene.ts'

/** A row as it is drawn, and what a card leaves free below its stack and beside it. */
const ROW = { height: 19, foot: 8, side: 8 }
/** Under a node's image's name. */
const SLIM_TOP = 24
const MORE = 14

export interface Ride {
  from: Rect | undefined
  to: Rect | undefined
  /** Straight from row to row; along the wire as far as there is none. */
  way: Path
}

type Image = Extract<Content, { kind: 'image' }>

/** Found once while the scene stays. */
const rides = new WeakMap<Scene, Map<number, Ride>>()

export function rideOf(scene: Scene, message: MessageEvent, diffId: string, wire: Path): Ride {
  const known = rides.get(scene) ?? new Map<number, Ride>()
  rides.set(scene, known)
  const ride = known.get(message.seq) ?? find(scene, message, diffId, wire)
  known.set(message.seq, ride)
  return ride
}

function find(scene: Scene, message: MessageEvent, diffId: string, wire: Path): Ride {
  const repository = repositoryOf(message.path)?.name
  const from = spot(scene, hostOf(message.from), diffId, repository)
  const to = spot(scene, hostOf(message.to), diffId, repository)
  if (!from && !to) return { from, to, way: wire }
  const between = from && to ? [] : wire.points
  return { from, to, way: pathOf([...(from ? [centre(from)] : []), ...between, ...(to ? [centre(to)] : [])]) }
}

const centre = ({ x, y, w, h }: Rect): Point => ({ x: x + w / 2, y: y + h / 2 })

/** The row of a layer in what a machine or registry shows; in the image under way, or of that repository, rather than in others. */
function spot({ images }: Scene, place: string, diffId: string, repository: string | undefined): Rect | undefined {
  let best: { rect: Rect; worth: number } | undefined
  for (const box of images.get(place) ?? []) {
    const image = box.content as Image
    const rect = rowOf(box, image, diffId)
    if (!rect) continue
    const worth = (image.pulling ? 2 : 0) + (repository && box.id.includes(`/${repository}:`) ? 1 : 0)
    if (!best || worth > best.worth) best = { rect, worth }
  }
  return best?.rect
}

function rowOf({ x, y, w, h }: Box, { layers, detail, most, slim }: Image, diffId: string): Rect | undefined {
  if (!layers.some((layer) => layer.diffId === diffId)) return undefined
  const side = slim ? 0 : ROW.side
  const row = { x: x + side, w: w - 2 * side, h: ROW.height }
  if (detail !== 'full') return { ...row, y: y + Math.max(3, h - ROW.height - ROW.foot) }
  const top = slim ? y + SLIM_TOP : y + h - stackHeight(layers.length, detail, most) - ROW.foot
  const { rows, hidden, at } = shownLayers(layers, most)
  const index = rows.findIndex((layer) => layer.diffId === diffId)
  const rest = hidden > 0 && (index < 0 || index >= at) ? MORE : 0
  if (index < 0) return { ...row, y: top + at * UNIT.layer - 2 }
  return { ...row, y: top + index * UNIT.layer + rest }
}

/** The images of every machine and registry. */
export function imagesByPlace(boxes: readonly Box[]): Map<string, Box[]> {
  const images = new Map<string, Box[]>()
  for (const box of boxes) {
    if (box.content.kind !== 'image') continue
    const place = box.subject?.place ?? box.id.split('/')[1]!
    const known = images.get(place)
    if (known) known.push(box)
    else images.set(place, [box])
  }
  return images
}
