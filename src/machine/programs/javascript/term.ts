// The terms of JavaScript expressions: literals, objects, functions, classes.
import { ScriptSyntaxError, type Token, tokenize } from './token.ts'
import type { Member, Node, Param } from './tree.ts'

const nameOf = (key: Node) => String((key as { value?: string }).value ?? '')

export abstract class TermParser {
  protected readonly tokens: Token[]
  protected at = 0
  protected noIn = false
  /** Within an async function, or outside of any. */
  protected mayAwait = true

  protected abstract body(): Node[]

  protected abstract inner(source: string): Node

  constructor(source: string) {
    this.tokens = tokenize(source)
  }

  protected abstract assignment(): Node
  protected abstract expression(): Node
  protected abstract postfix(start: Node): Node

  protected get peek(): Token {
    return this.tokens[this.at]!
  }

  protected is(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    return (
      token !== undefined &&
      token.text === text &&
      (token.kind === 'sign' || token.kind === 'keyword' || token.kind === 'name')
    )
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  protected expect(text: string): void {
    if (!this.accept(text)) this.unexpected()
  }

  protected unexpected(): never {
    const { kind, text, line } = this.peek
    throw new ScriptSyntaxError(
      kind === 'end'
        ? 'Unexpected end of input'
        : kind === 'name'
          ? `Unexpected identifier '${text}'`
          : `Unexpected token '${text}'`,
      line,
    )
  }

  protected name(): string {
    const token = this.tokens[this.at++]!
    if (token.kind !== 'name' && !['async', 'await', 'yield', 'let'].includes(token.text)) {
      this.at--
      this.unexpected()
    }
    return token.text
  }

  protected unsupported(what: string, line: number): never {
    throw new ScriptSyntaxError(`naru: ${what} are not simulated`, line)
  }

  protected params(): Param[] {
    this.expect('(')
    const out: Param[] = []
    while (!this.accept(')')) {
      if (this.accept('...')) out.push({ pattern: this.pattern(), rest: true })
      else {
        const pattern = this.pattern()
        out.push(this.accept('=') ? { pattern, fallback: this.assignment() } : { pattern })
      }
      if (!this.is(')')) this.expect(',')
    }
    return out
  }

  /** A name, or an object or array taken apart; these parse as literals. */
  protected pattern(): Node {
    const { line } = this.peek
    return this.is('{') || this.is('[') ? this.primary() : { kind: 'name', name: this.name(), line }
  }

  protected items(close: string): (Node | undefined)[] {
    const out: (Node | undefined)[] = []
    while (!this.accept(close)) {
      const { line } = this.peek
      if (this.is(',')) out.push(undefined)
      else out.push(this.accept('...') ? { kind: 'spread', value: this.assignment(), line } : this.assignment())
      if (!this.is(close)) this.expect(',')
    }
    return out
  }

  protected primary(): Node {
    const token = this.tokens[this.at++]!
    const { line, text } = token
    if (token.kind === 'number')
      return { kind: 'literal', value: text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text), line }
    if (token.kind === 'string') return { kind: 'literal', value: text, line }
    if (token.kind === 'regexp') return { kind: 'regexp', source: text, flags: token.flags!, line }
    if (token.kind === 'template')
      return {
        kind: 'template',
        texts: token.parts!.texts,
        values: token.parts!.sources.map((source) => this.inner(source)),
        line,
      }
    if (token.kind === 'name') return { kind: 'name', name: text, line }
    if (token.kind === 'keyword') return this.keyword(token)
    if (text === '(') {
      const before = this.noIn
      this.noIn = false
      const value = this.expression()
      this.noIn = before
      this.expect(')')
      return value
    }
    if (text === '[') return { kind: 'array', items: this.items(']'), line }
    if (text === '{') return this.object(line)
    this.at--
    return this.unexpected()
  }

  protected keyword({ text, line }: Token): Node {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', line }
    if (text === 'null') return { kind: 'literal', value: null, line }
    if (text === 'this') return { kind: 'this', line }
    if (text === 'super') return { kind: 'super', line }
    if (text === 'function') return this.functionRest(line)
    if (text === 'async' && this.is('function')) {
      this.at++
      return this.functionRest(line, true)
    }
    if (text === 'import') return this.imported(line)
    if (text === 'class') return this.classRest(line)
    if (['let', 'async', 'yield'].includes(text)) return { kind: 'name', name: text, line }
    this.at--
    return this.unexpected()
  }

