// Dates as programs print them: strftime(3) in UTC, and durations.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const two = (n: number) => String(n).padStart(2, '0')

/** strftime of a Unix time in ms; the zone is UTC everywhere in this world. */
export function strftime(format: string, unix: number): string {
  const at = new Date(Math.floor(unix))
  return format.replace(/%([-_0^]?)(:*[a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    const value = field(letter, at, unix)
    if (value === undefined) return whole
    if (flag === '-') return value.replace(/^[0 ]+(?=.)/, '')
    if (flag === '_') return value.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length))
    return flag === '^' ? value.toUpperCase() : value
  })
}

function field(letter: string, at: Date, unix: number): string | undefined {
  const hour = at.getUTCHours()
  const day = at.getUTCDay()
  const nested = NESTED[letter]
  if (nested) return strftime(nested, unix)
  const simple: Record<string, () => string> = {
    Y: () => String(at.getUTCFullYear()),
    C: () => two(Math.floor(at.getUTCFullYear() / 100)),
    y: () => two(at.getUTCFullYear() % 100),
    m: () => two(at.getUTCMonth() + 1),
    d: () => two(at.getUTCDate()),
    e: () => String(at.getUTCDate()).padStart(2),
    H: () => two(hour),
    k: () => String(hour).padStart(2),
    I: () => two(hour % 12 || 12),
    l: () => String(hour % 12 || 12).padStart(2),
    M: () => two(at.getUTCMinutes()),
    S: () => two(at.getUTCSeconds()),
    N: () =>
      `${String(at.getUTCMilliseconds()).padStart(3, '0')}${String(Math.floor((unix % 1) * 1e6)).padStart(6, '0')}`,
    s: () => String(Math.floor(unix / 1000)),
    p: () => (hour < 12 ? 'AM' : 'PM'),
    P: () => (hour < 12 ? 'am' : 'pm'),
    a: () => DAYS[day]!.slice(0, 3),
    A: () => DAYS[day]!,
    b: () => MONTHS[at.getUTCMonth()]!.slice(0, 3),
    h: () => MONTHS[at.getUTCMonth()]!.slice(0, 3),
    B: () => MONTHS[at.getUTCMonth()]!,
    u: () => String(day || 7),
    w: () => String(day),
    j: () => String(dayOfYear(at)).padStart(3, '0'),
    V: () => two(isoWeek(at)),
    Z: () => 'UTC',
    z: () => '+0000',
    ':z': () => '+00:00',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  }
  return simple[letter]?.()
}

const NESTED: Record<string, string> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  r: '%I:%M:%S %p',
  c: '%a %b %e %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

const DAY_MS = 86_400_000

const dayOfYear = (at: Date) => Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY_MS) + 1

function isoWeek(at: Date): number {
  const thursday = new Date(at.getTime() + (4 - (at.getUTCDay() || 7)) * DAY_MS)
  return Math.ceil(dayOfYear(thursday) / 7)
}

/** A number with s, m, h or d behind it, in ms; undefined when it is none. */
export function duration(word: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word)
  if (!match) return word === 'infinity' || word === 'inf' ? Infinity : undefined
  return (
    Number(match[1]) * { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS }[match[2] as '' | 's' | 'm' | 'h' | 'd']
  )
}

/** A date as `date -d` and `touch -d` take it, Unix ms; undefined when it is not understood. */
export function parseDate(word: string, now: number): number | undefined {
  const clean = word.trim()
  if (clean === '' || clean === 'today' || clean === 'now') return now
  if (clean.startsWith('@') && !Number.isNaN(Number(clean.slice(1)))) return Number(clean.slice(1)) * 1000
  if (clean === 'yesterday') return now - DAY_MS
  if (clean === 'tomorrow') return now + DAY_MS
  const relative = /^([+-]?\s*\d+|next|last|a|an)\s*(sec|second|min|minute|hour|day|week|month|year)s?(\s+ago)?$/.exec(
    clean,
  )
  if (relative) return shifted(relative[1]!, relative[2]!, relative[3] !== undefined, now)
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(Z|UTC)?$/.exec(clean)
  if (iso) {
    const [year, month, day, hour, minute, second] = iso.slice(1, 7).map((part) => Number(part ?? 0))
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!)
  }
  const time = /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(clean)
  if (time)
    return (
      Math.floor(now / DAY_MS) * DAY_MS + (Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3] ?? 0)) * 1000
    )
  return undefined
}

function shifted(amount: string, unit: string, ago: boolean, now: number): number {
  const number =
    amount === 'next' || amount.startsWith('a') ? 1 : amount === 'last' ? -1 : Number(amount.replace(/\s/g, ''))
  const n = ago ? -number : number
  const at = new Date(now)
  if (unit === 'month') return at.setUTCMonth(at.getUTCMonth() + n)
  if (unit === 'year') return at.setUTCFullYear(at.getUTCFullYear() + n)
  const ms =
    { sec: 1000, second: 1000, min: 60_000, minute: 60_000, hour: 3_600_000, day: DAY_MS, week: 7 * DAY_MS }[unit] ?? 0
  return now + n * ms
}
