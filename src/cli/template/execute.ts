// Runs a Go template over a value. https://pkg.go.dev/text/template
import { type Functions, type Parameter, builtins, fits, signatureOf } from './functions.ts'
import { ExecutionError, TemplateError } from './lexer.ts'
import { type Command, type Node, type Operand, type Pipe, type Template, source } from './node.ts'
import { parseTemplate } from './parse.ts'
import { KEYED, SHAPE, type Shape, Nil, Struct, isMap, pairsOf, printed, truth, typeOf, zeroOf } from './value.ts'

export interface TemplateOptions {
  /** Of the template, in errors. */
  name?: string
  functions?: Functions
  /** `missingkey=error`: a key that a map lacks is an error instead of `<no value>`. */
  strict?: boolean
}

/** Parses once, runs often. Both throw TemplateError with Go's message. */
export function compileTemplate(text: string, options: TemplateOptions = {}): (data: unknown) => string {
  const functions = { ...builtins, ...options.functions }
  const template = parseTemplate(options.name ?? '', text, new Set(Object.keys(functions)))
  return (data) => new Run(template, functions, options.strict ?? false).run(data)
}

/** {{break}} and {{continue}} on their way to the range around them. */
class Jump {
  readonly kind: 'break' | 'continue'
  constructor(kind: 'break' | 'continue') {
    this.kind = kind
  }
}

const NIL_POINTER = new Nil('pointer')

interface Variable {
  name: string
  value: unknown
}

class Run {
  private readonly template: Template
  private readonly functions: Functions
  private readonly strict: boolean
  private variables: Variable[] = []
  private out = ''
  /** Name of the template being run: `{{define}}`d ones have their own. */
  private current: string
  /** What was evaluated last: Go's errors point at it. */
  private last: Operand | undefined

  constructor(template: Template, functions: Functions, strict: boolean) {
    this.template = template
    this.functions = functions
    this.strict = strict
    this.current = template.name
  }

  run(data: unknown): string {
    this.variables = [{ name: '$', value: data }]
    this.list(this.template.body, data)
    return this.out
  }

