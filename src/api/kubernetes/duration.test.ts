// Ages of objects, at the borders between the units.
import { expect, it } from 'vitest'
import { humanDuration } from './duration.ts'

const [S, M, H, D] = [1000, 60_000, 3_600_000, 86_400_000]

it.each([
  [0, '0s'],
  [-500, '0s'],
  [-5 * S, '<invalid>'],
  [119 * S, '119s'],
  [2 * M, '2m'],
  [3 * M + 20 * S, '3m20s'],
  [10 * M + 20 * S, '10m'],
  [179 * M, '179m'],
  [3 * H + 5 * M, '3h5m'],
  [8 * H + 5 * M, '8h'],
  [47 * H, '47h'],
  [2 * D + 5 * H, '2d5h'],
  [8 * D, '8d'],
  [700 * D, '700d'],
  [800 * D, '2y70d'],
  [8 * 365 * D, '8y'],
])('%d ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text)
})
