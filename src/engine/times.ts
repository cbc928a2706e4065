// Times as Go writes them.
import type { Clock } from '../kernel/clock.ts'
import { badRequest } from './errors.ts'

export const NEVER = '0001-01-01T00:00:00Z'

/** RFC3339Nano of a virtual time: zeros at the end of the fraction are left out. */
export function goTime(clock: Clock, time: number | undefined): string {
  if (time === undefined) return NEVER
  return clock.rfc3339Nano(time).replace(/\.?0+Z$/, 'Z')
}

/** With all nine digits, as logs have them. */
export const logTime = (clock: Clock, time: number): string => clock.rfc3339Nano(time)

/** `since` and `until` of logs, events and prunes: Unix seconds with fraction, as virtual ms. Throws for other words. */
export function virtualTime(clock: Clock, word: string): number | undefined {
  if (word === '') return undefined
  if (!/^\d+(\.\d+)?$/.test(word))
    throw badRequest(`failed to parse value as time or duration: ${JSON.stringify(word)}`)
  return Number(word) * 1000 - clock.epoch
}

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Go's duration in ms: `1h30m`. */
export function duration(word: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(word)) return undefined
  let sum = 0
  for (const [, number, unit] of word.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    sum += Number(number) * UNITS[unit!]!
  return sum
}

/** `until` of a prune filter: `24h`, Unix seconds, or a date. */
export function untilTime(clock: Clock, word: string): number {
  const ago = duration(word)
  if (ago !== undefined) return clock.now - ago
  if (/^\d+(\.\d+)?$/.test(word)) return Number(word) * 1000 - clock.epoch
  const date = Date.parse(word)
  if (Number.isNaN(date)) throw badRequest(`failed to parse value as time or duration: ${JSON.stringify(word)}`)
  return date - clock.epoch
}
