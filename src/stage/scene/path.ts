// A wire's way as a line of corners: how long it is, and where on it something is that has gone a share of the way.
import type { Point } from './box.ts'

export interface Path {
  points: Point[]
  /** Way from the beginning to each point. */
  lengths: number[]
  length: number
}

export function path(points: Point[]): Path {
  const lengths = [0]
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!]
    lengths.push(lengths[i - 1]! + Math.hypot(b.x - a.x, b.y - a.y))
  }
  return { points, lengths, length: lengths.at(-1)! }
}

/** The place after `share` (0…1) of the way. */
export function pointAt({ points, lengths, length }: Path, share: number): Point {
  const way = Math.max(0, Math.min(1, share)) * length
  let i = 1
  while (i < points.length - 1 && lengths[i]! < way) i++
  const [a, b] = [points[i - 1]!, points[i] ?? points[i - 1]!]
  const part = (lengths[i] ?? 0) - lengths[i - 1]!
  const t = part > 0 ? (way - lengths[i - 1]!) / part : 0
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }
}
