// A sheet that a layout fills: boxes are put under parents, from the top down or in rows.
import { type Arrangement, type Box, type Channel, type Content, type Rect, UNIT, empty } from '../box.ts'

export interface Put {
  id: string
  parent?: string
  rect: Rect
  content: Content
  components?: string[]
  subject?: Box['subject']
  sides?: Box['sides']
}

export class Sheet {
  readonly result: Arrangement = empty()

  put({ id, parent, rect, content, components = [], subject, sides = [] }: Put): Box {
    const box: Box = { id, content, components, sides, ...rect }
    if (parent) box.parent = parent
    if (subject) box.subject = subject
    this.result.boxes.push(box)
    return box
  }

  channel(axis: Channel['axis'], at: number, from: number, to: number): void {
    this.result.channels.push({ axis, at, from, to })
  }

  add(other: Arrangement): void {
    this.result.boxes.push(...other.boxes)
    this.result.channels.push(...other.channels)
  }
}

/** Breaks items of given widths into rows that fit; gives each its offset. */
export function flow(widths: number[], available: number, rowHeight: number, gap: number = UNIT.gap) {
  const at: { x: number; y: number; w: number }[] = []
  let [x, y] = [0, 0]
  for (const width of widths) {
    const w = Math.min(width, available)
    if (x > 0 && x + w > available) [x, y] = [0, y + rowHeight + gap]
    at.push({ x, y, w })
    x += w + gap
  }
  return { at, height: at.length > 0 ? y + rowHeight : 0 }
}

/** How many chips a single row takes, one of them, `last` px wide, the count of the others. */
export function fitting(widths: number[], room: number, gap: number, last: number): number {
  let used = last
  const first = widths.findIndex((width) => (used += width + gap) > room)
  return Math.max(1, first < 0 ? widths.length : first + 1)
}

/** Width of a chip with this text, at the stage's type size. Wide for Hangul. */
export function chipWidth(text: string): number {
  let width = 20
  for (const char of text) width += char.codePointAt(0)! > 0x1100 ? 12 : 6.9
  return Math.ceil(width)
}

/** How many equal columns of at least `least` px fit, and how wide each is. */
export function columns(count: number, available: number, least: number, most: number, gap: number = UNIT.gap) {
  const fit = Math.max(1, Math.floor((available + gap) / (least + gap)))
  const across = Math.max(1, Math.min(fit, count))
  return { across, width: Math.min(most, (available - gap * (across - 1)) / across) }
}
