// What a frame is painted with.
import type { Rect } from '../scene/box.ts'
import type { Flight } from '../scene/flights.ts'
import type { Inks } from './inks.ts'
import type { Parking } from './parking.ts'

export interface Brush {
  ctx: CanvasRenderingContext2D
  inks: Inks
  /** The part of the stage that can be seen. */
  seen: Rect
  parking: Parking
  /** Things stand in the middle of their way instead of moving. */
  reduced: boolean
  /** Box → how brightly it is lit; where any is, the rest is dimmed. */
  lit: ReadonlyMap<string, number>
}

/** How clearly something is drawn: less while it fades, less still when it was cut off. */
export const strength = ({ cut, glow }: Flight) => (cut ? glow * 0.6 : Math.min(1, glow * 1.5))
