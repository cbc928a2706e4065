// The language of awk (POSIX): tokens and syntax trees.

export type Expr =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'regexp'; source: string }
  | { kind: 'name'; name: string }
  | { kind: 'element'; name: string; index: Expr[] }
  | { kind: 'field'; at: Expr }
  | { kind: 'assign'; operator: string; target: Expr; value: Expr }
  | { kind: 'unary'; operator: string; value: Expr }
  | { kind: 'binary'; operator: string; left: Expr; right: Expr }
  | { kind: 'step'; operator: '++' | '--'; prefix: boolean; target: Expr }
  | { kind: 'choice'; test: Expr; yes: Expr; no: Expr }
  | { kind: 'in'; index: Expr[]; name: string }
  | { kind: 'call'; name: string; args: Expr[] }
  | { kind: 'getline'; target: Expr | undefined; from: Expr | undefined; command: boolean }

export type Statement =
  | { kind: 'expr'; value: Expr }
  | { kind: 'print'; args: Expr[]; format: boolean; to?: { how: '>' | '>>' | '|'; target: Expr } }
  | { kind: 'if'; test: Expr; yes: Statement; no?: Statement }
  | { kind: 'while'; test: Expr; body: Statement; first: boolean }
  | { kind: 'for'; begin?: Statement; test?: Expr; step?: Statement; body: Statement }
  | { kind: 'each'; name: string; array: string; body: Statement }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'jump'; word: 'next' | 'exit' | 'break' | 'continue' | 'return' | 'nextfile'; value?: Expr }
  | { kind: 'delete'; name: string; index?: Expr[] }

export interface Rule {
  when: 'BEGIN' | 'END' | Expr | undefined
  until?: Expr
  body: Statement | undefined
  active: boolean
}

export interface Routine {
  parameters: string[]
  body: Statement
}

export interface Script {
  rules: Rule[]
  functions: Map<string, Routine>
}

/** Where the program makes no sense. */
export class AwkSyntaxError extends Error {}

interface Token {
  kind: 'number' | 'string' | 'regexp' | 'word' | 'call' | 'sign' | 'newline' | 'end'
  text: string
  /** White space before it. */
  spaced: boolean
}

const SIGNS = [
  '&&',
  '||',
  '**=',
  '**',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '++',
  '--',
  '>>',
  '!~',
]
const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}

function tokenize(source: string): Token[] {
  const out: Token[] = []
  let at = 0
  while (at < source.length) {
    const blank = /^(?:[ \t\r]|\\\n)+|^#[^\n]*/.exec(source.slice(at))
    if (blank) at += blank[0].length
    if (at >= source.length) break
    const rest = source.slice(at)
    if (/^[ \t\r#]|^\\\n/.test(rest)) continue
    const spaced = blank !== null
    const add = (kind: Token['kind'], text: string, length = text.length) => {
      out.push({ kind, text, spaced })
      at += length
    }
    const before = out.at(-1)
    const operand =
      before &&
      (['number', 'string', 'regexp', 'word'].includes(before.kind) ||
        [')', ']', '$', '++', '--'].includes(before.text)) &&
      !KEYWORDS.has(before.text)
    if (rest[0] === '\n') add('newline', '\n')
    else if (rest[0] === '"') {
      const match = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest)
      if (!match) throw new AwkSyntaxError('unterminated string')
      add(
        'string',
        match[1]!.replace(/\\([0-7]{1,3}|[^])/g, (_, char: string) =>
          /^[0-7]/.test(char) ? String.fromCharCode(parseInt(char, 8)) : (ESCAPES[char] ?? `\\${char}`),
        ),
        match[0].length,
      )
    } else if (rest[0] === '/' && !operand) {
      const match = /^\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)+\])*)\//.exec(rest)
      if (!match) throw new AwkSyntaxError('unterminated regexp')
      add('regexp', match[1]!, match[0].length)
    } else {
      const number = /^(?:0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)
      const word = /^[A-Za-z_]\w*/.exec(rest)
      if (number) add('number', number[0])
      else if (word) add(rest[word[0].length] === '(' && !KEYWORDS.has(word[0]) ? 'call' : 'word', word[0])
      else add('sign', SIGNS.find((sign) => rest.startsWith(sign)) ?? rest[0]!)
    }
  }
  out.push({ kind: 'end', text: '', spaced: false })
  return out
}

