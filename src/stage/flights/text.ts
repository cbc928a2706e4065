// How wide texts on the canvas are, and what of them fits.
import type { Inks } from './inks.ts'

const MOST_WIDTHS = 2000

interface Pen {
  ctx: CanvasRenderingContext2D
  inks: Inks
}

/** Measuring text costs more than drawing it. */
export function widthOf({ ctx, inks }: Pen, text: string): number {
  let width = inks.widths.get(text)
  if (width === undefined) {
    if (inks.widths.size > MOST_WIDTHS) inks.widths.clear()
    width = ctx.measureText(text).width
    inks.widths.set(text, width)
  }
  return width
}

export function clip(pen: Pen, text: string, room: number): string {
  if (widthOf(pen, text) <= room) return text
  let cut = text
  while (cut && widthOf(pen, `${cut}…`) > room) cut = cut.slice(0, -1)
  return `${cut}…`
}
