// github.com/docker/go-units: sizes for people.

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
