// pflag's rules, as docker and kubectl users meet them.
import { describe, expect, it } from 'vitest'
import type { Flags } from './command.ts'
import { parseBytes, parseFlags } from './parse.ts'

const flags = {
  detach: { type: 'bool', short: 'd', summary: '' },
  interactive: { type: 'bool', short: 'i', summary: '' },
  tty: { type: 'bool', short: 't', summary: '' },
  publish: { type: 'list', short: 'p', summary: '' },
  memory: { type: 'bytes', short: 'm', summary: '' },
  last: { type: 'int', short: 'n', default: -1, summary: '' },
  labels: { type: 'csv', summary: '' },
  'dry-run': { type: 'string', noValue: 'unchanged', summary: '' },
  timeout: { type: 'duration', summary: '' },
} satisfies Flags

const message = (words: string[], interspersed = true) => {
  try {
    parseFlags(flags, words, interspersed)
  } catch (error) {
    return (error as Error).message
  }
  return undefined
}

describe('parseFlags', () => {
  it('reads joined letters, joined values and repeated lists', () => {
    const { options, args } = parseFlags(flags, ['-it', '-p8080:80', '-p=9:9', '--publish', '1:1', 'image'])
    expect(options).toMatchObject({ interactive: true, tty: true, publish: ['8080:80', '9:9', '1:1'] })
    expect(args).toEqual(['image'])
  })

  it('stops at the first word where flags may not follow, and after --', () => {
    expect(parseFlags(flags, ['-d', 'image', '-x', '--y'], false).args).toEqual(['image', '-x', '--y'])
    const { args, dash } = parseFlags(flags, ['a', '--', '-d'])
    expect([args, dash]).toEqual([['a', '-d'], 1])
  })

  it('takes the implied value of a flag that may stand alone', () => {
    expect(parseFlags(flags, ['--dry-run', 'x']).options['dry-run']).toBe('unchanged')
    expect(parseFlags(flags, ['--dry-run=client']).options['dry-run']).toBe('client')
  })

  it('converts values', () => {
    const { options } = parseFlags(flags, ['-m', '1.5g', '--timeout', '1h2m', '--labels', 'a,"b,c"', '-n', '3'])
    expect(options).toMatchObject({ memory: 1.5 * 2 ** 30, timeout: 3_720_000, labels: ['a', 'b,c'], last: 3 })
  })

  it('complains in the words of pflag', () => {
    expect(message(['--bogus'])).toBe('unknown flag: --bogus')
    expect(message(['-itz'])).toBe("unknown shorthand flag: 'z' in -z")
    expect(message(['-p'])).toBe("flag needs an argument: 'p' in -p")
    expect(message(['--publish'])).toBe('flag needs an argument: --publish')
    expect(message(['-m', 'abc'])).toBe(`invalid argument "abc" for "-m, --memory" flag: invalid size: 'abc'`)
    expect(message(['-n', 'abc'])).toBe(
      'invalid argument "abc" for "-n, --last" flag: strconv.ParseInt: parsing "abc": invalid syntax',
    )
    expect(message(['--timeout', '5'])).toBe(
      'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"',
    )
  })
})

it('parseBytes reads what docker takes for memory', () => {
  expect([parseBytes('64m'), parseBytes('1GiB'), parseBytes('10')]).toEqual([64 * 2 ** 20, 2 ** 30, 10])
})
