// Lists and health checks in the history of an image, as Go's `%q` writes them.
import type { Healthcheck } from '../../api/oci.ts'

/** `["java" "-jar"]`. */
export const quotedList = (words: readonly string[] | undefined): string =>
  `[${(words ?? []).map((word) => JSON.stringify(word)).join(' ')}]`

/** `&{["CMD-SHELL" "true"] "5s" "0s" "0s" "0s" '\x03'}`: the number of retries is taken for a letter. */
export function quotedHealth({
  Test,
  Interval,
  Timeout,
  StartPeriod,
  StartInterval,
  Retries = 0,
}: Healthcheck): string {
  const spans = [Interval, Timeout, StartPeriod, StartInterval].map((span) => JSON.stringify(goDuration(span ?? 0)))
  return `&{${quotedList(Test)} ${spans.join(' ')} ${quotedRune(Retries)}}`
}

const ESCAPES: Record<number, string> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

function quotedRune(code: number): string {
  const control = ESCAPES[code] ?? `\\x${code.toString(16).padStart(2, '0')}`
  return `'${code < 32 || code === 127 ? control : String.fromCodePoint(code).replace(/['\\]/, '\\$&')}'`
}

/** time.Duration.String of nanoseconds: `1m30s`, `1.5s`, `300ms`. */
function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s'
  const small: [number, string][] = [
    [1e6, 'ms'],
    [1e3, 'µs'],
    [1, 'ns'],
  ]
  for (const [scale, unit] of nanoseconds < 1e9 ? small : [])
    if (nanoseconds >= scale) return `${nanoseconds / scale}${unit}`
  const seconds = nanoseconds / 1e9
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${Number((seconds % 60).toFixed(9))}s`
  return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest
}
