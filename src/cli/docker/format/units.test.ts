// go-units' figures.
import { expect, it } from 'vitest'
import { humanDuration } from '../../../api/go-units.ts'
import { bytesSize, ellipsis, humanSize } from './units.ts'

it('sizes have three or four digits', () => {
  expect([humanSize(121812338), humanSize(121812338, 3), humanSize(682700, 3), humanSize(0)]).toEqual([
    '121.8MB',
    '122MB',
    '683kB',
    '0B',
  ])
  expect([bytesSize(134217728), bytesSize(2658304), bytesSize(528384)]).toEqual(['128MiB', '2.535MiB', '516KiB'])
})

it('spans are told in one unit', () => {
  const minute = 60_000
  const spans = [
    500,
    1000,
    59_000,
    minute,
    59 * minute,
    60 * minute,
    47 * 60 * minute,
    48 * 60 * minute,
    15 * 24 * 60 * minute,
  ]
  expect(spans.map(humanDuration)).toEqual([
    'Less than a second',
    '1 second',
    '59 seconds',
    'About a minute',
    '59 minutes',
    'About an hour',
    '47 hours',
    '2 days',
    '2 weeks',
  ])
})

it('commands are cut to twenty runes', () => {
  expect(ellipsis("sh -c 'echo a very long command'", 20)).toBe("sh -c 'echo a very …")
})
