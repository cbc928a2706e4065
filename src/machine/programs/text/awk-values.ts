// The values of awk: numbers, strings, arrays, and the fields of the record.
import type { Call } from '../call.ts'
import { conversion, formatPrintf, general } from './format.ts'
import { compilePattern } from './regexp.ts'

/** A number, a string, or text from outside that counts as a number where it looks like one. */
export type Value = number | string | { text: string }

export type AwkArray = Map<string, Value>

const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

export class AwkValues {
  readonly call: Call
  protected readonly operands: string[]
  protected readonly globals = new Map<string, Value | AwkArray>()
  protected locals: Map<string, Value | AwkArray> | undefined
  protected fields: Value[] = ['']
  protected readonly patterns = new Map<string, RegExp>()

  /** mawk's srand: a draw of the world. */
  random: () => number

  protected looksNumeric = (value: Value) =>
    typeof value === 'number' || (typeof value !== 'string' && (NUMERIC.test(value.text) || value.text === ''))

  constructor(call: Call, operands: string[]) {
    this.call = call
    this.operands = operands
    const chance = call.process.kernel.chance(`awk ${call.process.kernel.clock.now}`)
    this.random = () => chance.fraction()
    const defaults: [string, Value][] = [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['NR', 0],
      ['FNR', 0],
      ['NF', 0],
      ['SUBSEP', '\x1c'],
      ['OFMT', '%.6g'],
      ['CONVFMT', '%.6g'],
      ['FILENAME', ''],
      ['RSTART', 0],
      ['RLENGTH', -1],
    ]
    for (const [name, value] of defaults) this.globals.set(name, value)
    this.globals.set(
      'ENVIRON',
      new Map(Object.entries(call.process.env).map(([name, value]) => [name, { text: value }])),
    )
    this.globals.set('ARGV', new Map(['awk', ...operands].map((word, i) => [String(i), word])))
    this.globals.set('ARGC', operands.length + 1)
  }

  set(name: string, value: Value | string): void {
    const stored = typeof value === 'string' && NUMERIC.test(value) ? { text: value } : value
    if (this.locals?.has(name)) this.locals.set(name, stored)
    else this.globals.set(name, stored)
    if (name === 'NF') this.setCount(this.number(stored))
  }

  get(name: string): Value {
    const value = this.locals?.has(name) ? this.locals.get(name) : this.globals.get(name)
    return value === undefined || value instanceof Map ? { text: '' } : value
  }

  array(name: string): AwkArray {
    const scope = this.locals?.has(name) ? this.locals : this.globals
    const value = scope.get(name)
    if (value instanceof Map) return value
    const made: AwkArray = new Map()
    scope.set(name, made)
    return made
  }

  number(value: Value): number {
    if (typeof value === 'number') return value
    const source = typeof value === 'string' ? value : value.text
    return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(source)?.[0] ?? 0)
  }

  string(value: Value, format = 'CONVFMT'): string {
    if (typeof value === 'string') return value
    if (typeof value !== 'number') return value.text
    if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value)
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
    const wanted = this.string(this.get(format))
    return wanted === '%.6g'
      ? (value < 0 ? '-' : '') + general(Math.abs(value), 6)
      : formatPrintf(wanted, [String(value)]).text
  }

  truth(value: Value): boolean {
    if (typeof value === 'number') return value !== 0
    if (typeof value === 'string') return value !== ''
    return NUMERIC.test(value.text) ? this.number(value) !== 0 : value.text !== ''
  }

  pattern(source: string): RegExp {
    let found = this.patterns.get(source)
    if (!found) this.patterns.set(source, (found = compilePattern(source, true, 'g')))
    found.lastIndex = 0
    return found
  }

  protected record(line: string): void {
    this.fields = [{ text: line }, ...this.split(line, this.string(this.get('FS')))]
    this.globals.set('NF', this.fields.length - 1)
  }

  split(line: string, separator: string): Value[] {
    const parts =
      separator === ' '
        ? line
            .trim()
            .split(/\s+/)
            .filter((part) => part !== '')
        : line === ''
          ? []
          : separator === ''
            ? [...line]
            : separator.length === 1 && separator !== ' '
              ? line.split(separator === '\\' ? '\\' : separator)
              : line.split(this.pattern(separator))
    return parts.map((part) => ({ text: part ?? '' }))
  }

  protected field(at: number): Value {
    return this.fields[at] ?? { text: '' }
  }

  protected setField(at: number, value: Value): void {
    if (at === 0) return this.record(this.string(value))
    while (this.fields.length <= at) this.fields.push('')
    this.fields[at] = typeof value === 'string' && NUMERIC.test(value) ? { text: value } : value
    this.globals.set('NF', this.fields.length - 1)
    this.rebuild()
  }

  protected setCount(count: number): void {
    this.fields.length = Math.min(this.fields.length, count + 1)
    while (this.fields.length <= count) this.fields.push('')
    this.globals.set('NF', count)
    this.rebuild()
  }

  protected rebuild(): void {
    this.fields[0] = {
      text: this.fields
        .slice(1)
        .map((value) => this.string(value))
        .join(this.string(this.get('OFS'))),
    }
  }

  format([format = '', ...values]: Value[]): string {
    const left = [...values]
    return this.string(format).replace(
      /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])/g,
      (whole, flags: string, width: string | undefined, precision: string | undefined, letter: string) => {
        if (letter === '%') return '%'
        const wide = width === '*' ? this.number(left.shift() ?? 0) : Number(width ?? 0)
        const exact = whole.includes('.')
          ? precision === '*'
            ? this.number(left.shift() ?? 0)
            : Number(precision ?? 0)
          : undefined
        const value = left.shift() ?? ''
        if (letter === 's') return conversion('s', flags, wide, exact, this.string(value), [])
        if (letter === 'c')
          return conversion(
            'c',
            flags,
            wide,
            exact,
            typeof value === 'number' ? String.fromCodePoint(value) : this.string(value),
            [],
          )
        return conversion(letter, flags, wide, exact, String(this.number(value)), [])
      },
    )
  }

  protected arithmetic(operator: string, left: Value, right: Value): number {
    const [a, b] = [this.number(left), this.number(right)]
    return { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b, '^': a ** b }[operator as '+']
  }
}
