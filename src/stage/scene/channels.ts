// Finds the way of a wire: out of a box to the nearest channel, along channels, into the other box. Never across a thing.
import type { Box, Channel, Point, Side } from './box.ts'

/** What a bend costs, in px of way. */
const BEND = 24

interface Stub {
  /** On the box's border. */
  start: Point
  /** On the channel. */
  end: Point
  channel: number
}

export class Channels {
  private readonly channels: Channel[]
  /** Points of each channel where another crosses it. */
  private readonly crossings: { point: Point; other: number }[][]

  constructor(channels: Channel[]) {
    this.channels = channels
    this.crossings = channels.map((a) =>
      channels.flatMap((b, other) => {
        const point = crossing(a, b)
        return point ? [{ point, other }] : []
      }),
    )
  }

  /** The corners of the way from one box to another; straight where no channel helps. */
  route(from: Box, to: Box): Point[] {
    const starts = this.stubs(from)
    const ends = this.stubs(to)
    if (starts.length === 0 || ends.length === 0) return [centre(from), centre(to)]
    let best: { cost: number; points: Point[] } | undefined
    for (const start of starts) {
      const found = this.search(start, ends, best?.cost ?? Infinity)
      if (found) best = found
    }
    return best ? tidy(best.points) : [centre(from), centre(to)]
  }

  private stubs(box: Box): Stub[] {
    return box.sides.flatMap((side) => this.stub(box, side))
  }

  private stub(box: Box, side: Side): Stub[] {
    const start = anchor(box, side)
    const sideways = side === 'left' || side === 'right'
    const sign = side === 'right' || side === 'bottom' ? 1 : -1
    let best: Stub | undefined
    let nearest = Infinity
    this.channels.forEach((channel, index) => {
      if ((channel.axis === 'v') !== sideways) return
      const along = sideways ? start.y : start.x
      const distance = (channel.at - (sideways ? start.x : start.y)) * sign
      if (distance < 0 || distance >= nearest || along < channel.from - 1 || along > channel.to + 1) return
      nearest = distance
      const end = sideways ? { x: channel.at, y: start.y } : { x: start.x, y: channel.at }
      best = { start, end, channel: index }
    })
    return best ? [best] : []
  }

  /** Dijkstra over channels; the frontier is small, so a plain list serves. */
  private search(start: Stub, ends: Stub[], limit: number) {
    interface Step {
      cost: number
      at: Point
      channel: number
      points: Point[]
    }
    const frontier: Step[] = [
      { cost: gap(start.start, start.end), at: start.end, channel: start.channel, points: [start.start, start.end] },
    ]
    const seen = new Set<string>()
    let best: { cost: number; points: Point[] } | undefined
    while (frontier.length > 0) {
      let least = 0
      for (let i = 1; i < frontier.length; i++) if (frontier[i]!.cost < frontier[least]!.cost) least = i
      const step = frontier.splice(least, 1)[0]!
      if (step.cost >= (best?.cost ?? limit)) break
      const key = `${step.channel} ${step.at.x} ${step.at.y}`
      if (seen.has(key)) continue
      seen.add(key)
      for (const end of ends) {
        if (end.channel !== step.channel) continue
        const cost = step.cost + gap(step.at, end.end) + gap(end.end, end.start) + BEND
        if (cost < (best?.cost ?? limit)) best = { cost, points: [...step.points, end.end, end.start] }
      }
      for (const { point, other } of this.crossings[step.channel]!) {
        const cost = step.cost + gap(step.at, point) + BEND
        frontier.push({ cost, at: point, channel: other, points: [...step.points, point] })
      }
    }
    return best
  }
}

function anchor(box: Box, side: Side): Point {
  const middle = centre(box)
  const header = box.y + Math.min(box.h / 2, 16)
  if (side === 'left') return { x: box.x, y: header }
  if (side === 'right') return { x: box.x + box.w, y: header }
  return { x: middle.x, y: side === 'top' ? box.y : box.y + box.h }
}

function crossing(a: Channel, b: Channel): Point | undefined {
  if (a.axis === b.axis) return undefined
  const [v, h] = a.axis === 'v' ? [a, b] : [b, a]
  if (v.at < h.from - 1 || v.at > h.to + 1 || h.at < v.from - 1 || h.at > v.to + 1) return undefined
  return { x: v.at, y: h.at }
}

const centre = (box: Box): Point => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 })
const gap = (a: Point, b: Point) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)

/** Without points that repeat or lie on a straight line between their neighbours. */
function tidy(points: Point[]): Point[] {
  const out: Point[] = []
  for (const point of points) {
    const last = out.at(-1)
    if (last && gap(last, point) < 0.5) continue
    const before = out.at(-2)
    const straight =
      last && before && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y))
    if (straight) out.pop()
    out.push(point)
  }
  return out
}
