// The language of awk (POSIX): syntax.
import type { Expr, Rule, Script, Statement } from './awk-tree.ts'
import { AwkExpressions } from './awk-expression.ts'

export class AwkParser extends AwkExpressions {
  script(): Script {
    const out: Script = { rules: [], functions: new Map() }
    this.skipEnds()
    while (this.peek.kind !== 'end') {
      if (this.accept('function') || this.accept('func')) this.routine(out)
      else out.rules.push(this.rule())
      this.skipEnds()
    }
    return out
  }

  private routine(out: Script): void {
    const name = this.tokens[this.at++]!.text
    this.expect('(')
    const parameters: string[] = []
    while (!this.accept(')')) {
      parameters.push(this.tokens[this.at++]!.text)
      this.accept(',')
      this.skipNewlines()
    }
    this.skipNewlines()
    out.functions.set(name, { parameters, body: this.block() })
  }

  private rule(): Rule {
    const rule: Rule = { when: undefined, body: undefined, active: false }
    if (this.accept('BEGIN')) rule.when = 'BEGIN'
    else if (this.accept('END')) rule.when = 'END'
    else if (!this.is('{')) {
      rule.when = this.expression()
      if (this.accept(',')) {
        this.skipNewlines()
        rule.until = this.expression()
      }
    }
    if (this.is('{')) rule.body = this.block()
    return rule
  }

  private block(): Statement {
    this.expect('{')
    const body: Statement[] = []
    this.skipEnds()
    while (!this.accept('}')) {
      body.push(this.statement())
      this.skipEnds()
    }
    return { kind: 'block', body }
  }

  private nested(): Statement {
    this.skipNewlines()
    if (this.accept(';')) return { kind: 'block', body: [] }
    return this.statement()
  }

  private statement(): Statement {
    if (this.is('{')) return this.block()
    if (this.accept('if')) return this.branch()
    if (this.accept('while')) {
      const test = this.parenthesised()
      return { kind: 'while', test, body: this.nested(), first: false }
    }
    if (this.accept('do')) {
      const body = this.nested()
      this.skipEnds()
      this.expect('while')
      return { kind: 'while', test: this.parenthesised(), body, first: true }
    }
    if (this.accept('for')) return this.loop()
    return this.simple()
  }

  private parenthesised(): Expr {
    this.expect('(')
    const test = this.expression()
    this.expect(')')
    return test
  }

  private branch(): Statement {
    const test = this.parenthesised()
    const yes = this.nested()
    const mark = this.at
    this.skipEnds()
    if (this.accept('else')) return { kind: 'if', test, yes, no: this.nested() }
    this.at = mark
    return { kind: 'if', test, yes }
  }

  private loop(): Statement {
    this.expect('(')
    const [name, word, array, close] = this.tokens.slice(this.at, this.at + 4)
    if (word?.text === 'in' && name!.kind === 'word' && close?.text === ')') {
      this.at += 4
      return { kind: 'each', name: name!.text, array: array!.text, body: this.nested() }
    }
    const begin = this.is(';') ? undefined : this.simple()
    this.expect(';')
    this.skipNewlines()
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    this.skipNewlines()
    const step = this.is(')') ? undefined : this.simple()
    this.expect(')')
    return { kind: 'for', begin, test, step, body: this.nested() }
  }

  private simple(): Statement {
    const word = this.peek.text
    if (this.peek.kind === 'word' && ['next', 'nextfile', 'exit', 'break', 'continue', 'return'].includes(word)) {
      this.at++
      const after = this.tokens[this.at]!
      const bare = after.kind === 'newline' || after.kind === 'end' || this.is(';') || this.is('}')
      return { kind: 'jump', word: word as 'next', value: bare ? undefined : this.expression() }
    }
    if (this.accept('delete')) {
      const name = this.tokens[this.at++]!.text
      if (!this.accept('[')) return { kind: 'delete', name }
      return { kind: 'delete', name, index: this.list(']') }
    }
    if (this.is('print') || this.is('printf')) return this.print()
    return { kind: 'expr', value: this.expression() }
  }

  private print(): Statement {
    const format = this.tokens[this.at++]!.text === 'printf'
    this.plain.redirect = true
    let args: Expr[] = []
    if (
      !(
        this.peek.kind === 'newline' ||
        this.peek.kind === 'end' ||
        [';', '}', '>', '>>', '|'].some((sign) => this.is(sign))
      )
    ) {
      const mark = this.at
      args = this.grouped() ?? []
      if (args.length === 0) {
        this.at = mark
        do {
          this.skipNewlines()
          args.push(this.expression())
        } while (this.accept(','))
      }
    }
    this.plain.redirect = false
    for (const how of ['>', '>>', '|'] as const)
      if (this.accept(how)) return { kind: 'print', args, format, to: { how, target: this.concatenation() } }
    return { kind: 'print', args, format }
  }

  /** `print (a, b) > "file"`: the parenthesis holds the whole list. */
  private grouped(): Expr[] | undefined {
    if (!this.accept('(')) return undefined
    const before = this.plain.redirect
    this.plain.redirect = false
    const args = this.list(')')
    this.plain.redirect = before
    const ends =
      this.peek.kind === 'newline' ||
      this.peek.kind === 'end' ||
      [';', '}', '>', '>>', '|'].some((sign) => this.is(sign))
    return ends ? args : undefined
  }
}
