// Paints everything in flight on one canvas. Where a thing is depends only on its way and the virtual time.
import { size } from '../../i18n/size.ts'
import type { Point, Rect } from '../scene/box.ts'
import type { Flight } from '../scene/flights.ts'
import { type Path, pointAt } from '../scene/path.ts'
import type { Scene } from '../scene/scene.ts'
import type { Inks } from './inks.ts'

const CORNER = 9
const BAR = { width: 118, height: 20 }
const FONT_PX = 11

export interface Brush {
  ctx: CanvasRenderingContext2D
  inks: Inks
  /** The part of the stage that can be seen. */
  seen: Rect
  /** Things stand in the middle of their way instead of moving. */
  reduced: boolean
}

export function paint(brush: Brush, scene: Scene, flights: readonly Flight[]): void {
  const { ctx } = brush
  controlPlaneWires(brush, scene)
  for (const flight of flights) wire(brush, flight)
  for (const flight of flights) if (flight.share >= 1 && !flight.faint) arrival(brush, scene, flight)
  const lanes = new Map<string, number>()
  for (const flight of flights) {
    if (flight.share >= 1 && flight.look.shape !== 'layer') continue
    const key = `${flight.from} ${flight.to} ${Math.round(flight.share * 8)}`
    const lane = lanes.get(key) ?? 0
    lanes.set(key, lane + 1)
    ctx.globalAlpha = flight.faint ? 0.35 : flight.cut ? flight.glow * 0.6 : Math.min(1, flight.glow * 1.5)
    glyph(brush, flight, lane)
  }
  ctx.globalAlpha = 1
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

function wire({ ctx, inks }: Brush, { path, glow, faint, look, paint: layer, cut }: Flight): void {
  ctx.globalAlpha = faint ? 0.18 * glow : 0.85 * glow
  ctx.lineWidth = faint ? 1 : 2
  ctx.strokeStyle =
    cut || look.tone === 'bad'
      ? inks.bad
      : layer
        ? inks.hues[layer.hue]!
        : look.tone === 'news'
          ? inks.news
          : inks.accent
  ctx.setLineDash(look.shape === 'pulse' ? [5, 4] : [])
  trace(ctx, path)
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

function glyph(brush: Brush, flight: Flight, lane: number): void {
  const { ctx, inks, reduced } = brush
  const at = pointAt(flight.path, reduced ? 0.5 : flight.share)
  switch (flight.look.shape) {
    case 'layer':
      return layerBar(brush, flight, at, lane)
    case 'tag':
      return pill(brush, at, lane, withCount(flight), inks.accent, inks.onAccent)
    case 'pulse':
      return pulse(brush, flight, at, lane)
    case 'answer':
      if (flight.look.tone === 'bad') return pill(brush, at, lane, withCount(flight), inks.bad, '#fff')
      return disc(ctx, at, 5, inks.good, inks.card)
    case 'dot':
      disc(ctx, at, 3.5, inks.accent, inks.card)
      if (flight.count > 1) caption(brush, at, `×${flight.count}`)
  }
}

const withCount = ({ look, count }: Flight) => (count > 1 ? `${look.label} ×${count}` : look.label)

function disc(ctx: CanvasRenderingContext2D, { x, y }: Point, radius: number, fill: string, rim: string): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fillStyle = fill
  ctx.fill()
  ctx.lineWidth = 1.5
  ctx.strokeStyle = rim
  ctx.stroke()
}

function pulse(brush: Brush, flight: Flight, at: Point, lane: number): void {
  const { ctx, inks } = brush
  if (flight.look.label && !flight.faint) return pill(brush, at, lane, withCount(flight), inks.news, '#fff')
  ctx.beginPath()
  ctx.arc(at.x, at.y, 5, 0, Math.PI * 2)
  ctx.lineWidth = 2
  ctx.strokeStyle = inks.news
  ctx.stroke()
}

function caption({ ctx, inks }: Brush, { x, y }: Point, text: string): void {
  ctx.font = `600 ${FONT_PX}px ${inks.mono}`
  ctx.fillStyle = inks.text
  ctx.fillText(text, x + 7, y + 4)
}

/** Keeps a label of this size where it can be seen. */
function within(seen: Rect, x: number, y: number, w: number, h: number): Point {
  const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(Math.max(low, high), value))
  return { x: clamp(x, seen.x + 4, seen.x + seen.w - w - 4), y: clamp(y, seen.y + 4, seen.y + seen.h - h - 4) }
}

function pill(brush: Brush, at: Point, lane: number, text: string, fill: string, ink: string): void {
  const { ctx, inks } = brush
  if (!text) return disc(ctx, at, 5, fill, inks.card)
  ctx.font = `600 ${FONT_PX}px ${inks.mono}`
  const w = ctx.measureText(text).width + 14
  const { x, y } = within(brush.seen, at.x - w / 2, at.y - 9 + lane * 21, w, 18)
  ctx.beginPath()
  ctx.roundRect(x, y, w, 18, 5)
  ctx.fillStyle = fill
  ctx.fill()
  ctx.fillStyle = ink
  ctx.fillText(text, x + 7, y + 13)
}

function layerBar(brush: Brush, { paint: layer, label, bytes }: Flight, at: Point, lane: number): void {
  const { ctx, inks } = brush
  const { width, height } = BAR
  const { x, y } = within(brush.seen, at.x - width / 2, at.y - height / 2 + lane * (height + 3), width, height)
  const hue = inks.hues[layer?.hue ?? 0]!
  ctx.shadowColor = 'rgba(15, 23, 42, .25)'
  ctx.shadowBlur = 8
  ctx.shadowOffsetY = 2
  ctx.beginPath()
  ctx.roundRect(x, y, width, height, 4)
  ctx.fillStyle = inks.card
  ctx.fill()
  ctx.shadowColor = 'transparent'
  const alpha = ctx.globalAlpha
  ctx.globalAlpha = alpha * 0.16
  ctx.fillStyle = hue
  ctx.fill()
  ctx.globalAlpha = alpha
  ctx.lineWidth = 1.2
  ctx.strokeStyle = hue
  ctx.stroke()
  ctx.fillRect(x, y + 1, 7, height - 2)
  ctx.font = `600 ${FONT_PX}px ${inks.mono}`
  ctx.fillStyle = inks.text
  const amount = size(bytes)
  const right = ctx.measureText(amount).width + 6
  ctx.fillText(clip(ctx, label, width - 14 - right - 4), x + 12, y + 14)
  ctx.fillStyle = inks.muted
  ctx.fillText(amount, x + width - right, y + 14)
}

function clip(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text
  let cut = text
  while (cut && ctx.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1)
  return `${cut}…`
}
