// Values as Go reads and writes them: strconv, time.Duration, %q.

const quoteChar: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

/** strconv.Quote: what `%q` prints. */
export function quote(text: string): string {
  let out = '"'
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (quoteChar[char]) out += quoteChar[char]
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += char
  }
  return `${out}"`
}

const syntax = (func: string, value: string) => new Error(`strconv.${func}: parsing ${quote(value)}: invalid syntax`)
const range = (func: string, value: string) => new Error(`strconv.${func}: parsing ${quote(value)}: value out of range`)

/** strconv.ParseInt with base 0. Throws Go's message. */
export function parseInteger(value: string, func = 'ParseInt', max = 2 ** 63): number {
  if (!/^[+-]?(0x[0-9a-f]+|0b[01]+|0o?[0-7]*|[1-9][0-9]*)$/i.test(value)) throw syntax(func, value)
  const negative = value.startsWith('-')
  const digits = value.replace(/^[+-]/, '').replace(/^0(?=[0-7])/, '0o')
  const number = Number(digits)
  if (number >= max) throw range(func, value)
  return negative ? -number : number
}

/** strconv.ParseUint; `bits` bounds the value. */
export function parseUnsigned(value: string, bits = 64): number {
  if (/^[+-]/.test(value)) throw syntax('ParseUint', value)
  return parseInteger(value, 'ParseUint', 2 ** bits)
}

export function parseFloat64(value: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) throw syntax('ParseFloat', value)
  return Number(value)
}

/** strconv.ParseBool. */
export function parseBool(value: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false
  throw syntax('ParseBool', value)
}

const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** time.Duration.String of whole seconds: `1m30s`. */
export function durationText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${seconds % 60}s`
}

/** time.ParseDuration, in ms. Throws Go's message. */
export function parseDuration(value: string): number {
  const invalid = () => new Error(`time: invalid duration ${quote(value)}`)
  let rest = value.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (rest === '') throw invalid()
  let total = 0
  while (rest) {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0]
    if (number === undefined) throw invalid()
    rest = rest.slice(number.length)
    const unit = /^[^\d.]+/.exec(rest)?.[0]
    if (unit === undefined) throw new Error(`time: missing unit in duration ${quote(value)}`)
    const scale = UNITS[unit]
    if (scale === undefined) throw new Error(`time: unknown unit ${quote(unit)} in duration ${quote(value)}`)
    total += Number(number) * scale
    rest = rest.slice(unit.length)
  }
  return value.startsWith('-') ? -total : total
}

/** filepath.Match: `*` and `?` for what has no slash in it. */
export function matchesPath(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
  return new RegExp(`^${source}$`).test(name)
}