  private list(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) this.node(node, dot)
  }

  private node(node: Node, dot: unknown): void {
    switch (node.kind) {
      case 'text':
        this.out += node.text
        return
      case 'action': {
        const value = this.pipe(node.pipe, dot)
        if (node.pipe.variables.length === 0) this.out += printed(value)
        return
      }
      case 'if':
      case 'with': {
        const depth = this.variables.length
        const value = this.pipe(node.pipe, dot)
        const yes = truth(value)
        this.list(yes ? node.body : node.otherwise, yes && node.kind === 'with' ? value : dot)
        this.variables.length = depth
        return
      }
      case 'range':
        return this.range(node, dot)
      case 'template':
        return this.call(node, dot)
      default:
        throw new Jump(node.kind)
    }
  }

  private range(node: Extract<Node, { kind: 'if' | 'with' | 'range' }>, dot: unknown): void {
    const depth = this.variables.length
    const value = this.pipe({ ...node.pipe, variables: [] }, dot)
    const pairs = pairsOf(value)
    if (!pairs) throw this.error(this.last ?? node.pipe, `range can't iterate over ${printed(value, false)}`)
    if (typeof value === 'number' && node.pipe.variables.length > 1)
      throw this.error(this.last ?? node.pipe, `can't use ${value} to iterate over more than one variable`)
    if (pairs.length === 0) this.list(node.otherwise, dot)
    for (const [key, item] of pairs) {
      const { variables, assigns } = node.pipe
      const values = variables.length === 2 ? [key, item] : [item]
      variables.forEach((name, i) => this.declare(name, values[i], assigns))
      try {
        this.list(node.body, item)
      } catch (jump) {
        if (!(jump instanceof Jump)) throw jump
        if (jump.kind === 'break') break
      } finally {
        this.variables.length = assigns ? this.variables.length : depth
      }
    }
    this.variables.length = depth
  }

  private call(node: Extract<Node, { kind: 'template' }>, dot: unknown): void {
    const body = this.template.defined.get(node.name)
    const where = {
      position: node.position,
      text: `{{template ${JSON.stringify(node.name)}${node.pipe ? ` ${source(node.pipe)}` : ''}}}`,
    }
    if (!body) throw this.failure(where, `template ${JSON.stringify(node.name)} not defined`)
    const data = node.pipe ? this.pipe(node.pipe, dot) : undefined
    const [outer, name] = [this.variables, this.current]
    this.variables = [{ name: '$', value: data }]
    this.current = node.name
    this.list(body, data)
    this.variables = outer
    this.current = name
  }

  private declare(name: string, value: unknown, assigns: boolean): void {
    if (!assigns) return void this.variables.push({ name, value })
    const found = this.variables.findLast((variable) => variable.name === name)
    if (!found) throw this.error(this.last!, `undefined variable: ${name}`)
    found.value = value
  }

  private pipe(pipe: Pipe, dot: unknown): unknown {
    let value: unknown
    pipe.commands.forEach((command, i) => (value = this.command(command, dot, i > 0 ? [value] : [])))
    for (const name of pipe.variables) this.declare(name, value, pipe.assigns)
    return value
  }

  private command(command: Command, dot: unknown, piped: unknown[]): unknown {
    const [first, ...rest] = command.operands
    if (first!.kind === 'function') return this.invoke(first!.name, command, rest, dot, piped)
    const args = () => [...rest.map((operand) => this.operand(operand, dot)), ...piped]
    this.last = first!
    if (first!.kind === 'field') return this.fields(first!, dot, first!.names, args())
    if (first!.kind === 'variable') return this.fields(first!, this.variable(first!.name), first!.names, args(), true)
    if (first!.kind === 'chain') return this.chained(first!, dot, args())
    if (rest.length > 0 || piped.length > 0)
      throw this.error(first!, `can't give argument to non-function ${source(first!)}`)
    if (first!.kind === 'nil') throw this.error(first!, 'nil is not a command')
    return this.operand(first!, dot)
  }

  private invoke(name: string, command: Command, rest: Operand[], dot: unknown, piped: unknown[]): unknown {
    const fn = this.functions[name]!
    const { parameters, isVariadic } = signatureOf(fn)
    const given = rest.length + piped.length
    if (isVariadic ? given < parameters.length : given !== parameters.length) {
      const wanted = `${isVariadic ? 'at least ' : ''}${parameters.length}`
      throw this.error(command.operands[0]!, `wrong number of args for ${name}: want ${wanted} got ${given}`)
    }
    if (name === 'and' || name === 'or') {
      let value: unknown
      for (const operand of rest) {
        value = this.operand(operand, dot)
        if (truth(value) === (name === 'or')) return value
      }
      return piped.length > 0 ? piped[0] : value
    }
    const args = [...rest.map((operand, i) => this.argument(operand, dot, parameters[i] ?? 'any')), ...piped]
    if (piped.length > 0) this.checkType(command, piped[0], parameters[given - 1] ?? 'any')
    if (name === 'call' && rest[0] && !['function', 'undefined'].includes(typeof args[0]))
      throw this.error(command, `error calling call: non-function ${source(rest[0])} of type ${typeOf(args[0])}`)
    try {
      return fn(...args)
    } catch (error) {
      if (error instanceof TemplateError || !(error instanceof Error)) throw error
      throw this.error(command, `error calling ${name}: ${error.message}`)
    }
  }

  private argument(operand: Operand, dot: unknown, parameter: Parameter): unknown {
    const value = this.operand(operand, dot)
    if (parameter === 'any') return value
    if (operand.kind === 'nil')
      throw this.error(operand, `cannot assign nil to ${parameter === 'integer' ? 'int' : parameter}`)
    if (operand.kind === 'literal' && !fits(value, parameter)) {
      if (parameter === '[]string')
        throw this.error(operand, `can't handle ${operand.source} for arg of type ${parameter}`)
      throw this.error(operand, `expected ${parameter}; found ${operand.source}`)
    }
    this.checkType(operand, value, parameter)
    return value
  }

  private checkType(where: Operand | Command, value: unknown, parameter: Parameter): void {
    if (fits(value, parameter)) return
    const wanted = parameter === 'integer' ? 'int' : parameter
    if (value === undefined) throw this.error(where, `invalid value; expected ${wanted}`)
    throw this.error(where, `wrong type for value; expected ${wanted}; got ${typeOf(value)}`)
  }

  private operand(operand: Operand, dot: unknown): unknown {
    this.last = operand
    switch (operand.kind) {
      case 'dot':
        return dot
      case 'nil':
        return undefined
      case 'literal':
        return operand.value
      case 'field':
        return this.fields(operand, dot, operand.names, [])
      case 'variable':
        return this.fields(operand, this.variable(operand.name), operand.names, [], true)
      case 'function':
        return this.invoke(operand.name, { position: operand.position, operands: [operand] }, [], dot, [])
      case 'pipe':
        return this.pipe(operand.pipe, dot)
      case 'chain':
        return this.chained(operand, dot, [])
    }
  }

  private variable(name: string): unknown {
    return this.variables.findLast((variable) => variable.name === name)?.value
  }

  /** Fields of what a pipeline gives: its type is known. */
  private chained(operand: Extract<Operand, { kind: 'chain' }>, dot: unknown, args: unknown[]): unknown {
    const from = this.operand(operand.of, dot)
    return this.fields(this.last!, from, operand.names, args, true)
  }

  private fields(operand: Operand, from: unknown, names: readonly string[], args: unknown[], isKnown = false): unknown {
    let value = from
    let known = isKnown
    let absent = false
    names.forEach((name, i) => {
      // What a map does not hold has no fields: <no value>.
      if (absent) return
      const struct = value instanceof Struct
      value = this.field(operand, value, name, i === names.length - 1 ? args : [], known)
      known = struct
      absent = value === undefined
    })
    return value
  }

  /** `known`: the value is a field of a struct, whose type Go knows. */
  private field(operand: Operand, value: unknown, name: string, args: unknown[], known: boolean): unknown {
    if (value instanceof Struct) {
      if (!Object.hasOwn(value.fields, name))
        throw this.error(operand, `can't evaluate field ${name} in type ${value.type}`)
      const found = value.fields[name] ?? NIL_POINTER
      if (typeof found === 'function') return (found as (...args: unknown[]) => unknown)(...args)
      if (args.length > 0) throw this.error(operand, `wrong number of args for ${name}: want 0 got ${args.length}`)
      return found
    }
    if (value === null || value === undefined) {
      if (this.strict) throw this.error(operand, `nil pointer evaluating interface {}.${name}`)
      return undefined
    }
    if (value instanceof Nil && value.kind === 'map') return undefined
    if (value instanceof Nil && value.type) throw this.error(operand, `nil pointer evaluating ${value.type}.${name}`)
    if (!isMap(value))
      throw this.error(operand, `can't evaluate field ${name} in type ${known ? typeOf(value) : 'interface {}'}`)
    if (args.length > 0) throw this.error(operand, `${name} is not a method but has arguments`)
    if (Object.hasOwn(value, name)) return value[name] === null && SHAPE in value ? NIL_POINTER : value[name]
    const zero = SHAPE in value ? zeroOf((value as { [SHAPE]: Shape })[SHAPE], name) : undefined
    if (zero !== undefined) return zero
    const type = SHAPE in value ? (value as { [SHAPE]: Shape })[SHAPE].type : undefined
    if (type) throw this.error(operand, `can't evaluate field ${name} in type ${type}`)
    if (this.strict && !(KEYED in value)) throw this.error(operand, `map has no entry for key ${JSON.stringify(name)}`)
    return undefined
  }

  private error(node: Operand | Pipe | Command, message: string): TemplateError {
    return this.failure({ position: node.position, text: source(node) }, message)
  }

  private failure(where: { position: number; text: string }, message: string): ExecutionError {
    const before = this.template.text.slice(0, where.position)
    const newline = before.lastIndexOf('\n')
    const line = before.split('\n').length
    const column = newline < 0 ? where.position : where.position - newline - 1
    const shown = where.text
    const at = `template: ${this.template.name}:${line}:${column}`
    return new ExecutionError(`${at}: executing ${JSON.stringify(this.current)} at <${shown}>: ${message}`)
  }
}
