// Expressions of JavaScript, by precedence.
import type { Node } from './tree.ts'
import { TermParser } from './term.ts'
import { ScriptSyntaxError } from './token.ts'

const PRECEDENCE: Record<string, number> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '|': 4,
  '^': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '===': 7,
  '!==': 7,
  '<': 8,
  '>': 8,
  '<=': 8,
  '>=': 8,
  in: 8,
  instanceof: 8,
  '<<': 9,
  '>>': 9,
  '>>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
  '**': 12,
}

const ASSIGNMENTS = new Set([
  '=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '**=',
  '<<=',
  '>>=',
  '>>>=',
  '&=',
  '|=',
  '^=',
  '&&=',
  '||=',
  '??=',
])

export abstract class ExpressionParser extends TermParser {
  protected expression(): Node {
    const { line } = this.peek
    const first = this.assignment()
    if (!this.is(',')) return first
    const values = [first]
    while (this.accept(',')) values.push(this.assignment())
    return { kind: 'sequence', values, line }
  }

  protected assignment(): Node {
    const { line } = this.peek
    if (this.is('async') && !this.tokens[this.at + 1]!.fresh && this.isArrow(1)) {
      this.at++
      return this.arrow(true)
    }
    if (this.isArrow(0)) return this.arrow(false)
    if (this.is('yield')) return this.yielded(line)
    const left = this.conditional()
    const { text, kind } = this.peek
    if (kind !== 'sign' || !ASSIGNMENTS.has(text)) return left
    this.at++
    return { kind: 'assign', operator: text.slice(0, -1), target: left, value: this.assignment(), line }
  }

  /** Whether `x =>` or `(…) =>` begins here. */
  private isArrow(ahead: number): boolean {
    let i = this.at + ahead
    if (this.tokens[i]?.kind === 'name') return this.tokens[i + 1]?.text === '=>' && this.tokens[i + 1]?.kind === 'sign'
    if (!(this.tokens[i]?.kind === 'sign' && this.tokens[i]!.text === '(')) return false
    for (let depth = 0; i < this.tokens.length; i++) {
      const { kind, text } = this.tokens[i]!
      if (kind !== 'sign') continue
      if ('([{'.includes(text)) depth++
      if (')]}'.includes(text) && --depth === 0)
        return this.tokens[i + 1]?.text === '=>' && this.tokens[i + 1]?.kind === 'sign'
    }
    return false
  }

  private yielded(line: number): Node {
    this.at++
    const all = this.accept('*')
    const bare = this.peek.fresh || [')', ']', '}', ',', ';', ':'].some((sign) => this.is(sign))
    return { kind: 'yield', value: bare ? undefined : this.assignment(), all, line }
  }

  private arrow(isAsync: boolean): Node {
    const { line } = this.peek
    const before = this.mayAwait
    this.mayAwait = isAsync
    const params =
      this.peek.kind === 'name' ? [{ pattern: { kind: 'name' as const, name: this.name(), line } }] : this.params()
    this.expect('=>')
    const body: Node[] = this.is('{') ? this.body() : [{ kind: 'return', value: this.assignment(), line }]
    this.mayAwait = before
    return { kind: 'function', name: undefined, params, body, arrow: true, async: isAsync, line }
  }

  private conditional(): Node {
    const { line } = this.peek
    const test = this.binary(0)
    if (!this.accept('?')) return test
    const before = this.noIn
    this.noIn = false
    const yes = this.assignment()
    this.noIn = before
    this.expect(':')
    return { kind: 'choice', test, yes, no: this.assignment(), line }
  }

  private binary(least: number): Node {
    let left = this.unary()
    for (;;) {
      const { text, kind, line } = this.peek
      const precedence = kind === 'sign' || kind === 'keyword' ? PRECEDENCE[text] : undefined
      if (precedence === undefined || precedence <= least || (text === 'in' && this.noIn)) return left
      this.at++
      left = {
        kind: 'binary',
        operator: text,
        left,
        right: this.binary(text === '**' ? precedence - 1 : precedence),
        line,
      }
    }
  }

  private unary(): Node {
    const { text, kind, line } = this.peek
    if (this.is('await')) {
      if (!this.mayAwait)
        throw new ScriptSyntaxError('await is only valid in async functions and the top level bodies of modules', line)
      this.at++
      return { kind: 'await', value: this.unary(), line }
    }
    if (
      (kind === 'sign' && ['!', '-', '+', '~'].includes(text)) ||
      (kind === 'keyword' && ['typeof', 'delete', 'void'].includes(text))
    ) {
      this.at++
      return { kind: 'unary', operator: text, value: this.unary(), line }
    }
    if (kind === 'sign' && (text === '++' || text === '--')) {
      this.at++
      return { kind: 'update', operator: text, prefix: true, target: this.unary(), line }
    }
    const value = this.postfix(this.is('new') ? this.construct() : this.primary())
    if (!this.peek.fresh && (this.is('++') || this.is('--')))
      return { kind: 'update', operator: this.tokens[this.at++]!.text as '++', prefix: false, target: value, line }
    return value
  }

  private construct(): Node {
    const { line } = this.peek
    this.expect('new')
    let callee = this.is('new') ? this.construct() : this.primary()
    while (this.is('.') || this.is('[')) callee = this.property(callee)
    return { kind: 'call', callee, args: this.is('(') ? this.arguments() : [], optional: false, isNew: true, line }
  }

  private property(object: Node): Node {
    const { line } = this.peek
    const optional = this.accept('?.')
    if (this.accept('[')) {
      const before = this.noIn
      this.noIn = false
      const property = this.expression()
      this.noIn = before
      this.expect(']')
      return { kind: 'member', object, property, computed: true, optional, line }
    }
    if (!optional) this.expect('.')
    const token = this.tokens[this.at++]!
    if (token.kind !== 'name' && token.kind !== 'keyword') this.unexpected()
    return {
      kind: 'member',
      object,
      property: { kind: 'literal', value: token.text, line },
      computed: false,
      optional,
      line,
    }
  }

  protected postfix(start: Node): Node {
    let value = start
    for (;;) {
      const { line } = this.peek
      if (this.is('?.') && this.is('(', 1)) {
        this.at++
        value = { kind: 'call', callee: value, args: this.arguments(), optional: true, isNew: false, line }
      } else if (this.is('.') || this.is('?.') || this.is('[')) value = this.property(value)
      else if (this.is('('))
        value = { kind: 'call', callee: value, args: this.arguments(), optional: false, isNew: false, line }
      else if (this.peek.kind === 'template' && !this.peek.fresh) this.unsupported('tagged templates', line)
      else return value
    }
  }

  private arguments(): Node[] {
    const before = this.noIn
    this.noIn = false
    this.expect('(')
    const out = this.items(')')
    this.noIn = before
    return out as Node[]
  }
}
