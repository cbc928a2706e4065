// Statements of JavaScript.
import { ExpressionParser } from './expression.ts'
import type { Node } from './tree.ts'

export class ScriptParser extends ExpressionParser {
  /** The whole script. Throws ScriptSyntaxError. */
  script(): Node[] {
    const out: Node[] = []
    while (this.peek.kind !== 'end') out.push(this.statement())
    return out
  }

  protected inner(source: string): Node {
    return new ScriptParser(source).single()
  }

  private single(): Node {
    return this.expression()
  }

  protected body(): Node[] {
    this.expect('{')
    const before = this.noIn
    this.noIn = false
    const out: Node[] = []
    while (!this.accept('}')) out.push(this.statement())
    this.noIn = before
    return out
  }

  /** A statement ends at a semicolon, a brace, or a new line. */
  private end(): void {
    if (this.accept(';') || this.is('}') || this.peek.fresh) return
    this.unexpected()
  }

  private statement(): Node {
    const { line, text, kind } = this.peek
    if (this.is('{')) return { kind: 'block', body: this.body(), line }
    if (this.accept(';')) return { kind: 'empty', line }
    if (kind === 'keyword') {
      const found = this.keywordStatement(text, line)
      if (found) return found
    }
    if (kind === 'name' && this.is(':', 1)) {
      this.at += 2
      return { kind: 'label', label: text, body: this.statement(), line }
    }
    const value = this.expression()
    this.end()
    return { kind: 'expression', value, line }
  }

  private keywordStatement(text: string, line: number): Node | undefined {
    switch (text) {
      case 'var':
      case 'let':
      case 'const': {
        const declared = this.declaration()
        this.end()
        return declared
      }
      case 'async':
      case 'function': {
        const isAsync = text === 'async'
        if (isAsync && !this.is('function', 1)) return undefined
        this.at += isAsync ? 2 : 1
        const made = this.functionRest(line, isAsync) as Node & { kind: 'function' }
        return {
          kind: 'declare',
          constant: false,
          block: false,
          rows: [{ target: { kind: 'name', name: made.name!, line }, value: made }],
          line,
        }
      }
      case 'class': {
        this.at++
        const made = this.classRest(line) as Node & { kind: 'class' }
        return {
          kind: 'declare',
          constant: true,
          block: true,
          rows: [{ target: { kind: 'name', name: made.name!, line }, value: made }],
          line,
        }
      }
      case 'import':
        return this.is('(', 1) || this.is('.', 1) ? undefined : this.importation(line)
      case 'export':
        return this.exportation(line)
      default:
        return this.control(text, line)
    }
  }

  private control(text: string, line: number): Node | undefined {
    switch (text) {
      case 'if': {
        this.at++
        const test = this.parenthesised()
        const yes = this.statement()
        return { kind: 'if', test, yes, no: this.accept('else') ? this.statement() : undefined, line }
      }
      case 'for':
        return this.loop(line)
      case 'while': {
        this.at++
        const test = this.parenthesised()
        return { kind: 'while', test, body: this.statement(), first: false, line }
      }
      case 'do': {
        this.at++
        const body = this.statement()
        this.expect('while')
        const test = this.parenthesised()
        this.accept(';')
        return { kind: 'while', test, body, first: true, line }
      }
      case 'switch':
        return this.choice(line)
      case 'return':
      case 'throw': {
        this.at++
        const bare = this.is(';') || this.is('}') || this.peek.fresh
        const value = bare ? undefined : this.expression()
        this.end()
        return text === 'return'
          ? { kind: 'return', value, line }
          : { kind: 'throw', value: value ?? { kind: 'literal', value: null, line }, line }
      }
      case 'break':
      case 'continue': {
        this.at++
        const label = this.peek.kind === 'name' && !this.peek.fresh ? this.name() : undefined
        this.end()
        return { kind: 'jump', word: text, label, line }
      }
      case 'try':
        return this.attempt(line)
      default:
        return undefined
    }
  }

  private parenthesised(): Node {
    this.expect('(')
    const value = this.expression()
    this.expect(')')
    return value
  }

