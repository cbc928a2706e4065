// expr(1): |, &, comparisons, + - * / %, `:` and its functions.
import { compilePattern } from './regexp.ts'

class Mistake extends Error {}

/** The value, or what expr complains of. */
export function evaluate(words: readonly string[]): { value: string } | { error: string } {
  const reader = new Reader(words)
  try {
    const value = reader.or()
    const extra = reader.peek()
    if (extra !== undefined) throw new Mistake(`syntax error: unexpected argument '${extra}'`)
    return { value }
  } catch (error) {
    if (error instanceof Mistake) return { error: error.message }
    throw error
  }
}

const truthy = (value: string) => value !== '' && !/^-?0+$/.test(value)

class Reader {
  private readonly words: readonly string[]
  private at = 0

  constructor(words: readonly string[]) {
    this.words = words
  }

  peek(): string | undefined {
    return this.words[this.at]
  }

  private take(): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new Mistake(`syntax error: missing argument after '${this.words.at(-1)}'`)
    return word
  }

  or(): string {
    let left = this.and()
    while (this.peek() === '|') {
      this.at++
      const right = this.and()
      left = truthy(left) ? left : truthy(right) ? right : '0'
    }
    return left
  }

  private and(): string {
    let left = this.comparison()
    while (this.peek() === '&') {
      this.at++
      const right = this.comparison()
      left = truthy(left) && truthy(right) ? left : '0'
    }
    return left
  }

  private comparison(): string {
    let left = this.sum()
    for (;;) {
      const operator = this.peek()
      if (operator === undefined || !['<', '<=', '=', '==', '!=', '>=', '>'].includes(operator)) return left
      this.at++
      const right = this.sum()
      const numbers = isInteger(left) && isInteger(right)
      const order = numbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0
      const holds = {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      }[operator]
      left = holds ? '1' : '0'
    }
  }

  private sum(): string {
    let left = this.product()
    for (let operator = this.peek(); operator === '+' || operator === '-'; operator = this.peek()) {
      this.at++
      const [a, b] = integers(left, this.product())
      left = String(operator === '+' ? a + b : a - b)
    }
    return left
  }

  private product(): string {
    let left = this.match()
    for (let operator = this.peek(); operator === '*' || operator === '/' || operator === '%'; operator = this.peek()) {
      this.at++
      const [a, b] = integers(left, this.match())
      if (operator !== '*' && b === 0) throw new Mistake('division by zero')
      left = String(operator === '*' ? a * b : operator === '/' ? Math.trunc(a / b) : a % b)
    }
    return left
  }

  private match(): string {
    let left = this.primary()
    while (this.peek() === ':') {
      this.at++
      left = matched(left, this.primary())
    }
    return left
  }

  private primary(): string {
    const word = this.take()
    if (word === '(') {
      const value = this.or()
      if (this.take() !== ')') throw new Mistake("syntax error: expecting ')'")
      return value
    }
    if (word === 'length') return String([...this.primary()].length)
    if (word === 'match') return matched(this.primary(), this.primary())
    if (word === 'index') {
      const [text, chars] = [this.primary(), this.primary()]
      return String([...text].findIndex((char) => chars.includes(char)) + 1)
    }
    if (word === 'substr') {
      const [text, from, length] = [this.primary(), Number(this.primary()), Number(this.primary())]
      return from > 0 && length > 0 ? text.slice(from - 1, from - 1 + length) : ''
    }
    return word === '+' ? this.take() : word
  }
}

const isInteger = (word: string) => /^-?\d+$/.test(word)

function integers(left: string, right: string): [number, number] {
  if (!isInteger(left) || !isInteger(right)) throw new Mistake('non-integer argument')
  return [Number(left), Number(right)]
}

function matched(text: string, pattern: string): string {
  const found = compilePattern(`^${pattern.replace(/^\^/, '')}`, false).exec(text)
  if (/\\\(/.test(pattern)) return found?.[1] ?? ''
  return String(found ? found[0].length : 0)
}
