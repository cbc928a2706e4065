// Shell arithmetic: C's integer expressions over variables, on 64-bit-like numbers (exact up to 2^53).
import { ShellError } from './flow.ts'

/** How an expression reads and changes variables; `name` may carry a subscript, `a[1]`. */
export interface Cells {
  get: (name: string) => string | undefined
  set: (name: string, value: string) => void
}

const OPERATORS = [
  '<<=', '>>=', '**', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||',
  '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|=',
  '+', '-', '*', '/', '%', '<', '>', '!', '~', '&', '|', '^', '?', ':', '=', ',', '(', ')',
] // prettier-ignore

/** Binary operators by how tightly they bind, loosest first. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

const ASSIGN = /^(?:[-+*/%&^|]|<<|>>)?=$/

const MAX_DEPTH = 100

/** Throws ShellError worded as bash words it. */
export function evaluate(expression: string, cells: Cells, depth = 0): number {
  if (depth > MAX_DEPTH)
    throw new ShellError(`${expression}: expression recursion level exceeded (error token is "${expression}")`)
  return new Evaluation(expression, cells, depth).run()
}

class Evaluation {
  private readonly text: string
  private readonly cells: Cells
  private readonly depth: number
  private at = 0
  /** In the branch not taken of `&&`, `||` and `?:`: nothing is assigned, nothing divided. */
  private idle = 0
  /** Where the operator before began. */
  private before = 0

  constructor(text: string, cells: Cells, depth: number) {
    this.text = text
    this.cells = cells
    this.depth = depth
  }

  run(): number {
    this.space()
    if (this.at >= this.text.length) return 0
    const value = this.comma()
    if (this.at < this.text.length) this.fail('syntax error in expression')
    return value
  }

  private comma(): number {
    let value = this.assignment()
    while (this.take(',')) value = this.assignment()
    return value
  }

  private assignment(): number {
    const start = this.at
    const name = this.name()
    const operator = name === undefined ? undefined : this.peek()
    if (name === undefined || operator === undefined || !ASSIGN.test(operator)) {
      this.at = start
      return this.conditional()
    }
    this.take(operator)
    const right = this.assignment()
    const value = operator === '=' ? right : this.apply(operator.slice(0, -1), this.read(name), right)
    this.write(name, value)
    return value
  }

  private conditional(): number {
    const test = this.binary(0)
    if (!this.take('?')) return test
    const yes = this.when(test !== 0, () => this.comma())
    if (!this.take(':')) this.fail("`:' expected for conditional expression")
    const no = this.when(test === 0, () => this.conditional())
    return test !== 0 ? yes : no
  }

  private binary(level: number): number {
    const operators = LEVELS[level]
    if (!operators) return this.power()
    let left = this.binary(level + 1)
    for (;;) {
      const operator = this.peek()
      if (operator === undefined || !operators.includes(operator)) return left
      this.take(operator)
      if (operator === '&&') left = this.when(left !== 0, () => this.binary(level + 1)) !== 0 && left !== 0 ? 1 : 0
      else if (operator === '||') left = this.when(left === 0, () => this.binary(level + 1)) !== 0 || left !== 0 ? 1 : 0
      else left = this.apply(operator, left, this.binary(level + 1))
    }
  }

  private power(): number {
    const base = this.unary()
    if (!this.take('**')) return base
    const exponent = this.power()
    if (exponent < 0) this.fail('exponent less than 0')
    return this.apply('**', base, exponent)
  }

  private unary(): number {
    const operator = this.peek()
    if (operator === '++' || operator === '--') {
      this.take(operator)
      const name = this.name()
      if (name === undefined) return this.unary()
      const value = this.read(name) + (operator === '++' ? 1 : -1)
      this.write(name, value)
      return value
    }
    if (operator === '!' && this.take('!')) return this.unary() === 0 ? 1 : 0
    if (operator === '~' && this.take('~')) return ~this.unary()
    if (operator === '-' && this.take('-')) return -this.unary()
    if (operator === '+' && this.take('+')) return this.unary()
    return this.primary()
  }

  private primary(): number {
    if (this.take('(')) {
      const value = this.comma()
      if (!this.take(')')) this.fail("missing `)'")
      return value
    }
    const name = this.name()
    if (name === undefined) return this.number()
    const value = this.read(name)
    const operator = this.peek()
    if (operator !== '++' && operator !== '--') return value
    this.take(operator)
    this.write(name, value + (operator === '++' ? 1 : -1))
    return value
  }

