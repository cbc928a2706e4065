// Times and ages as describe writes them.
import { ageOf } from '../../../api/kubernetes/duration.ts'
import type { Process } from '../../../machine/process.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n: number) => String(n).padStart(2, '0')

/** RFC 1123 with a numeric zone: `Mon, 07 Sep 2026 00:31:12 +0000`. */
export function rfc1123z(time: string | undefined): string {
  if (!time) return '<unknown>'
  const date = new Date(time)
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} +0000`
}

/** `duration.HumanDuration` of the time since then. */
export const since = (process: Process, time: string | undefined): string => ageOf(time, process.kernel.clock.unix())
