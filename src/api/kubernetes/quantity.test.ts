// Amounts of resources: read, and written in their shortest form.
import { expect, it } from 'vitest'
import { canonicalQuantity, parseQuantity } from './quantity.ts'

it.each([
  ['500m', 0.5],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1e3', 1000],
  ['2k', 2000],
  ['.5', 0.5],
  ['100', 100],
])('%s is %d', (text, value) => {
  expect(parseQuantity(text)).toBe(value)
})

it('is a number or nothing', () => {
  expect(['1GB', '', 'x', '1 Gi'].map((text) => parseQuantity(text))).toEqual([NaN, NaN, NaN, NaN])
})

it.each([
  ['0.5', '500m'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['1000k', '1M'],
  ['0', '0'],
  ['1.0', '1'],
  ['100m', '100m'],
  ['2000m', '2'],
])('%s is kept as %s', (text, kept) => {
  expect(canonicalQuantity(text)).toBe(kept)
})