  private number(): number {
    const match = /^(\d+#[\w@]+|0[xX][\da-fA-F]*|\d\w*)/.exec(this.text.slice(this.at))
    if (!match) return this.fail('syntax error: operand expected')
    const value = parseNumber(match[0])
    if (value === undefined)
      return this.fail(/^0\d/.test(match[0]) ? 'value too great for base' : 'value too great for base', match[0])
    this.at += match[0].length
    this.space()
    return value
  }

  private name(): string | undefined {
    const match = /^[A-Za-z_]\w*/.exec(this.text.slice(this.at))
    if (!match) return undefined
    let end = this.at + match[0].length
    if (this.text[end] === '[') {
      let depth = 0
      do {
        if (this.text[end] === '[') depth++
        if (this.text[end] === ']') depth--
        end++
      } while (depth > 0 && end < this.text.length)
    }
    const name = this.text.slice(this.at, end)
    this.at = end
    this.space()
    return name
  }

  private read(name: string): number {
    const value = this.cells.get(name)
    if (value === undefined || value === '') return 0
    return /^-?\d+$/.test(value) && !/^-?0\d/.test(value) ? Number(value) : evaluate(value, this.cells, this.depth + 1)
  }

  private write(name: string, value: number): void {
    if (this.idle === 0) this.cells.set(name, String(value))
  }

  private when(taken: boolean, branch: () => number): number {
    if (taken) return branch()
    this.idle++
    const value = branch()
    this.idle--
    return value
  }

  private apply(operator: string, a: number, b: number): number {
    if ((operator === '/' || operator === '%') && b === 0) {
      if (this.idle > 0) return 0
      this.fail('division by 0')
    }
    return compute(operator, a, b)
  }

  private peek(): string | undefined {
    return OPERATORS.find((operator) => this.text.startsWith(operator, this.at))
  }

  private take(operator: string): boolean {
    if (this.peek() !== operator) return false
    this.before = this.at
    this.at += operator.length
    this.space()
    return true
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
  }

  private fail(reason: string, token = this.text.slice(this.at)): never {
    const shown = reason === 'division by 0' ? this.lastToken() : token === '' ? this.text.slice(this.before) : token
    throw new ShellError(`${this.text.replace(/^\s+/, '')}: ${reason} (error token is "${shown}")`)
  }

  private lastToken(): string {
    const before = this.text.slice(0, this.at)
    return (/\S+\s*$/.exec(before.replace(/.*[/%]/s, ''))?.[0] ?? '') + this.text.slice(this.at)
  }
}

function compute(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return Math.trunc(a / b)
    case '%':
      return a % b
    case '**':
      return a ** b
    case '<<':
      return Number(BigInt.asIntN(64, BigInt(a) << BigInt(b & 63)))
    case '>>':
      return Number(BigInt(a) >> BigInt(b & 63))
    case '&':
      return Number(BigInt(a) & BigInt(b))
    case '|':
      return Number(BigInt(a) | BigInt(b))
    case '^':
      return Number(BigInt(a) ^ BigInt(b))
    case '==':
      return a === b ? 1 : 0
    case '!=':
      return a !== b ? 1 : 0
    case '<':
      return a < b ? 1 : 0
    case '>':
      return a > b ? 1 : 0
    case '<=':
      return a <= b ? 1 : 0
    default:
      return a >= b ? 1 : 0
  }
}

/** Decimal, 0octal, 0xhex, base#digits. */
function parseNumber(text: string): number | undefined {
  const based = /^(\d+)#([\w@]+)$/.exec(text)
  if (based) return inBase(based[2]!, Number(based[1]))
  if (/^0[xX]/.test(text)) return inBase(text.slice(2) || '0', 16)
  if (/^0\d/.test(text)) return inBase(text, 8)
  return inBase(text, 10)
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'

function inBase(text: string, base: number): number | undefined {
  let value = 0
  for (const char of base <= 36 ? text.toLowerCase() : text) {
    const digit = DIGITS.indexOf(char)
    if (digit < 0 || digit >= base) return undefined
    value = value * base + digit
  }
  return value
}
