// The filters of jq(1) as trees.

export type Filter =
  | { kind: 'identity' | 'recurse' | 'empty' }
  | { kind: 'literal'; value: unknown }
  | { kind: 'text'; parts: (string | Filter)[]; format: string | undefined }
  | { kind: 'index'; of: Filter; at: Filter; optional: boolean }
  | { kind: 'slice'; of: Filter; from: Filter | undefined; to: Filter | undefined }
  | { kind: 'each'; of: Filter; optional: boolean }
  | { kind: 'pipe' | 'comma'; left: Filter; right: Filter }
  | { kind: 'binary'; operator: string; left: Filter; right: Filter }
  | { kind: 'negate'; value: Filter }
  | { kind: 'array'; value: Filter | undefined }
  | { kind: 'object'; rows: { key: Filter; value: Filter }[] }
  | { kind: 'if'; test: Filter; yes: Filter; no: Filter | undefined }
  | { kind: 'try'; value: Filter; handler: Filter | undefined }
  | { kind: 'reduce'; source: Filter; name: string; start: Filter; step: Filter }
  | { kind: 'bind'; source: Filter; name: string; body: Filter }
  | { kind: 'variable'; name: string }
  | { kind: 'call'; name: string; args: Filter[] }
  | { kind: 'format'; name: string }

export class JqSyntaxError extends Error {}

const TOKEN =
  /\s+|#[^\n]*|(?:\.\.|\?\/\/|\/\/=|\|=|\+=|-=|\*=|\/=|==|!=|<=|>=|\/\/|[.[\]{}()|,:;=<>+\-*/%?$])|@[a-z0-9]+|[A-Za-z_]\w*|\d+\.?\d*(?:[eE][-+]?\d+)?|"/y
