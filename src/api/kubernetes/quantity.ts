// Amounts of resources as text: `500m`, `1.5Gi`, `1e3` (upstream: apimachinery/pkg/api/resource).

const BINARY: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 }
const DECIMAL: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
}
const FORM = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/

/** The number it stands for (cores, bytes, pieces); NaN when it is no quantity. */
export function parseQuantity(quantity: string | number | undefined): number {
  if (typeof quantity === 'number') return quantity
  const match = FORM.exec(quantity ?? '')
  if (!match) return NaN
  const [, digits, binary, decimal, exponent] = match
  const scale = binary ? BINARY[binary]! : exponent ? 10 ** Number(exponent) : DECIMAL[decimal ?? '']!
  return Number(digits) * scale
}

/** The same amount in the form the API server keeps: `0.5` → `500m`, `1024Mi` → `1Gi`, `1000k` → `1M`. */
export function canonicalQuantity(quantity: string | number): string {
  const text = String(quantity)
  const match = FORM.exec(text)
  if (!match) return text
  const value = parseQuantity(text)
  return formatQuantity(value, match[2] ? 'binary' : match[4] ? 'exponent' : 'decimal')
}

/** The shortest exact form without fractions, with a suffix of the given sort. */
export function formatQuantity(value: number, form: 'binary' | 'decimal' | 'exponent' = 'decimal'): string {
  if (value === 0) return '0'
  if (form === 'binary' && Number.isInteger(value) && Math.abs(value) >= 1024) {
    for (const [suffix, scale] of Object.entries(BINARY).reverse()) {
      if (value % scale === 0) return `${value / scale}${suffix}`
    }
    return String(value)
  }
  const nano = Math.ceil(Math.abs(value) * 1e9 - 1e-3)
  const sign = value < 0 ? '-' : ''
  let exponent = -9
  let mantissa = nano
  while (mantissa % 1000 === 0 && exponent < 18) {
    mantissa /= 1000
    exponent += 3
  }
  if (form === 'exponent') return `${sign}${mantissa}${exponent ? `e${exponent}` : ''}`
  const suffix = Object.keys(DECIMAL)[(exponent + 9) / 3]!
  return `${sign}${mantissa}${suffix}`
}
