// test and [.
import { compareNumbers, testBinary, testUnary } from '../condition.ts'
import { ShellError } from '../flow.ts'
import type { Shell } from '../shell.ts'
import { type Builtin, type BuiltinRows, words } from './builtin.ts'

const BINARY = /^(=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/
const UNARY = /^-[a-zA-Z]$/

class Test {
  private readonly shell: Shell
  private readonly args: string[]
  private at = 0

  constructor(shell: Shell, args: string[]) {
    this.shell = shell
    this.args = args
  }

  run(): boolean {
    if (this.args.length === 0) return false
    const value = this.or()
    if (this.at < this.args.length) {
      throw new ShellError(
        this.shell.dialect.name === 'bash'
          ? this.args.length === 3 && !BINARY.test(this.args[1]!)
            ? `${this.args[1]}: binary operator expected`
            : 'too many arguments'
          : `${this.args[this.at]}: unexpected operator`,
        2,
      )
    }
    return value
  }

  private or(): boolean {
    let value = this.and()
    while (this.args[this.at] === '-o') {
      this.at++
      const right = this.and()
      value = value || right
    }
    return value
  }

  private and(): boolean {
    let value = this.not()
    while (this.args[this.at] === '-a' && this.at > 0) {
      this.at++
      const right = this.not()
      value = value && right
    }
    return value
  }

  private not(): boolean {
    if (this.args[this.at] !== '!' || this.isBinaryAt(this.at) || this.at + 1 >= this.args.length) return this.primary()
    this.at++
    return !this.not()
  }

  private isBinaryAt(at: number): boolean {
    return at + 2 < this.args.length && BINARY.test(this.args[at + 1]!)
  }

  private primary(): boolean {
    const { args } = this
    const word = args[this.at]
    if (word === undefined) throw new ShellError('argument expected', 2)
    if (this.isBinaryAt(this.at)) {
      const [left, operator, right] = args.slice(this.at, this.at + 3) as [string, string, string]
      this.at += 3
      return this.binary(left, operator, right)
    }
    if (word === '(' && args.length > this.at + 1) {
      this.at++
      const value = this.or()
      if (args[this.at] !== ')') throw new ShellError("`)' expected", 2)
      this.at++
      return value
    }
    if (UNARY.test(word) && this.at + 1 < args.length) {
      this.at += 2
      return testUnary(this.shell, word, args[this.at - 1]!)
    }
    if (args.length === 2 && this.at === 0 && word !== '!') throw new ShellError(`${word}: unary operator expected`, 2)
    this.at++
    return word !== ''
  }

  private binary(left: string, operator: string, right: string): boolean {
    const plain = testBinary(this.shell, left, operator, right)
    if (plain !== undefined) return plain
    return compareNumbers(operator, this.number(left), this.number(right))
  }

  private number(word: string): number {
    if (/^\s*[-+]?\d+\s*$/.test(word)) return Number(word)
    throw new ShellError(
      this.shell.dialect.name === 'dash'
        ? `Illegal number: ${word}`
        : this.shell.dialect.name === 'ash'
          ? `${word}: bad number`
          : `${word}: integer expression expected`,
      2,
    )
  }
}

const test: Builtin = (shell, args) => (new Test(shell, words(args)).run() ? 0 : 1)

const bracket: Builtin = (shell, args) => {
  const given = words(args)
  if (given.pop() !== ']') throw new ShellError(shell.dialect.name === 'bash' ? "missing `]'" : 'missing ]', 2)
  return new Test(shell, given).run() ? 0 : 1
}

export const TESTING: BuiltinRows = [
  ['test', { run: test }],
  ['[', { run: bracket }],
]
