// The scrub bar's scale: commands get room by how long they took, waits between them are squeezed.
import type { Command } from './film.ts'

export interface Segment {
  /** Shares of the bar, 0…1. */
  from: number
  to: number
  start: number
  end: number
  /** None: the time between commands. */
  command: Command | undefined
}

/** Long spans grow by their logarithm, so that a second of pull and an hour of waiting both have their place. */
const weight = (ms: number, isCommand: boolean) =>
  isCommand ? Math.min(4, 1 + 0.55 * Math.log2(1 + ms / 400)) : Math.min(1.2, 0.15 + 0.2 * Math.log2(1 + ms / 2000))

/** What a bar needs so that a line can be read in every segment, in widths of the shortest command. */
export const length = (segments: readonly Segment[]) =>
  segments.reduce((sum, { start, end, command }) => sum + weight(end - start, command !== undefined), 0)

/** Segments that cover [0, end] without gaps. Commands that overlap (several terminals) share the later one's start. */
export function timeline(commands: readonly Command[], end: number): Segment[] {
  const spans: { start: number; end: number; command: Command | undefined }[] = []
  let at = 0
  const shown = commands.filter(({ start }) => start <= end)
  shown.forEach((command, i) => {
    const start = Math.max(at, command.start)
    const stop = Math.max(start, Math.min(command.end ?? end, shown[i + 1]?.start ?? end, end))
    if (start > at) spans.push({ start: at, end: start, command: undefined })
    spans.push({ start, end: stop, command })
    at = stop
  })
  if (at < end || spans.length === 0) spans.push({ start: at, end: Math.max(at, end), command: undefined })
  const weights = spans.map((span) => weight(span.end - span.start, span.command !== undefined))
  const total = weights.reduce((sum, one) => sum + one, 0)
  let share = 0
  return spans.map((span, i) => {
    const from = share
    share += weights[i]! / total
    return { ...span, from, to: share }
  })
}

/** Virtual ms at a share of the bar. */
export function timeAt(segments: readonly Segment[], share: number): number {
  const segment = segments.find(({ to }) => share <= to) ?? segments.at(-1)
  if (!segment) return 0
  const part = (share - segment.from) / (segment.to - segment.from || 1)
  return segment.start + Math.max(0, Math.min(1, part)) * (segment.end - segment.start)
}

/** The share of the bar at a virtual time. */
export function shareAt(segments: readonly Segment[], time: number): number {
  const segment = segments.find(({ end }) => time <= end) ?? segments.at(-1)
  if (!segment) return 0
  const span = segment.end - segment.start
  const part = span > 0 ? (time - segment.start) / span : 1
  return segment.from + Math.max(0, Math.min(1, part)) * (segment.to - segment.from)
}
