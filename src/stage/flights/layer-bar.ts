// A layer on its way: the bar that it is in every image, with its name and size, carried from stack to stack.
import { size } from '../../i18n/size.ts'
import type { Rect } from '../scene/box.ts'
import type { Flight } from '../scene/flights.ts'
import { pointAt } from '../scene/path.ts'
import { type Brush, strength } from './brush.ts'
import { clip, widthOf } from './text.ts'

/** As high as a row; as wide where nothing tells. */
const [WIDTH, HEIGHT] = [122, 20]

export function layerBar(brush: Brush, flight: Flight): void {
  const { ctx, inks, reduced } = brush
  const hue = inks.hues[flight.paint?.hue ?? 0]!
  const { x, y, w } = placeOf(flight, reduced ? 0.5 : smooth(flight.share))
  ctx.globalAlpha = strength(flight)
  sleeve(brush, { x, y, w, h: HEIGHT }, hue, flight.share)
  ctx.fillStyle = inks.text
  const amount = size(flight.bytes)
  const right = widthOf(brush, amount) + 6
  ctx.fillText(clip(brush, flight.label, w - 14 - right - 4), x + 12, y + 14)
  ctx.fillStyle = inks.muted
  ctx.fillText(amount, x + w - right, y + 14)
}

/** Sets out slowly and arrives slowly. */
const smooth = (share: number) => share * share * (3 - 2 * share)

/** As wide as the rows that it leaves and reaches. */
function placeOf(flight: Flight, share: number): Rect {
  const { from, to } = flight.ride ?? {}
  const w = mix(from?.w ?? to?.w ?? WIDTH, to?.w ?? from?.w ?? WIDTH, share)
  const { x, y } = pointAt(flight.ride?.way ?? flight.path, share)
  return { x: x - w / 2, y: y - HEIGHT / 2, w, h: HEIGHT }
}

const mix = (a: number, b: number, share: number) => a + (b - a) * share

/** The bar without its words: filled as far as the layer has come. */
function sleeve({ ctx, inks }: Brush, { x, y, w: width, h: height }: Rect, hue: string, share: number): void {
  const alpha = ctx.globalAlpha
  ctx.beginPath()
  ctx.roundRect(x, y, width, height, 4)
  ctx.lineWidth = 5
  ctx.strokeStyle = inks.page
  ctx.stroke()
  ctx.fillStyle = inks.card
  ctx.fill()
  ctx.save()
  ctx.clip()
  ctx.fillStyle = hue
  ctx.globalAlpha = alpha * 0.14
  ctx.fillRect(x, y, width, height)
  ctx.globalAlpha = alpha * 0.24
  ctx.fillRect(x, y, width * share, height)
  ctx.globalAlpha = alpha
  ctx.fillRect(x, y, 7, height)
  ctx.restore()
  ctx.lineWidth = 1.4
  ctx.strokeStyle = hue
  ctx.stroke()
}
