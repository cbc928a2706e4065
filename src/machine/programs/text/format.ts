// printf(1)'s formats.
import { unescape } from '../../shell/escape.ts'

/** The format is used again while values are left. */
export function formatPrintf(format: string, values: readonly string[]): { text: string; complaints: string[] } {
  const left = [...values]
  const complaints: string[] = []
  let text = ''
  do {
    const before = left.length
    const round = once(format, left, complaints)
    text += round.text
    if (round.stop || left.length === before) break
  } while (left.length > 0)
  return { text, complaints }
}

function once(format: string, left: string[], complaints: string[]): { text: string; stop: boolean } {
  let out = ''
  const pattern =
    /%(?:%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z])|(\(([^)]*)\)T))|\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|[^])|[^%\\]+|[^]/g
  for (const match of format.matchAll(pattern)) {
    const [piece, flags = '', width, , letter] = match
    if (piece === '%%') out += '%'
    else if (piece.startsWith('\\')) {
      const { text, stopped } = unescape(piece)
      out += text
      if (stopped) return { text: out, stop: true }
    } else if (letter) {
      const wide = width === '*' ? Number(left.shift() ?? 0) : Number(width ?? 0)
      const dot = piece.includes('.')
      const precision = dot ? (match[3] === '*' ? Number(left.shift() ?? 0) : Number(match[3] ?? 0)) : undefined
      const value = left.shift()
      if (letter === 'b') {
        const { text, stopped } = unescape(value ?? '', 'argument')
        out += pad(text, flags, wide)
        if (stopped) return { text: out, stop: true }
      } else out += conversion(letter, flags, wide, precision, value, complaints)
    } else out += piece
  }
  return { text: out, stop: false }
}

export function conversion(
  letter: string,
  flags: string,
  width: number,
  precision: number | undefined,
  value: string | undefined,
  complaints: string[],
): string {
  if (letter === 's') return pad((value ?? '').slice(0, precision ?? Infinity), flags, width)
  if (letter === 'c') return pad([...(value ?? '')][0] ?? '', flags, width)
  if (letter === 'q')
    return pad(
      /^[\w./:@%+=-]+$/.test(value ?? '') ? value! : `'${(value ?? '').replaceAll("'", "'\\''")}'`,
      flags,
      width,
    )
  const number = numeric(value, complaints)
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const size = Math.abs(number)
  const whole = Math.trunc(size)
  const body: Record<string, () => string> = {
    d: () => String(whole),
    i: () => String(whole),
    u: () => String(number < 0 ? BigInt.asUintN(64, BigInt(Math.trunc(number))) : whole),
    o: () => (flags.includes('#') ? '0' : '') + whole.toString(8),
    x: () => (flags.includes('#') ? '0x' : '') + whole.toString(16),
    X: () => (flags.includes('#') ? '0X' : '') + whole.toString(16).toUpperCase(),
    f: () => size.toFixed(precision ?? 6),
    F: () => size.toFixed(precision ?? 6),
    e: () => exponent(size, precision ?? 6),
    E: () => exponent(size, precision ?? 6).toUpperCase(),
    g: () => general(size, precision ?? 6),
    G: () => general(size, precision ?? 6).toUpperCase(),
  }
  const made = body[letter]
  if (!made) {
    complaints.push(`%${letter}: invalid conversion specification`)
    return ''
  }
  const digits = 'diuoxX'.includes(letter) && precision !== undefined ? made().padStart(precision, '0') : made()
  const signed = 'oxXu'.includes(letter) ? '' : sign
  if (flags.includes('0') && !flags.includes('-')) return signed + digits.padStart(width - signed.length, '0')
  return pad(signed + digits, flags, width)
}

const exponent = (value: number, digits: number) => value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2')

export function general(value: number, precision: number): string {
  if (value === 0) return '0'
  const digits = Math.max(1, precision)
  const power = Number(value.toExponential(digits - 1).split('e')[1])
  if (power < -4 || power >= digits) return exponent(value, digits - 1).replace(/\.?0+e/, 'e')
  const fixed = value.toFixed(digits - 1 - power)
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}

function numeric(value: string | undefined, complaints: string[]): number {
  if (value === undefined || value === '') return 0
  if (value.startsWith("'") || value.startsWith('"')) return value.codePointAt(1) ?? 0
  if (/^[+-]?0[0-7]+$/.test(value)) return parseInt(value, 8)
  const number = Number(value.trim())
  if (!Number.isNaN(number)) return number
  const start = parseFloat(value)
  complaints.push(
    Number.isNaN(start) ? `‘${value}’: expected a numeric value` : `‘${value}’: value not completely converted`,
  )
  return Number.isNaN(start) ? 0 : start
}

const pad = (text: string, flags: string, width: number) =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width)
