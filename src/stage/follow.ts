// Where the stage has to scroll so that what happens can be seen.
import type { Flight } from './scene/flights.ts'
import type { Frame } from './screening.ts'

/** The new vertical offset in px, or undefined where everything that matters is in view. */
export function follow(
  { scene, flights }: Frame,
  { y, zoom }: { y: number; zoom: number },
  height: number,
): number | undefined {
  if (height <= 0 || scene.height * zoom <= height + 1) return y < -1 ? 0 : undefined
  const flight = flights.findLast((one) => worth(one))
  const box = flight && scene.byId.get(flight.to)
  if (!box || box.content.kind === 'place') return undefined
  const [top, bottom] = [box.y * zoom + y, (box.y + Math.min(box.h, 90)) * zoom + y]
  if (top >= 0 && bottom <= height) return undefined
  const wanted = height / 2 - (box.y + Math.min(box.h, 90) / 2) * zoom
  return Math.max(height - scene.height * zoom, Math.min(0, wanted))
}

const worth = ({ faint, look, share }: Flight) => !faint && share < 1 && look.shape !== 'dot' && look.shape !== 'answer'
