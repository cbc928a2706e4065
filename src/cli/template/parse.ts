// Go's template parser. https://pkg.go.dev/text/template
import type { Float } from './float.ts'
import { KEYWORDS, type Token, parseError, shown, tokenize } from './lexer.ts'
import { character, number, unquoted } from './literal.ts'
import type { Command, Node, Operand, Pipe, Template } from './node.ts'

/** `functions` are the names that a template may call. Throws TemplateError with Go's message. */
export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): Template {
  return new Parser(name, text, functions).template()
}

class Parser {
  private readonly name: string
  private readonly text: string
  private readonly functions: ReadonlySet<string>
  private readonly tokens: Token[]
  private readonly defined = new Map<string, Node[]>()
  private readonly variables = ['$']
  private at = 0
  private loops = 0
  /** Of the actions around: templates are defined outside of all. */
  private depth = 0

  constructor(name: string, text: string, functions: ReadonlySet<string>) {
    this.name = name
    this.text = text
    this.functions = functions
    this.tokens = tokenize(name, text)
  }

  template(): Template {
    const { body, stop } = this.list()
    if (stop) this.fail(`unexpected {{${stop}}}`)
    return { name: this.name, text: this.text, body, defined: this.defined }
  }

  /** Nodes up to `{{end}}` or `{{else}}` (told by `stop`), or the end of the text. */
  private list(): { body: Node[]; stop: string | undefined } {
    const body: Node[] = []
    for (;;) {
      const token = this.tokens[this.at++]!
      if (token.type === 'end') return { body, stop: undefined }
      if (token.type === 'text') {
        body.push({ kind: 'text', text: token.text, position: token.position })
        continue
      }
      const word = this.peek()
      if (word.type === 'word' && (word.text === 'end' || word.text === 'else')) {
        this.take()
        if (word.text === 'end') this.close('end')
        return { body, stop: word.text }
      }
      const node = this.action(word)
      if (node) body.push(node)
    }
  }

  private inside(): { body: Node[]; stop: string | undefined } {
    this.depth++
    const inside = this.list()
    this.depth--
    return inside
  }

  private action(word: Token): Node | undefined {
    const keyword = word.type === 'word' ? word.text : ''
    const { position } = word
    if (keyword === 'if' || keyword === 'with' || keyword === 'range') return this.control(keyword, position)
    if ((keyword === 'define' && this.depth === 0) || keyword === 'block' || keyword === 'template')
      return this.named(keyword)
    if (keyword === 'break' || keyword === 'continue') {
      this.take()
      this.close(`{{${keyword}}}`)
      if (this.loops === 0) this.fail(`{{${keyword}}} outside {{range}}`)
      return { kind: keyword, position }
    }
    const pipe = this.pipe('command')
    this.close('command')
    return { kind: 'action', pipe, position }
  }

  private control(kind: 'if' | 'with' | 'range', position: number): Node {
    this.take()
    const depth = this.variables.length
    const pipe = this.pipe(kind)
    this.close(kind)
    if (kind === 'range') this.loops++
    const { body, stop } = this.inside()
    if (kind === 'range') this.loops--
    let otherwise: Node[] = []
    if (stop === undefined) this.fail('unexpected EOF')
    if (stop === 'else') {
      this.space()
      const next = this.peek()
      if (next.type === 'word' && next.text === kind && kind !== 'range') {
        otherwise = [this.control(kind, next.position)]
        this.variables.length = depth
        return { kind, pipe, body, otherwise, position }
      }
      this.close('input')
      const rest = this.inside()
      if (rest.stop === undefined) this.fail('unexpected EOF')
      if (rest.stop === 'else') this.fail('expected end; found {{else}}')
      otherwise = rest.body
    }
    this.variables.length = depth
    return { kind, pipe, body, otherwise, position }
  }

  private named(kind: 'define' | 'block' | 'template'): Node | undefined {
    this.take()
    this.space()
    const quoted = this.take()
    if (quoted.type !== 'string') this.fail(`unexpected ${shown(quoted)} in ${kind} clause`)
    const name = unquoted(quoted.text)
    this.space()
    const isBare = kind === 'define' || (kind === 'template' && this.peek().type === 'close')
    const pipe = isBare ? undefined : this.pipe(`${kind} clause`)
    this.close(`${kind} clause`)
    if (kind === 'template') return { kind, name, pipe, position: quoted.position }
    const { body, stop } = this.inside()
    if (stop !== 'end') this.fail('unexpected EOF')
    if (this.defined.has(name) && kind === 'define')
      this.fail(`template: multiple definition of template ${JSON.stringify(name)}`)
    if (!this.defined.has(name)) this.defined.set(name, body)
    return kind === 'block' ? { kind: 'template', name, pipe, position: quoted.position } : undefined
  }

  private pipe(context: string): Pipe {
    this.space()
    const { position } = this.peek()
    const pipe: Pipe = { position, variables: [], assigns: false, commands: [] }
    this.declarations(pipe, context)
    for (;;) {
      this.space()
      const token = this.peek()
      if (token.type === 'close' || token.text === ')') {
        if (pipe.commands.length === 0) this.fail(`missing value for ${context}`)
        this.checkStages(pipe)
        return pipe
      }
      const isKeyword = token.type === 'word' && KEYWORDS.includes(token.text) && token.text !== 'nil'
      if (isKeyword || (token.type === 'operator' && !'(.'.includes(token.text))) {
        this.take()
        this.fail(`unexpected ${shown(token)} in ${context}`)
      }
      pipe.commands.push(this.command(context))
      this.space()
      if (this.peek().text === '|' && this.peek().type === 'operator') this.take()
    }
  }

