// Ages as kubectl shows them (upstream: apimachinery/pkg/util/duration).

/** `ms` as `3m20s`, `2d5h`, `41d`: two units while the first is small. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (hours < 192) return two(days, 'd', hours % 24, 'h')
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.floor(hours / 24 / 365)
  if (hours < 24 * 365 * 8) return two(years, 'y', days % 365, 'd')
  return `${years}y`
}

const two = (a: number, unit: string, b: number, smaller: string) =>
  b === 0 ? `${a}${unit}` : `${a}${unit}${b}${smaller}`

/** The age of an RFC 3339 moment at `now` (Unix ms). */
export function ageOf(moment: string | undefined, now: number): string {
  return moment ? humanDuration(now - Date.parse(moment)) : '<unknown>'
}
