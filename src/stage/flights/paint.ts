// Paints everything in flight on one canvas. Where a thing is depends only on its way and the virtual time.
import type { Point, Rect } from '../scene/box.ts'
import type { Flight } from '../scene/flights.ts'
import { type Path, pointAt } from '../scene/path.ts'
import type { Scene } from '../scene/scene.ts'
import { type Brush, strength } from './brush.ts'
import { layerBar } from './layer-bar.ts'
import { widthOf } from './text.ts'

const CORNER = 9
/** How dark what is not lit becomes. */
const VEIL = 0.62

/** Dots on one way at one place stand beside each other, up to so many. */
const ABREAST = 2

export function paint(brush: Brush, scene: Scene, flights: readonly Flight[]): void {
  const { ctx, parking } = brush
  ctx.font = brush.inks.font
  controlPlaneWires(brush, scene)
  if (brush.lit.size > 0) veil(brush, scene)
  for (const flight of strongest(flights)) wire(brush, flight)
  for (const flight of flights) if (flight.share >= 1 && !flight.faint) arrival(brush, scene, flight)
  parking.begin(scene, new Set(flights.map(({ seq }) => seq)))
  const abreast = new Map<string, number>()
  const news = newsOf(flights)
  for (const flight of flights) {
    if (flight.faint) {
      murmur(brush, flight)
      continue
    }
    if (flight.look.shape === 'layer') continue
    ctx.globalAlpha = strength(flight)
    if (flight.share < 1 || flight.cut) {
      const key = `${flight.from} ${flight.to} ${Math.round(flight.share * 12)}`
      const place = Math.min(abreast.get(key) ?? 0, ABREAST)
      abreast.set(key, place + 1)
      mover(brush, flight, place)
    }
    if (flight.look.shape !== 'pulse' || news.get(flight.label)?.first === flight.seq) label(brush, flight, news)
  }
  // Last, so that no dot runs over a name.
  for (const flight of flights) if (flight.look.shape === 'layer' && !flight.faint) layerBar(brush, flight)
  ctx.globalAlpha = 1
}

/** Presenters: all but what is lit steps back. */
function veil({ ctx, inks, seen, lit }: Brush, scene: Scene): void {
  ctx.globalAlpha = VEIL * Math.max(...lit.values())
  ctx.beginPath()
  ctx.rect(seen.x, seen.y, seen.w, seen.h)
  const holes = [...lit.keys()].flatMap((id) => scene.byId.get(id) ?? [])
  for (const { x, y, w, h } of holes) {
    // A hole within a hole would be dark again.
    if (!holes.some((one) => one.x < x && one.y < y && one.x + one.w > x + w && one.y + one.h > y + h))
      ctx.roundRect(x - 3, y - 3, w + 6, h + 6, 10)
  }
  ctx.fillStyle = inks.page
  ctx.fill('evenodd')
}

/** One wire for all that flies between two boxes: the one that is seen best. */
function strongest(flights: readonly Flight[]): Flight[] {
  const wires = new Map<string, Flight>()
  for (const flight of flights) {
    if (flight.faint) continue
    const key = wireOf(flight)
    const known = wires.get(key)
    if (!known || weight(flight) > weight(known)) wires.set(key, flight)
  }
  return [...wires.values()]
}

/** Layers have a way of their own each. */
const wireOf = ({ from, to, look, seq }: Flight) =>
  look.shape === 'layer' ? `${seq}` : from < to ? `${from} ${to}` : `${to} ${from}`

const weight = ({ glow, look }: Flight) => glow + (look.tone === 'bad' ? 1 : 0)

/** Chatter of machines: a speck that hardly moves the eye. */
function murmur({ ctx, inks, reduced }: Brush, { path, share }: Flight): void {
  if (share >= 1 || reduced) return
  const { x, y } = pointAt(path, share)
  ctx.globalAlpha = 0.4
  ctx.beginPath()
  ctx.arc(x, y, 2, 0, Math.PI * 2)
  ctx.fillStyle = inks.muted
  ctx.fill()
}

/** The parts of a control plane stand in a row; each talks with the API server. */
function controlPlaneWires({ ctx, inks }: Brush, scene: Scene): void {
  ctx.strokeStyle = inks.wire
  ctx.lineWidth = 1.5
  let before: Rect | undefined
  for (const box of scene.boxes) {
    if (box.content.kind !== 'component') {
      before = undefined
      continue
    }
    if (before && before.y === box.y) {
      ctx.beginPath()
      ctx.moveTo(before.x + before.w, box.y + box.h / 2)
      ctx.lineTo(box.x, box.y + box.h / 2)
      ctx.stroke()
    }
    before = box
  }
}