  private declaration(): Node {
    const { line, text } = this.tokens[this.at++]!
    const rows: { target: Node; value: Node | undefined }[] = []
    do {
      const target = this.pattern()
      rows.push({ target, value: this.accept('=') ? this.assignment() : undefined })
    } while (this.accept(','))
    return { kind: 'declare', constant: text === 'const', block: text !== 'var', rows, line }
  }

  private loop(line: number): Node {
    this.expect('for')
    const waits = this.accept('await')
    this.expect('(')
    this.noIn = true
    const declares = this.is('var') || this.is('let') || this.is('const')
    const begin = this.is(';') ? undefined : declares ? this.declaration() : this.expression()
    this.noIn = false
    if (begin && (this.is('of') || this.is('in'))) {
      const of = this.tokens[this.at++]!.text === 'of'
      const source = this.expression()
      this.expect(')')
      const target = begin.kind === 'declare' ? begin.rows[0]!.target : begin
      return { kind: 'each', target, declares, of, waits, source, body: this.statement(), line }
    }
    this.expect(';')
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    const step = this.is(')') ? undefined : this.expression()
    this.expect(')')
    const first: Node | undefined =
      begin && begin.kind !== 'declare' ? { kind: 'expression', value: begin, line } : begin
    return { kind: 'for', begin: first, test, step, body: this.statement(), line }
  }

  private choice(line: number): Node {
    this.at++
    const value = this.parenthesised()
    const cases: { test: Node | undefined; body: Node[] }[] = []
    this.expect('{')
    while (!this.accept('}')) {
      const test = this.accept('default') ? undefined : (this.expect('case'), this.expression())
      this.expect(':')
      const body: Node[] = []
      while (!this.is('case') && !this.is('default') && !this.is('}')) body.push(this.statement())
      cases.push({ test, body })
    }
    return { kind: 'switch', value, cases, line }
  }

  private attempt(line: number): Node {
    this.at++
    const body = this.body()
    let name: Node | undefined
    let handler: Node[] | undefined
    if (this.accept('catch')) {
      if (this.accept('(')) {
        name = this.pattern()
        this.expect(')')
      }
      handler = this.body()
    }
    return { kind: 'try', body, name, handler, last: this.accept('finally') ? this.body() : undefined, line }
  }

  private importation(line: number): Node {
    this.at++
    const names: { from: string; to: string }[] = []
    if (this.peek.kind !== 'string') {
      if (this.peek.kind === 'name') names.push({ from: 'default', to: this.name() })
      this.accept(',')
      if (this.accept('*')) {
        this.expect('as')
        names.push({ from: '*', to: this.name() })
      } else if (this.accept('{')) {
        while (!this.accept('}')) {
          const from = this.tokens[this.at++]!.text
          names.push({ from, to: this.accept('as') ? this.name() : from })
          if (!this.is('}')) this.expect(',')
        }
      }
      this.expect('from')
    }
    return { kind: 'import', from: this.specifier(), names, line }
  }

  /** The name of a module, to the end of the statement; what it is said to be (`with { type: 'json' }`) is passed over. */
  private specifier(): string {
    const token = this.tokens[this.at++]!
    if (token.kind !== 'string') {
      this.at--
      this.unexpected()
    }
    if (this.accept('with') || this.accept('assert')) this.primary()
    this.end()
    return token.text
  }

  private exportList(line: number): Node {
    const names: { from: string; to: string }[] = []
    const word = () => this.tokens[this.at++]!.text
    if (this.accept('*')) names.push({ from: '*', to: this.accept('as') ? word() : '*' })
    else {
      this.expect('{')
      while (!this.accept('}')) {
        const from = word()
        names.push({ from, to: this.accept('as') ? word() : from })
        if (!this.is('}')) this.expect(',')
      }
    }
    if (this.accept('from')) return { kind: 'exports', names, from: this.specifier(), line }
    this.end()
    return { kind: 'exports', names, from: undefined, line }
  }

  private exportation(line: number): Node {
    this.at++
    if (this.accept('default')) {
      const value = this.assignment()
      if (value.kind !== 'function' && value.kind !== 'class') this.end()
      return { kind: 'export', value, isDefault: true, line }
    }
    if (this.is('{') || this.is('*')) return this.exportList(line)
    return { kind: 'export', value: this.statement(), isDefault: false, line }
  }
}
