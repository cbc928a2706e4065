// The words after `npm run door --`: what they mean, and what is said of wrong ones.
import { expect, test } from 'vitest'
import { readOptions } from './options.ts'

test('nothing said', () => {
  expect(readOptions([])).toEqual({ seed: 1, scenario: 'laptop', speed: 1, port: 0 })
})

test('everything said', () => {
  expect(readOptions(['--seed', '7', '--scenario=empty', '--speed', '0.5', '--port', '5300'])).toEqual({
    seed: 7,
    scenario: 'empty',
    speed: 0.5,
    port: 5300,
  })
})

test.each([
  [['--speed', '0'], '--speed 0'],
  [['--speed', 'fast'], '--speed fast'],
  [['--port', '65535'], '--port 65535'],
  [['--port', '-1'], "'--port' argument is ambiguous"],
  [['--port='], '--port '],
  [['--seed', '1.5'], '--seed 1.5'],
  [['--bogus'], "Unknown option '--bogus'"],
  [['extra'], "Unexpected argument 'extra'"],
])('%j is refused', (words, message) => {
  expect(() => readOptions(words)).toThrow(message)
})
