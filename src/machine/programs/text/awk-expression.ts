// Expressions of awk, by precedence.
import type { Expr } from './awk-tree.ts'
import { AwkSyntaxError, KEYWORDS, type Token, tokenize } from './awk-token.ts'

export class AwkExpressions {
  protected readonly tokens: Token[]
  protected at = 0

  /** `>` is a redirection, `in` belongs to for. */
  protected plain = { redirect: false, noIn: false }

  constructor(source: string) {
    this.tokens = tokenize(source)
  }

  protected get peek(): Token {
    return this.tokens[this.at]!
  }

  protected is(text: string): boolean {
    return this.peek.text === text && this.peek.kind !== 'string' && this.peek.kind !== 'regexp'
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  protected expect(text: string): void {
    if (!this.accept(text))
      throw new AwkSyntaxError(
        `syntax error at or near ${this.peek.text === '\n' ? 'end of line' : this.peek.text || 'end of file'}`,
      )
  }

  protected skipNewlines(): void {
    while (this.peek.kind === 'newline') this.at++
  }

  protected skipEnds(): void {
    while (this.peek.kind === 'newline' || this.is(';')) this.at++
  }

  protected list(close: string): Expr[] {
    const out: Expr[] = []
    this.skipNewlines()
    while (!this.accept(close)) {
      out.push(this.expression())
      this.skipNewlines()
      if (!this.is(close)) this.expect(',')
      this.skipNewlines()
    }
    return out
  }

  expression(): Expr {
    const left = this.ternary()
    const sign = this.peek.text
    if (this.peek.kind !== 'sign' || !['=', '+=', '-=', '*=', '/=', '%=', '^=', '**='].includes(sign)) return left
    if (!['name', 'element', 'field'].includes(left.kind)) return left
    this.at++
    this.skipNewlines()
    return { kind: 'assign', operator: sign.replace('**', '^').slice(0, -1), target: left, value: this.expression() }
  }

  protected ternary(): Expr {
    const test = this.or()
    if (!this.accept('?')) return test
    this.skipNewlines()
    const yes = this.expression()
    this.skipNewlines()
    this.expect(':')
    this.skipNewlines()
    return { kind: 'choice', test, yes, no: this.expression() }
  }

  protected or(): Expr {
    let left = this.and()
    while (this.accept('||')) {
      this.skipNewlines()
      left = { kind: 'binary', operator: '||', left, right: this.and() }
    }
    return left
  }

  protected and(): Expr {
    let left = this.membership()
    while (this.accept('&&')) {
      this.skipNewlines()
      left = { kind: 'binary', operator: '&&', left, right: this.membership() }
    }
    return left
  }

  protected membership(): Expr {
    let left = this.match()
    while (this.is('in') && !this.plain.noIn) {
      this.at++
      left = { kind: 'in', index: [left], name: this.tokens[this.at++]!.text }
    }
    return left
  }

  protected match(): Expr {
    let left = this.comparison()
    while (this.is('~') || this.is('!~')) {
      const operator = this.tokens[this.at++]!.text
      left = { kind: 'binary', operator, left, right: this.comparison() }
    }
    return left
  }

  protected comparison(): Expr {
    const left = this.concatenation()
    const sign = this.peek.text
    if (
      this.peek.kind === 'sign' &&
      (['<', '<=', '==', '!=', '>='].includes(sign) || (sign === '>' && !this.plain.redirect))
    ) {
      this.at++
      return { kind: 'binary', operator: sign, left, right: this.concatenation() }
    }
    if (this.is('|') && this.tokens[this.at + 1]?.text === 'getline') {
      this.at += 2
      return { kind: 'getline', target: this.target(), from: left, command: true }
    }
    return left
  }

  protected concatenation(): Expr {
    let left = this.sum()
    for (;;) {
      const { kind, text } = this.peek
      const begins =
        kind === 'number' ||
        kind === 'string' ||
        kind === 'regexp' ||
        kind === 'call' ||
        (kind === 'word' && !KEYWORDS.has(text)) ||
        (kind === 'sign' && ['(', '$', '!', '-', '+', '++', '--'].includes(text))
      if (!begins || (kind === 'sign' && ['-', '+'].includes(text)) || (kind === 'word' && text === 'in')) return left
      left = { kind: 'binary', operator: ' ', left, right: this.sum() }
    }
  }

  protected sum(): Expr {
    let left = this.product()
    while (this.is('+') || this.is('-')) {
      const operator = this.tokens[this.at++]!.text
      left = { kind: 'binary', operator, left, right: this.product() }
    }
    return left
  }

  protected product(): Expr {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.tokens[this.at++]!.text
      left = { kind: 'binary', operator, left, right: this.unary() }
    }
    return left
  }