  /** Only the first command of a pipeline may be a plain value. */
  private checkStages(pipe: Pipe): void {
    const at = pipe.commands.findIndex(
      ({ operands }, i) => i > 0 && ['literal', 'dot', 'nil'].includes(operands[0]!.kind),
    )
    if (at > 0) this.fail(`non executable command in pipeline stage ${at + 1}`)
  }

  private declarations(pipe: Pipe, context: string): void {
    const start = this.at
    const names: string[] = []
    for (;;) {
      this.space()
      const token = this.take()
      if (token.type !== 'variable') break
      names.push(token.text)
      this.space()
      const next = this.take()
      if (next.text === ':=' || next.text === '=') {
        pipe.variables = names
        pipe.assigns = next.text === '='
        if (!pipe.assigns) this.variables.push(...names)
        return
      }
      if (next.text !== ',') break
      if (context !== 'range') {
        if (names.length === 1 && this.declaresMore()) this.fail(`too many declarations in ${context}`)
        break
      }
      if (names.length === 2) this.fail('too many declarations in range')
      this.space()
      if (this.peek().type !== 'variable') this.fail('range can only initialize variables')
    }
    this.at = start
  }

  /** Another variable follows. */
  private declaresMore(): boolean {
    this.space()
    return this.peek().type === 'variable'
  }

  private command(context: string): Command {
    const command: Command = { position: this.peek().position, operands: [] }
    for (;;) {
      this.space()
      const token = this.peek()
      if (token.type === 'close' || token.text === '|' || token.text === ')') break
      command.operands.push(this.operand(context))
      const after = this.peek()
      if (after.type === 'space' || after.type === 'close' || after.text === '|' || after.text === ')') continue
      this.fail(`unexpected ${shown(after)} in operand`)
    }
    if (command.operands.length === 0) this.fail('empty command')
    return command
  }

  private operand(context: string): Operand {
    const token = this.take()
    const { position } = token
    const base = this.term(token, context)
    const fieldAt = this.peek().position
    const names: string[] = []
    while (this.peek().type === 'field') names.push(this.take().text.slice(1))
    if (names.length === 0) return base
    if (base.kind === 'field') return { ...base, names: [...base.names, ...names], position: fieldAt }
    if (base.kind === 'variable') return { ...base, names: [...base.names, ...names], position: fieldAt }
    if (base.kind === 'literal' || base.kind === 'nil' || base.kind === 'dot')
      this.fail(`unexpected . after term ${JSON.stringify(token.text)}`)
    return { kind: 'chain', of: base, names, position }
  }

  private term(token: Token, context: string): Operand {
    const { position, text } = token
    switch (token.type) {
      case 'field':
        return { kind: 'field', names: [text.slice(1)], position }
      case 'variable':
        if (!this.variables.includes(text)) this.fail(`undefined variable ${JSON.stringify(text)}`)
        return { kind: 'variable', name: text, names: [], position }
      case 'string':
        return this.literal(text, position, unquoted)
      case 'char':
        return this.literal(text, position, character)
      case 'number':
        return this.literal(text, position, number)
      case 'word':
        return this.word(text, position)
      default:
        if (text === '.') return { kind: 'dot', position }
        if (text !== '(')
          return this.fail(`unexpected ${shown(token)} in ${context === 'command' ? 'operand' : context}`)
    }
    const pipe = this.pipe('parenthesized pipeline')
    this.take()
    return { kind: 'pipe', pipe, position }
  }

  private literal(text: string, position: number, read: (text: string) => string | number | Float): Operand {
    try {
      return { kind: 'literal', value: read(text), source: text, position }
    } catch (error) {
      if (error instanceof SyntaxError) this.fail(error.message)
      throw error
    }
  }

  private word(text: string, position: number): Operand {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', source: text, position }
    if (text === 'nil') return { kind: 'nil', position }
    if (KEYWORDS.includes(text)) this.fail(`unexpected <${text}> in operand`)
    if (!this.functions.has(text)) this.fail(`function ${JSON.stringify(text)} not defined`)
    return { kind: 'function', name: text, position }
  }

  private peek(): Token {
    return this.tokens[this.at]!.type === 'space' && this.tokens[this.at - 1]?.type === 'open'
      ? this.tokens[++this.at]!
      : this.tokens[this.at]!
  }

  private take(): Token {
    return this.tokens[this.at++]!
  }

  private space(): void {
    while (this.tokens[this.at]!.type === 'space') this.at++
  }

  private close(context: string): void {
    this.space()
    const token = this.take()
    if (token.type !== 'close') this.fail(`unexpected ${shown(token)} in ${context}`)
  }

  private fail(message: string): never {
    throw parseError(
      this.name,
      this.text,
      this.tokens[Math.min(this.at, this.tokens.length) - 1]?.position ?? 0,
      message,
    )
  }
}
