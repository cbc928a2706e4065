// strconv.FormatFloat, and float64 values that look like integers.

/** A float64 whose value a JavaScript number cannot tell from an integer: `1.0`. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
  toJSON(): number {
    return this.value
  }
}

/** The number of an integer or a float. */
export const numberOf = (value: unknown): number | undefined =>
  value instanceof Float ? value.value : typeof value === 'number' ? value : undefined

export const isFloat = (value: unknown): boolean =>
  value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))

/** Shortest digits for %g: below this exponent, and from that on, it is written with an exponent. */
const [LEAST_EXPONENT, SHORTEST] = [-4, 6]

const exponential = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

/** `e`, `f` or `g`; precision -1 is as many digits as it takes. */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf'
  const digits = precision < 0 ? undefined : precision
  if (verb === 'e') return exponential(value.toExponential(digits))
  if (verb === 'f') return digits === undefined ? plain(value) : value.toFixed(digits)
  const shown = exponential(value.toExponential(digits === undefined ? undefined : Math.max(0, digits - 1)))
  const [mantissa, exponent] = shown.split('e') as [string, string]
  const short = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
  const most = digits === undefined ? SHORTEST : Math.max(1, digits)
  const significant = mantissa.replace(/[-.]/g, '').length
  const limit = digits !== undefined && digits > significant && significant > Number(exponent) ? significant : most
  if (Number(exponent) < LEAST_EXPONENT || Number(exponent) >= limit) return `${short(mantissa)}e${exponent}`
  return digits === undefined ? plain(value) : short(value.toFixed(Math.max(0, most - 1 - Number(exponent))))
}

/** Without an exponent. */
function plain(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  const [mantissa, exponent] = text.split('e') as [string, string]
  return value.toFixed(Math.max(0, mantissa.replace(/^-?\d+\.?/, '').length - Number(exponent)))
}