function wire({ ctx, inks }: Brush, { path, ride, glow, look, paint: layer, cut }: Flight): void {
  ctx.globalAlpha = (layer ? 0.35 : 0.85) * glow
  ctx.lineWidth = 2
  ctx.strokeStyle =
    cut || look.tone === 'bad'
      ? inks.bad
      : layer
        ? inks.hues[layer.hue]!
        : look.tone === 'news'
          ? inks.news
          : inks.accent
  ctx.setLineDash(look.shape === 'pulse' ? [5, 4] : [])
  trace(ctx, ride?.way ?? path)
  ctx.stroke()
  ctx.setLineDash([])
}

function trace(ctx: CanvasRenderingContext2D, { points }: Path): void {
  ctx.beginPath()
  ctx.moveTo(points[0]!.x, points[0]!.y)
  for (let i = 1; i < points.length - 1; i++) {
    const [a, b, c] = [points[i - 1]!, points[i]!, points[i + 1]!]
    const radius = Math.min(CORNER, distance(a, b) / 2, distance(b, c) / 2)
    ctx.arcTo(b.x, b.y, c.x, c.y, radius)
  }
  const last = points.at(-1)!
  ctx.lineTo(last.x, last.y)
}

const distance = (a: Point, b: Point) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)

/** The box that something has just reached lights up for a moment. */
function arrival({ ctx, inks }: Brush, scene: Scene, { to, glow, look }: Flight): void {
  const box = scene.byId.get(to)
  if (!box || box.content.kind === 'place') return
  ctx.globalAlpha = 0.7 * glow
  ctx.lineWidth = 2.5
  ctx.strokeStyle = look.tone === 'bad' ? inks.bad : inks.accent
  ctx.beginPath()
  ctx.roundRect(box.x - 2, box.y - 2, box.w + 4, box.h + 4, 10)
  ctx.stroke()
}

/** What moves along the wire: small enough for the gutter. */
function mover({ ctx, inks, reduced }: Brush, flight: Flight, place: number): void {
  const { x, y } = pointAt(flight.path, reduced ? 0.5 : flight.share)
  const at = { x: x + place * 4, y: y + place * 6 }
  const { shape, tone } = flight.look
  if (shape === 'pulse') return ring(ctx, at, inks.news)
  const fill = tone === 'bad' ? inks.bad : tone === 'good' ? inks.good : tone === 'news' ? inks.news : inks.accent
  disc(ctx, at, shape === 'dot' ? 3.5 : 5, fill, inks.card)
}

function disc(ctx: CanvasRenderingContext2D, { x, y }: Point, radius: number, fill: string, rim: string): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fillStyle = fill
  ctx.fill()
  ctx.lineWidth = 1.5
  ctx.strokeStyle = rim
  ctx.stroke()
}

function ring(ctx: CanvasRenderingContext2D, { x, y }: Point, ink: string): void {
  ctx.beginPath()
  ctx.arc(x, y, 5, 0, Math.PI * 2)
  ctx.lineWidth = 2.5
  ctx.strokeStyle = ink
  ctx.stroke()
}

type News = Map<string, { first: number; count: number }>

/** The same news to many is said once. */
function newsOf(flights: readonly Flight[]): News {
  const news: News = new Map()
  for (const { look, label: text, seq, count, faint } of flights) {
    if (look.shape !== 'pulse' || faint) continue
    const known = news.get(text)
    if (known) known.count += count
    else news.set(text, { first: seq, count })
  }
  return news
}

/** What it is, in words, where it covers nothing. */
function label(brush: Brush, flight: Flight, news: News): void {
  const { inks } = brush
  const { shape, tone } = flight.look
  const text = withCount(flight.look.label, shape === 'pulse' ? news.get(flight.label)!.count : flight.count)
  if (!text) return
  if (shape === 'pulse') return pill(brush, flight, text, inks.news, '#fff')
  if (tone === 'bad') return pill(brush, flight, text, inks.bad, inks.onAccent)
  if (tone === 'news') return pill(brush, flight, text, inks.news, '#fff')
  pill(brush, flight, text, inks.accent, inks.onAccent)
}

const withCount = (text: string, count: number) => (count > (text ? 1 : 3) ? `${text} ×${count}`.trim() : text)

function pill(brush: Brush, { seq, path }: Flight, text: string, fill: string, ink: string): void {
  const { ctx, parking, seen } = brush
  const w = widthOf(brush, text) + 14
  const spot = parking.spot({ seq, w, h: 18, path }, seen)
  if (!spot) return
  ctx.beginPath()
  ctx.roundRect(spot.x, spot.y, w, 18, 5)
  ctx.fillStyle = fill
  ctx.fill()
  ctx.fillStyle = ink
  ctx.fillText(text, spot.x + 7, spot.y + 13)
}
