// The order of names with numbers in them.
import { expect, test } from 'vitest'
import { natural } from './natural.ts'

test.each([
  [
    ['vol10', 'vol2', 'vol1'],
    ['vol1', 'vol2', 'vol10'],
  ],
  [
    ['143a', '2af5', 'a1'],
    ['2af5', '143a', 'a1'],
  ],
  [
    ['web', 'Web', 'we'],
    ['Web', 'we', 'web'],
  ],
  [
    ['a01', 'a1', 'a001'],
    ['a1', 'a01', 'a001'],
  ],
  [
    ['', 'a', '1'],
    ['', '1', 'a'],
  ],
])('%j', (names, sorted) => {
  expect([...names].sort(natural)).toEqual(sorted)
})