const LEVELS = [['//'], ['or'], ['and'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']]

export class JqParser {
  private readonly source: string
  private at = 0
  private token = ''

  constructor(source: string) {
    this.source = source
    this.next()
  }

  /** The whole filter. Throws JqSyntaxError. */
  parse(): Filter {
    if (this.token === '') return { kind: 'identity' }
    const filter = this.pipe()
    if (this.token !== '') this.unexpected()
    return filter
  }

  private next(): string {
    const before = this.token
    do {
      TOKEN.lastIndex = this.at
      const found = this.at < this.source.length ? TOKEN.exec(this.source) : undefined
      if (found === null) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER')
      this.token = found?.[0] ?? ''
      this.at += this.token.length
    } while (/^\s|^#/.test(this.token))
    return before
  }

  private unexpected(): never {
    throw new JqSyntaxError(`syntax error, unexpected ${this.token === '' ? 'end of file' : `'${this.token}'`}`)
  }

  private accept(text: string): boolean {
    if (this.token !== text) return false
    this.next()
    return true
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.unexpected()
  }

  private variable(): string {
    this.expect('$')
    return this.next()
  }

  pipe(): Filter {
    const left = this.comma()
    if (this.accept('as')) {
      const name = this.variable()
      this.expect('|')
      return { kind: 'bind', source: left, name, body: this.pipe() }
    }
    return this.accept('|') ? { kind: 'pipe', left, right: this.pipe() } : left
  }

  private comma(): Filter {
    let left = this.binary(0)
    while (this.accept(',')) left = { kind: 'comma', left, right: this.binary(0) }
    return left
  }

  private binary(level: number): Filter {
    if (level === LEVELS.length) return this.postfix()
    let left = this.binary(level + 1)
    while (
      LEVELS[level]!.includes(this.token) ||
      (level === 0 && ['|=', '+=', '-=', '*=', '/=', '='].includes(this.token))
    ) {
      const operator = this.next()
      left = {
        kind: 'binary',
        operator,
        left,
        right: this.binary(operator === '//' || operator.endsWith('=') ? level : level + 1),
      }
    }
    return left
  }

  private postfix(): Filter {
    let value = this.term()
    for (;;) {
      if (this.token === '.' || this.token === '[') value = this.suffix(value)
      else if (this.accept('?'))
        value =
          value.kind === 'index' || value.kind === 'each'
            ? { ...value, optional: true }
            : { kind: 'try', value, handler: undefined }
      else return value
    }
  }

  private suffix(of: Filter): Filter {
    if (this.accept('.')) {
      if (this.token === '"') return { kind: 'index', of, at: this.text(undefined), optional: false }
      if (this.token === '[') return this.suffix(of)
      return { kind: 'index', of, at: { kind: 'literal', value: this.next() }, optional: false }
    }
    this.expect('[')
    if (this.accept(']')) return { kind: 'each', of, optional: false }
    const from = this.token === ':' ? undefined : this.pipe()
    if (this.accept(':')) {
      const to = this.token === ']' ? undefined : this.pipe()
      this.expect(']')
      return { kind: 'slice', of, from, to }
    }
    this.expect(']')
    return { kind: 'index', of, at: from!, optional: false }
  }

  private term(): Filter {
    const { token } = this
    if (token === '.') {
      this.next()
      if (/^[A-Za-z_]/.test(this.token))
        return { kind: 'index', of: { kind: 'identity' }, at: { kind: 'literal', value: this.next() }, optional: false }
      if (this.token === '"')
        return { kind: 'index', of: { kind: 'identity' }, at: this.text(undefined), optional: false }
      return { kind: 'identity' }
    }
    if (this.accept('..')) return { kind: 'recurse' }
    if (token === '"') return this.text(undefined)
    if (token.startsWith('@')) {
      this.next()
      return this.token === '"' ? this.text(token) : { kind: 'format', name: token }
    }
    if (/^\d/.test(token)) return { kind: 'literal', value: Number(this.next()) }
    if (this.accept('-')) return { kind: 'negate', value: this.postfix() }
    if (this.accept('(')) {
      const value = this.pipe()
      this.expect(')')
      return value
    }
    if (this.accept('[')) {
      if (this.accept(']')) return { kind: 'array', value: undefined }
      const value = this.pipe()
      this.expect(']')
      return { kind: 'array', value }
    }
    if (this.accept('{')) return this.object()
    if (token === '$') return { kind: 'variable', name: this.variable() }
    if (/^[A-Za-z_]/.test(token)) return this.word()
    return this.unexpected()
  }

  private word(): Filter {
    const word = this.next()
    if (word === 'if') return this.branch()
    if (word === 'try') {
      const value = this.postfix()
      return { kind: 'try', value, handler: this.accept('catch') ? this.postfix() : undefined }
    }
    if (word === 'reduce') {
      const source = this.postfix()
      this.expect('as')
      const name = this.variable()
      this.expect('(')
      const start = this.pipe()
      this.expect(';')
      const step = this.pipe()
      this.expect(')')
      return { kind: 'reduce', source, name, start, step }
    }
    const constants: Record<string, unknown> = { null: null, true: true, false: false }
    if (word in constants) return { kind: 'literal', value: constants[word] }
    const args: Filter[] = []
    if (this.accept('(')) {
      do args.push(this.pipe())
      while (this.accept(';'))
      this.expect(')')
    }
    return word === 'empty' ? { kind: 'empty' } : { kind: 'call', name: word, args }
  }

  private branch(): Filter {
    const test = this.pipe()
    this.expect('then')
    const yes = this.pipe()
    if (this.accept('elif')) return { kind: 'if', test, yes, no: this.branch() }
    const no = this.accept('else') ? this.pipe() : undefined
    this.expect('end')
    return { kind: 'if', test, yes, no }
  }

  private object(): Filter {
    const rows: { key: Filter; value: Filter }[] = []
    while (!this.accept('}')) {
      let key: Filter
      let value: Filter | undefined
      if (this.token === '$') {
        const name = this.variable()
        key = { kind: 'literal', value: name }
        value = { kind: 'variable', name }
      } else if (this.token === '(') {
        this.next()
        key = this.pipe()
        this.expect(')')
      } else key = this.token === '"' ? this.text(undefined) : { kind: 'literal', value: this.next() }
      if (this.accept(':')) value = this.field()
      rows.push({ key, value: value ?? { kind: 'index', of: { kind: 'identity' }, at: key, optional: false } })
      if (this.token !== '}') this.expect(',')
    }
    return { kind: 'object', rows }
  }

  /** A value in an object: without commas, but with pipes in between. */
  private field(): Filter {
    const left = this.binary(0)
    return this.accept('|') ? { kind: 'pipe', left, right: this.field() } : left
  }

  /** A string with `\( … )` inside; the quote that begins it is the current token. */
  private text(format: string | undefined): Filter {
    const parts: (string | Filter)[] = []
    let held = ''
    for (;;) {
      const char = this.source[this.at]
      if (char === undefined) throw new JqSyntaxError('syntax error, unexpected end of file')
      this.at++
      if (char === '"') break
      if (char !== '\\') held += char
      else if (this.source[this.at] === '(') {
        parts.push(held)
        held = ''
        this.at++
        this.next()
        parts.push(this.pipe())
        if (this.token !== ')') this.unexpected()
      } else {
        const length = this.source[this.at] === 'u' ? 5 : 1
        held += JSON.parse(`"\\${this.source.slice(this.at, this.at + length)}"`) as string
        this.at += length
      }
    }
    parts.push(held)
    this.next()
    return parts.length === 1 ? { kind: 'literal', value: parts[0] } : { kind: 'text', parts, format }
  }
}
