// `--since` and `--until`: seconds since 1970, a date, or a span before now (api/types/time GetTimestamp).
import { StatusError } from '../error.ts'
import { parseDuration } from '../golang.ts'

/** Unix seconds with nanoseconds, as the API takes them. `now` is Unix ms. Throws StatusError `<what>: …`, or without it. */
export function timestamp(value: string, now: number, what = ''): string {
  const told = (why: string) => new StatusError(what ? `${what}: ${why}` : why)
  if (/^-?\d+(\.\d+)?$/.test(value)) return value
  if (/^-?[\d.]+(ns|us|µs|ms|s|m|h)/.test(value)) {
    try {
      return seconds(now - parseDuration(value))
    } catch {
      throw told(`invalid duration: ${value}`)
    }
  }
  const zoned = /[Zz]$|[+-]\d\d:\d\d$/.test(value)
  const full = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00` : value.length === 13 ? `${value}:00:00` : value
  const parsed = Date.parse(zoned ? full : `${full}Z`)
  if (!/^\d{4}-\d\d-\d\d/.test(value) || Number.isNaN(parsed)) {
    throw told(`failed to parse value as time or duration: ${JSON.stringify(value)}`)
  }
  return seconds(parsed)
}

const seconds = (ms: number) => `${Math.floor(ms / 1000)}.${String(Math.round((ms % 1000) * 1e6)).padStart(9, '0')}`
