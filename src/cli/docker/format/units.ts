// github.com/docker/go-units: sizes and durations for people.

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']

function sized(size: number, base: number, units: readonly string[], precision: number): string {
  let value = size
  let unit = 0
  while (value >= base && unit < units.length - 1) {
    value /= base
    unit++
  }
  return `${Number(value.toPrecision(precision))}${units[unit]}`
}

/** 123812338 → `123.8MB`; three digits with `precision` 3. */
export const humanSize = (size: number, precision = 4): string => sized(size, 1000, DECIMAL, precision)

/** 134217728 → `128MiB`. */
export const bytesSize = (size: number): string => sized(size, 1024, BINARY, 4)

/** How long something took or is ago, in one unit. `ms` is a span. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.trunc(seconds / 60)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.trunc(ms / 3_600_000 + 0.5)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`
  return `${Math.trunc(Math.trunc(ms / 3_600_000) / 24 / 365)} years`
}

/** `2026-11-23 02:29:55 +0000 UTC`, Go's time.String of a moment in ms (fraction from `nanos` where given). */
export function goTime(unixMs: number, fraction = ''): string {
  const text = new Date(Math.floor(unixMs)).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction} +0000 UTC`
}

/** The same for an RFC 3339 text with nanoseconds. */
export function goTimeOf(rfc3339: string): string {
  const fraction = /\.(\d+)Z$/.exec(rfc3339)?.[1]?.replace(/0+$/, '')
  return goTime(Date.parse(rfc3339), fraction ? `.${fraction}` : '')
}

/** ID without its algorithm, cut to 12 digits (stringid.TruncateID). */
export const shortId = (id: string): string => id.replace(/^[^:]*:/, '').slice(0, 12)

/** formatter.Ellipsis: at most `max` columns, the last of them `…`. */
export function ellipsis(text: string, max: number): string {
  const runes = [...text]
  if (runes.length <= max) return text
  return `${runes.slice(0, max - 1).join('')}…`
}
