// Which thing is next in a direction, for the arrow keys.
import type { Box } from './scene/box.ts'
import type { Scene } from './scene/scene.ts'

export function neighbour(scene: Scene, current: string | undefined, [dx, dy]: [number, number]): Box | undefined {
  const choices = scene.boxes.filter(({ subject }) => subject)
  const from = current === undefined ? undefined : scene.byId.get(current)
  if (!from) return choices[0]
  const at = corner(from)
  let best: Box | undefined
  let least = Infinity
  for (const box of choices) {
    const to = corner(box)
    const along = (to.x - at.x) * dx + (to.y - at.y) * dy
    const aside = Math.abs((to.x - at.x) * dy) + Math.abs((to.y - at.y) * dx)
    const cost = along + aside * 3
    if (along > 1 && cost < least) [best, least] = [box, cost]
  }
  return best
}

const corner = (box: Box) => ({ x: box.x + Math.min(box.w / 2, 60), y: box.y + Math.min(box.h / 2, 14) })