const KEYWORDS = new Set([
  'if',
  'else',
  'while',
  'for',
  'do',
  'in',
  'print',
  'printf',
  'next',
  'nextfile',
  'exit',
  'break',
  'continue',
  'return',
  'delete',
  'function',
  'func',
  'getline',
  'BEGIN',
  'END',
])

export class AwkParser {
  private readonly tokens: Token[]
  private at = 0
  /** `>` is a redirection, `in` belongs to for. */
  private plain = { redirect: false, noIn: false }

  constructor(source: string) {
    this.tokens = tokenize(source)
  }

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

  private get peek(): Token {
    return this.tokens[this.at]!
  }

  private is(text: string): boolean {
    return this.peek.text === text && this.peek.kind !== 'string' && this.peek.kind !== 'regexp'
  }

  private accept(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  private expect(text: string): void {
    if (!this.accept(text))
      throw new AwkSyntaxError(
        `syntax error at or near ${this.peek.text === '\n' ? 'end of line' : this.peek.text || 'end of file'}`,
      )
  }

  private skipNewlines(): void {
    while (this.peek.kind === 'newline') this.at++
  }

  private skipEnds(): void {
    while (this.peek.kind === 'newline' || this.is(';')) this.at++
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

  private list(close: string): Expr[] {
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

  private ternary(): Expr {
    const test = this.or()
    if (!this.accept('?')) return test
    this.skipNewlines()
    const yes = this.expression()
    this.skipNewlines()
    this.expect(':')
    this.skipNewlines()
    return { kind: 'choice', test, yes, no: this.expression() }
  }

  private or(): Expr {
    let left = this.and()
    while (this.accept('||')) {
      this.skipNewlines()
      left = { kind: 'binary', operator: '||', left, right: this.and() }
    }
    return left
  }

  private and(): Expr {
    let left = this.membership()
    while (this.accept('&&')) {
      this.skipNewlines()
      left = { kind: 'binary', operator: '&&', left, right: this.membership() }
    }
    return left
  }

  private membership(): Expr {
    let left = this.match()
    while (this.is('in') && !this.plain.noIn) {
      this.at++
      left = { kind: 'in', index: [left], name: this.tokens[this.at++]!.text }
    }
    return left
  }

  private match(): Expr {
    let left = this.comparison()
    while (this.is('~') || this.is('!~')) {
      const operator = this.tokens[this.at++]!.text
      left = { kind: 'binary', operator, left, right: this.comparison() }
    }
    return left
  }

  private comparison(): Expr {
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

  private concatenation(): Expr {
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

  private sum(): Expr {
    let left = this.product()
    while (this.is('+') || this.is('-')) {
      const operator = this.tokens[this.at++]!.text
      left = { kind: 'binary', operator, left, right: this.product() }
    }
    return left
  }

  private product(): Expr {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.tokens[this.at++]!.text
      left = { kind: 'binary', operator, left, right: this.unary() }
    }
    return left
  }

  private unary(): Expr {
    for (const operator of ['!', '-', '+'])
      if (this.accept(operator)) return { kind: 'unary', operator, value: this.unary() }
    return this.power()
  }

  private power(): Expr {
    const left = this.postfix()
    if (!this.accept('^') && !this.accept('**')) return left
    return { kind: 'binary', operator: '^', left, right: this.is('-') ? this.unary() : this.power() }
  }

  private postfix(): Expr {
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

  private target(): Expr | undefined {
    const { kind, text } = this.peek
    return (kind === 'word' && !KEYWORDS.has(text)) || text === '$' ? this.primary() : undefined
  }

  private primary(): Expr {
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

  private group(): Expr {
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
