// Go's template parser. https://pkg.go.dev/text/template
import { type Token, parseError, tokenize } from './lexer.ts'
import { quote } from '../golang.ts'
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

  private action(word: Token): Node | undefined {
    const keyword = word.type === 'word' ? word.text : ''
    const { position } = word
    if (keyword === 'if' || keyword === 'with' || keyword === 'range') return this.control(keyword, position)
    if (keyword === 'define' || keyword === 'block' || keyword === 'template') return this.named(keyword)
    if ((keyword === 'break' || keyword === 'continue') && this.tokens[this.at + 1]?.type === 'close') {
      this.take()
      this.close(keyword)
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
    const { body, stop } = this.list()
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
      this.close('else')
      const rest = this.list()
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
    const name = unquote(quoted.text)
    this.space()
    const pipe = this.peek().type === 'close' ? undefined : this.pipe(kind)
    this.close(kind)
    if (kind === 'template') return { kind, name, pipe, position: quoted.position }
    const { body, stop } = this.list()
    if (stop !== 'end') this.fail('unexpected EOF')
    if (!this.defined.has(name) || kind === 'define') this.defined.set(name, body)
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
      pipe.commands.push(this.command(context))
      this.space()
      if (this.peek().text === '|' && this.peek().type === 'operator') {
        this.take()
        this.space()
        if (this.peek().type === 'close') this.fail(`missing value for ${context}`)
      }
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
      if (next.text !== ',' || context !== 'range') break
    }
    this.at = start
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
    if (base.kind === 'literal' || base.kind === 'nil')
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
        return { kind: 'literal', value: unquote(text), source: text, position }
      case 'char':
        return { kind: 'literal', value: unquote(`"${text.slice(1, -1)}"`).codePointAt(0)!, source: text, position }
      case 'number':
        return { kind: 'literal', value: Number(text), source: text, position }
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

const KEYWORDS = ['if', 'else', 'end', 'range', 'with', 'define', 'block', 'template', 'break', 'continue', 'nil', '.']

/** An item as the lexer prints it. */
function shown(token: Token): string {
  if (token.type === 'end') return 'EOF'
  if (token.type === 'word' && KEYWORDS.includes(token.text)) return `<${token.text}>`
  return token.text.length > 10 ? `${quote(token.text.slice(0, 10))}...` : quote(token.text)
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '0': '\0' }

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1)
  return text.slice(1, -1).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{3}|.)/gi, (_, escape: string) => {
    if (/^[xuU]/.test(escape) && escape.length > 1) return String.fromCodePoint(parseInt(escape.slice(1), 16))
    if (/^[0-7]{3}$/.test(escape)) return String.fromCodePoint(parseInt(escape, 8))
    return ESCAPES[escape] ?? escape
  })
}