  /** After the word `function`. */
  protected functionRest(line: number, isAsync = false): Node {
    const generator = this.accept('*')
    const name = this.is('(') ? undefined : this.name()
    return this.method(name, line, isAsync, generator)
  }

  /** Parameters and body. */
  protected method(name: string | undefined, line: number, isAsync: boolean, generator: boolean): Node {
    if (isAsync && generator) this.unsupported('asynchronous generators', line)
    const before = this.mayAwait
    this.mayAwait = isAsync
    const params = this.params()
    const body = this.body()
    this.mayAwait = before
    return { kind: 'function', name, params, body, arrow: false, async: isAsync, generator, line }
  }

  /** `async` and `*` before the name of a method. */
  private kindOfMethod(): { isAsync: boolean; generator: boolean } {
    const next = this.tokens[this.at + 1]!
    const isAsync =
      this.is('async') && !next.fresh && !(next.kind === 'sign' && ['(', ',', ':', '}', '=', ';'].includes(next.text))
    if (isAsync) this.at++
    return { isAsync, generator: this.accept('*') }
  }

  /** `import(…)` and `import.meta`: names that no script can declare. */
  private imported(line: number): Node {
    if (this.is('(')) return { kind: 'name', name: 'import', line }
    this.expect('.')
    this.expect('meta')
    return { kind: 'name', name: 'import.meta', line }
  }

  protected key(): { key: Node; computed: boolean } {
    const token = this.tokens[this.at++]!
    const { line, text } = token
    if (token.kind === 'sign' && text === '[') {
      const key = this.assignment()
      this.expect(']')
      return { key, computed: true }
    }
    if (token.kind === 'sign') {
      this.at--
      this.unexpected()
    }
    return {
      key: { kind: 'literal', value: token.kind === 'number' ? String(Number(text)) : text, line },
      computed: false,
    }
  }

  protected object(line: number): Node {
    const members: (Node & { kind: 'object' })['members'] = []
    while (!this.accept('}')) {
      const start = this.peek
      if (this.accept('...'))
        members.push({
          key: { kind: 'literal', value: '', line: start.line },
          computed: false,
          value: this.assignment(),
          spread: true,
        })
      else {
        const accessor =
          (this.is('get') || this.is('set')) && !['(', ',', ':', '}'].includes(this.tokens[this.at + 1]!.text)
            ? (this.tokens[this.at++]!.text as 'get')
            : undefined
        const { isAsync, generator } = this.kindOfMethod()
        const { key, computed } = this.key()
        let value: Node
        if (this.is('(')) value = this.method(nameOf(key), start.line, isAsync, generator)
        else if (this.accept(':')) value = this.assignment()
        else {
          value = { kind: 'name', name: start.text, line: start.line }
          if (this.accept('='))
            value = { kind: 'default', target: value, fallback: this.assignment(), line: start.line }
        }
        members.push({ key, computed, value, spread: false, ...(accessor ? { accessor } : {}) })
      }
      if (!this.is('}')) this.expect(',')
    }
    return { kind: 'object', members, line }
  }

  /** After the word `class`. */
  protected classRest(line: number): Node {
    const name = this.peek.kind === 'name' ? this.name() : undefined
    const base = this.accept('extends') ? this.postfix(this.primary()) : undefined
    const members: Member[] = []
    this.expect('{')
    while (!this.accept('}')) {
      if (this.accept(';')) continue
      const isStatic = this.is('static') && !this.is('(', 1) && this.accept('static')
      const start = this.peek
      const accessor =
        (this.is('get') || this.is('set')) && !this.is('(', 1) && !this.is('=', 1)
          ? (this.tokens[this.at++]!.text as 'get')
          : undefined
      const { isAsync, generator } = this.kindOfMethod()
      const { key, computed } = this.key()
      if (this.is('(')) {
        const value = this.method(nameOf(key), start.line, isAsync, generator)
        members.push({ name: key, computed, isStatic, kind: accessor ?? 'method', value })
      } else {
        members.push({
          name: key,
          computed,
          isStatic,
          kind: 'field',
          value: this.accept('=') ? this.assignment() : undefined,
        })
        this.accept(';')
      }
    }
    return { kind: 'class', name, base, members, line }
  }
}