  protected unary(): Expr {
    for (const operator of ['!', '-', '+'])
      if (this.accept(operator)) return { kind: 'unary', operator, value: this.unary() }
    return this.power()
  }

  protected power(): Expr {
    const left = this.postfix()
    if (!this.accept('^') && !this.accept('**')) return left
    return { kind: 'binary', operator: '^', left, right: this.is('-') ? this.unary() : this.power() }
  }

  protected postfix(): Expr {
    const value = this.primary()
    if (!['name', 'element', 'field'].includes(value.kind)) return value
    for (const operator of ['++', '--'] as const) {
      if (this.is(operator)) {
        this.at++
        return { kind: 'step', operator, prefix: false, target: value }
      }
    }
    return value
  }

  protected target(): Expr | undefined {
    const { kind, text } = this.peek
    return (kind === 'word' && !KEYWORDS.has(text)) || text === '$' ? this.primary() : undefined
  }

  protected primary(): Expr {
    const token = this.tokens[this.at++]!
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
    if (token.kind === 'string') return { kind: 'string', value: token.text }
    if (token.kind === 'regexp') return { kind: 'regexp', source: token.text }
    if (token.text === '$') {
      for (const operator of ['++', '--'] as const)
        if (this.accept(operator))
          return { kind: 'field', at: { kind: 'step', operator, prefix: true, target: this.primary() } }
      if (this.accept('-')) return { kind: 'field', at: { kind: 'unary', operator: '-', value: this.primary() } }
      return { kind: 'field', at: this.primary() }
    }
    if (token.text === '++' || token.text === '--')
      return { kind: 'step', operator: token.text, prefix: true, target: this.primary() }
    if (token.text === '-' || token.text === '+' || token.text === '!')
      return { kind: 'unary', operator: token.text, value: this.unary() }
    if (token.text === '(') return this.group()
    if (token.kind === 'call') {
      this.expect('(')
      const before = { ...this.plain }
      this.plain = { redirect: false, noIn: false }
      const args = this.list(')')
      this.plain = before
      return { kind: 'call', name: token.text, args }
    }
    if (token.text === 'getline') {
      const target = this.target()
      return { kind: 'getline', target, from: this.accept('<') ? this.postfix() : undefined, command: false }
    }
    if (token.kind !== 'word' || KEYWORDS.has(token.text))
      throw new AwkSyntaxError(
        `syntax error at or near ${token.text === '\n' ? 'end of line' : token.text || 'end of file'}`,
      )
    if (token.text === 'length') return { kind: 'call', name: 'length', args: [] }
    if (this.accept('[')) return { kind: 'element', name: token.text, index: this.list(']') }
    return { kind: 'name', name: token.text }
  }

  protected group(): Expr {
    const before = { ...this.plain }
    this.plain = { redirect: false, noIn: false }
    const inner = this.list(')')
    this.plain = before
    if (inner.length > 1) {
      this.expect('in')
      return { kind: 'in', index: inner, name: this.tokens[this.at++]!.text }
    }
    if (!inner[0]) throw new AwkSyntaxError('syntax error at or near )')
    return inner[0].kind === 'name' || inner[0].kind === 'element' || inner[0].kind === 'field'
      ? { kind: 'unary', operator: '()', value: inner[0] }
      : inner[0]
  }
}
