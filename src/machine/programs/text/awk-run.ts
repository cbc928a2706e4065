// Runs an awk program: variables, fields, records, functions, input and output.
import { concat, text, utf8 } from '../../../kernel/bytes.ts'
import { Pipe, type Readable, type Writable } from '../../../kernel/queue.ts'
import { openRead, openWrite } from '../../open.ts'
import type { Call } from '../call.ts'
import { type Line, lines, open } from '../input.ts'
import type { Expr, Rule, Script, Statement } from './awk-parse.ts'
import { call as callBuiltin } from './awk-functions.ts'
import { conversion, formatPrintf, general } from './format.ts'
import { compilePattern } from './regexp.ts'

/** A number, a string, or text from outside that counts as a number where it looks like one. */
export type Value = number | string | { text: string }
export type AwkArray = Map<string, Value>

class Jump extends Error {
  readonly word: string
  readonly value: Value | undefined
  constructor(word: string, value?: Value) {
    super(word)
    this.word = word
    this.value = value
  }
}

const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

export class AwkMachine {
  readonly call: Call
  private readonly script: Script
  private readonly operands: string[]
  private readonly globals = new Map<string, Value | AwkArray>()
  private locals: Map<string, Value | AwkArray> | undefined
  private fields: Value[] = ['']
  private readonly patterns = new Map<string, RegExp>()
  private readonly readers = new Map<string, AsyncGenerator<Line>>()
  private readonly writers = new Map<string, Writable & { close?: () => void; done?: Promise<number> }>()
  private main: AsyncGenerator<Line> | undefined
  private held = ''
  private steps = 0
  /** mawk's srand: a draw of the world. */
  random: () => number

  constructor(call: Call, script: Script, operands: string[]) {
    this.call = call
    this.script = script
    this.operands = operands
    const chance = call.process.kernel.chance(`awk ${call.process.kernel.clock.now}`)
    this.random = () => chance.fraction()
    const defaults: [string, Value][] = [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['NR', 0],
      ['FNR', 0],
      ['NF', 0],
      ['SUBSEP', '\x1c'],
      ['OFMT', '%.6g'],
      ['CONVFMT', '%.6g'],
      ['FILENAME', ''],
      ['RSTART', 0],
      ['RLENGTH', -1],
    ]
    for (const [name, value] of defaults) this.globals.set(name, value)
    this.globals.set(
      'ENVIRON',
      new Map(Object.entries(call.process.env).map(([name, value]) => [name, { text: value }])),
    )
    this.globals.set('ARGV', new Map(['awk', ...operands].map((word, i) => [String(i), word])))
    this.globals.set('ARGC', operands.length + 1)
  }

  // --- values ---

  set(name: string, value: Value | string): void {
    const stored = typeof value === 'string' && NUMERIC.test(value) ? { text: value } : value
    if (this.locals?.has(name)) this.locals.set(name, stored)
    else this.globals.set(name, stored)
    if (name === 'NF') this.setCount(this.number(stored))
  }

  get(name: string): Value {
    const value = this.locals?.has(name) ? this.locals.get(name) : this.globals.get(name)
    return value === undefined || value instanceof Map ? { text: '' } : value
  }

  array(name: string): AwkArray {
    const scope = this.locals?.has(name) ? this.locals : this.globals
    const value = scope.get(name)
    if (value instanceof Map) return value
    const made: AwkArray = new Map()
    scope.set(name, made)
    return made
  }

  number(value: Value): number {
    if (typeof value === 'number') return value
    const source = typeof value === 'string' ? value : value.text
    return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(source)?.[0] ?? 0)
  }

  string(value: Value, format = 'CONVFMT'): string {
    if (typeof value === 'string') return value
    if (typeof value !== 'number') return value.text
    if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value)
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
    const wanted = this.string(this.get(format))
    return wanted === '%.6g'
      ? (value < 0 ? '-' : '') + general(Math.abs(value), 6)
      : formatPrintf(wanted, [String(value)]).text
  }

  truth(value: Value): boolean {
    if (typeof value === 'number') return value !== 0
    if (typeof value === 'string') return value !== ''
    return NUMERIC.test(value.text) ? this.number(value) !== 0 : value.text !== ''
  }

  pattern(source: string): RegExp {
    let found = this.patterns.get(source)
    if (!found) this.patterns.set(source, (found = compilePattern(source, true, 'g')))
    found.lastIndex = 0
    return found
  }

  private looksNumeric = (value: Value) =>
    typeof value === 'number' || (typeof value !== 'string' && (NUMERIC.test(value.text) || value.text === ''))

  // --- records ---

  private record(line: string): void {
    this.fields = [{ text: line }, ...this.split(line, this.string(this.get('FS')))]
    this.globals.set('NF', this.fields.length - 1)
  }

  split(line: string, separator: string): Value[] {
    const parts =
      separator === ' '
        ? line
            .trim()
            .split(/\s+/)
            .filter((part) => part !== '')
        : line === ''
          ? []
          : separator === ''
            ? [...line]
            : separator.length === 1 && separator !== ' '
              ? line.split(separator === '\\' ? '\\' : separator)
              : line.split(this.pattern(separator))
    return parts.map((part) => ({ text: part ?? '' }))
  }

  private field(at: number): Value {
    return this.fields[at] ?? { text: '' }
  }

  private setField(at: number, value: Value): void {
    if (at === 0) return this.record(this.string(value))
    while (this.fields.length <= at) this.fields.push('')
    this.fields[at] = typeof value === 'string' && NUMERIC.test(value) ? { text: value } : value
    this.globals.set('NF', this.fields.length - 1)
    this.rebuild()
  }

  private setCount(count: number): void {
    this.fields.length = Math.min(this.fields.length, count + 1)
    while (this.fields.length <= count) this.fields.push('')
    this.globals.set('NF', count)
    this.rebuild()
  }

  private rebuild(): void {
    this.fields[0] = {
      text: this.fields
        .slice(1)
        .map((value) => this.string(value))
        .join(this.string(this.get('OFS'))),
    }
  }

  private async *records(stream: Readable): AsyncGenerator<Line> {
    const separator = this.string(this.get('RS'))
    if (separator.length === 1) return yield* lines(this.call, stream, separator)
    const parts: Uint8Array[] = []
    for (let chunk = await stream.read(); chunk !== null; chunk = await stream.read()) parts.push(chunk)
    const all = text(concat(parts.length > 0 ? parts : [utf8('')]))
    const split =
      separator === ''
        ? all.replace(/^\n+|\n+$/g, '').split(/\n{2,}/)
        : all.replace(/\n$/, '').split(compilePattern(separator, true))
    for (const part of split) if (part !== '') yield { text: part, ended: true }
  }

  private async *allInput(): AsyncGenerator<Line> {
    let read = false
    for (const operand of this.operands) {
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand)
      if (assignment) {
        this.set(assignment[1]!, assignment[2]!)
        continue
      }
      read = true
      const stream = await open(this.call, operand, (name, reason) => `cannot open "${name}" (${reason})`)
      if (!stream) {
        this.call.status = 2
        continue
      }
      this.globals.set('FILENAME', operand)
      this.globals.set('FNR', 0)
      yield* this.records(stream)
    }
    if (!read) yield* this.records(this.call.process.stdin)
  }

  private async nextRecord(): Promise<string | undefined> {
    this.main ??= this.allInput()
    if (this.call.process.isTty.stdout) await this.flush()
    const next = await this.main.next()
    if (next.done) return undefined
    this.globals.set('NR', this.number(this.get('NR')) + 1)
    this.globals.set('FNR', this.number(this.get('FNR')) + 1)
    return next.value.text
  }

  // --- running ---

  async run(): Promise<number> {
    const { rules } = this.script
    let code = 0
    try {
      for (const rule of rules) if (rule.when === 'BEGIN') await this.execute(rule.body!)
      if (rules.some(({ when }) => when !== 'BEGIN')) {
        for (let line = await this.nextRecord(); line !== undefined; line = await this.nextRecord()) {
          this.record(line)
          await this.each(rules)
          if (!this.call.process.isTty.stdin) continue
          await this.flush()
        }
      }
    } catch (error) {
      if (!(error instanceof Jump) || error.word !== 'exit') throw error
      code = error.value === undefined ? 0 : this.number(error.value)
    }
    try {
      for (const rule of rules) if (rule.when === 'END') await this.execute(rule.body!)
    } catch (error) {
      if (!(error instanceof Jump) || error.word !== 'exit') throw error
      code = error.value === undefined ? code : this.number(error.value)
    }
    await this.flush()
    for (const name of [...this.writers.keys()]) await this.close(name)
    return code || this.call.status
  }

  private async each(rules: Rule[]): Promise<void> {
    try {
      for (const rule of rules) {
        if (rule.when === 'BEGIN' || rule.when === 'END' || !(await this.selected(rule))) continue
        if (rule.body) await this.execute(rule.body)
        else await this.write(this.string(this.field(0)) + this.string(this.get('ORS')))
      }
    } catch (error) {
      if (!(error instanceof Jump) || (error.word !== 'next' && error.word !== 'nextfile')) throw error
    }
  }

  private async selected(rule: Rule): Promise<boolean> {
    if (rule.when === undefined) return true
    if (!rule.until) return this.truth(await this.evaluate(rule.when as Expr))
    if (!rule.active && !this.truth(await this.evaluate(rule.when as Expr))) return false
    rule.active = !this.truth(await this.evaluate(rule.until))
    return true
  }

  private async execute(statement: Statement): Promise<void> {
    if (++this.steps % 20_000 === 0) await this.call.process.work(1)
    switch (statement.kind) {
      case 'block':
        for (const each of statement.body) await this.execute(each)
        return
      case 'expr':
        await this.evaluate(statement.value)
        return
      case 'print':
        return this.print(statement)
      case 'if':
        if (this.truth(await this.evaluate(statement.test))) return this.execute(statement.yes)
        return statement.no && this.execute(statement.no)
      case 'while':
        if (statement.first && !(await this.pass(statement.body))) return
        while (this.truth(await this.evaluate(statement.test))) if (!(await this.pass(statement.body))) return
        return
      case 'for':
        if (statement.begin) await this.execute(statement.begin)
        while (!statement.test || this.truth(await this.evaluate(statement.test))) {
          if (!(await this.pass(statement.body))) return
          if (statement.step) await this.execute(statement.step)
        }
        return
      case 'each':
        for (const key of [...this.array(statement.array).keys()]) {
          this.set(statement.name, key)
          if (!(await this.pass(statement.body))) return
        }
        return
      case 'delete':
        if (statement.index) this.array(statement.name).delete(await this.key(statement.index))
        else this.array(statement.name).clear()
        return
      case 'jump':
        throw new Jump(statement.word, statement.value && (await this.evaluate(statement.value)))
    }
  }

  /** One turn of a loop: false when it was broken off. */
  private async pass(body: Statement): Promise<boolean> {
    try {
      await this.execute(body)
      return true
    } catch (error) {
      if (error instanceof Jump && error.word === 'continue') return true
      if (error instanceof Jump && error.word === 'break') return false
      throw error
    }
  }

  private async print(statement: Statement & { kind: 'print' }): Promise<void> {
    const values: Value[] = []
    for (const arg of statement.args) values.push(await this.evaluate(arg))
    const shown = statement.format
      ? this.format(values)
      : (values.length === 0 ? [this.field(0)] : values)
          .map((value) => this.string(value, 'OFMT'))
          .join(this.string(this.get('OFS'))) + this.string(this.get('ORS'))
    if (!statement.to) return this.write(shown)
    const target = this.string(await this.evaluate(statement.to.target))
    await this.flush()
    await (await this.writer(statement.to.how, target)).write(shown)
  }

  format([format = '', ...values]: Value[]): string {
    const left = [...values]
    return this.string(format).replace(
      /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])/g,
      (whole, flags: string, width: string | undefined, precision: string | undefined, letter: string) => {
        if (letter === '%') return '%'
        const wide = width === '*' ? this.number(left.shift() ?? 0) : Number(width ?? 0)
        const exact = whole.includes('.')
          ? precision === '*'
            ? this.number(left.shift() ?? 0)
            : Number(precision ?? 0)
          : undefined
        const value = left.shift() ?? ''
        if (letter === 's') return conversion('s', flags, wide, exact, this.string(value), [])
        if (letter === 'c')
          return conversion(
            'c',
            flags,
            wide,
            exact,
            typeof value === 'number' ? String.fromCodePoint(value) : this.string(value),
            [],
          )
        return conversion(letter, flags, wide, exact, String(this.number(value)), [])
      },
    )
  }

  private async write(shown: string): Promise<void> {
    this.held += shown
    if (this.held.length > 4096 || this.call.process.isTty.stdout) await this.flush()
  }

  async flush(): Promise<void> {
    const { held } = this
    this.held = ''
    if (held) await this.call.print(held)
  }

  private async writer(how: '>' | '>>' | '|', target: string): Promise<Writable> {
    const known = this.writers.get(target)
    if (known) return known
    const { process } = this.call
    if (how !== '|') {
      const file =
        target === '/dev/stdout'
          ? process.stdout
          : target === '/dev/stderr'
            ? process.stderr
            : openWrite(process, target, { append: how === '>>' })
      this.writers.set(target, { write: (data) => file.write(data) })
      return this.writers.get(target)!
    }
    const pipe = new Pipe()
    const child = process.spawn(['sh', '-c', target], { stdin: pipe })
    this.writers.set(target, { write: (data) => pipe.write(data), close: () => pipe.end(), done: child.exited })
    return this.writers.get(target)!
  }

  async close(name: string): Promise<number> {
    await this.flush()
    const writer = this.writers.get(name)
    writer?.close?.()
    const known = writer !== undefined || this.readers.has(name)
    this.writers.delete(name)
    this.readers.delete(name)
    if (writer?.done) return this.call.process.alive(() => writer.done!)
    return known ? 0 : -1
  }

  /** system(): runs a command with our streams. */
  async system(command: string): Promise<number> {
    await this.flush()
    const child = this.call.process.spawn(['sh', '-c', command])
    return this.call.process.alive(() => child.exited)
  }

  private async getline({ target, from, command }: Expr & { kind: 'getline' }): Promise<number> {
    let line: string | undefined
    if (!from) line = await this.nextRecord()
    else {
      const name = this.string(await this.evaluate(from))
      let reader = this.readers.get(name)
      if (!reader) {
        const { process } = this.call
        if (command) {
          await this.flush()
          const pipe = new Pipe()
          const child = process.spawn(['sh', '-c', name], { stdout: pipe })
          void child.exited.then(() => pipe.end())
          reader = this.records(pipe)
        } else {
          if (!process.fs.exists(process.path(name))) return -1
          reader = this.records(openRead(process, name))
        }
        this.readers.set(name, reader)
      }
      const next = await reader.next()
      line = next.done ? undefined : next.value.text
      if (line !== undefined && command) this.globals.set('NR', this.number(this.get('NR')) + 1)
    }
    if (line === undefined) return 0
    if (target) await this.assign(target, { text: line })
    else this.record(line)
    return 1
  }

  // --- expressions ---

  async key(index: Expr[]): Promise<string> {
    const parts: string[] = []
    for (const each of index) parts.push(this.string(await this.evaluate(each)))
    return parts.join(this.string(this.get('SUBSEP')))
  }

  async assign(target: Expr, value: Value): Promise<void> {
    if (target.kind === 'unary' && target.operator === '()') return this.assign(target.value, value)
    if (target.kind === 'name') {
      if (this.locals?.has(target.name)) this.locals.set(target.name, value)
      else this.globals.set(target.name, value)
      if (target.name === 'NF') this.setCount(this.number(value))
    } else if (target.kind === 'element') this.array(target.name).set(await this.key(target.index), value)
    else if (target.kind === 'field') this.setField(this.number(await this.evaluate(target.at)), value)
  }

  async evaluate(expr: Expr): Promise<Value> {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return expr.value
      case 'regexp':
        return Number(this.pattern(expr.source).test(this.string(this.field(0))))
      case 'name':
        return this.get(expr.name)
      case 'element': {
        const array = this.array(expr.name)
        const key = await this.key(expr.index)
        if (!array.has(key)) array.set(key, { text: '' })
        return array.get(key)!
      }
      case 'field':
        return this.field(this.number(await this.evaluate(expr.at)))
      case 'assign': {
        const value = await this.evaluate(expr.value)
        const result =
          expr.operator === '' ? value : this.arithmetic(expr.operator, await this.evaluate(expr.target), value)
        await this.assign(expr.target, result)
        return result
      }
      case 'unary': {
        const value = await this.evaluate(expr.value)
        if (expr.operator === '()') return value
        if (expr.operator === '!') return Number(!this.truth(value))
        return expr.operator === '-' ? -this.number(value) : this.number(value)
      }
      case 'step': {
        const before = this.number(await this.evaluate(expr.target))
        const after = before + (expr.operator === '++' ? 1 : -1)
        await this.assign(expr.target, after)
        return expr.prefix ? after : before
      }
      case 'choice':
        return this.evaluate(this.truth(await this.evaluate(expr.test)) ? expr.yes : expr.no)
      case 'in':
        return Number(this.array(expr.name).has(await this.key(expr.index)))
      case 'getline':
        return this.getline(expr)
      case 'call':
        return this.invoke(expr.name, expr.args)
      case 'binary':
        return this.binary(expr)
    }
  }

  private arithmetic(operator: string, left: Value, right: Value): number {
    const [a, b] = [this.number(left), this.number(right)]
    return { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b, '^': a ** b }[operator as '+']
  }

  private async binary({ operator, left, right }: Expr & { kind: 'binary' }): Promise<Value> {
    if (operator === '&&')
      return Number(this.truth(await this.evaluate(left)) && this.truth(await this.evaluate(right)))
    if (operator === '||')
      return Number(this.truth(await this.evaluate(left)) || this.truth(await this.evaluate(right)))
    const a = await this.evaluate(left)
    if (operator === '~' || operator === '!~') {
      const source = right.kind === 'regexp' ? right.source : this.string(await this.evaluate(right))
      return Number(this.pattern(source).test(this.string(a)) === (operator === '~'))
    }
    const b = await this.evaluate(right)
    if (operator === ' ') return this.string(a) + this.string(b)
    if (!['<', '<=', '==', '!=', '>', '>='].includes(operator)) return this.arithmetic(operator, a, b)
    const numbers = this.looksNumeric(a) && this.looksNumeric(b)
    const [x, y] = numbers ? [this.number(a), this.number(b)] : [this.string(a), this.string(b)]
    return Number({ '<': x < y, '<=': x <= y, '==': x === y, '!=': x !== y, '>': x > y, '>=': x >= y }[operator as '<'])
  }

  private async invoke(name: string, args: Expr[]): Promise<Value> {
    const routine = this.script.functions.get(name)
    if (!routine) return callBuiltin(this, name, args)
    const locals = new Map<string, Value | AwkArray>()
    for (const [i, parameter] of routine.parameters.entries()) {
      const arg = args[i]
      const array =
        arg?.kind === 'name'
          ? this.locals?.has(arg.name)
            ? this.locals.get(arg.name)
            : this.globals.get(arg.name)
          : undefined
      if (array instanceof Map) locals.set(parameter, array)
      else if (arg?.kind === 'name' && array === undefined && !this.locals?.has(arg.name))
        locals.set(parameter, this.uses(routine.body, parameter) ? this.array(arg.name) : { text: '' })
      else locals.set(parameter, arg ? await this.evaluate(arg) : { text: '' })
    }
    const before = this.locals
    this.locals = locals
    try {
      await this.execute(routine.body)
      return { text: '' }
    } catch (error) {
      if (!(error instanceof Jump) || error.word !== 'return') throw error
      return error.value ?? { text: '' }
    } finally {
      this.locals = before
    }
  }

  /** Whether a function treats a parameter as an array. */
  private uses(body: Statement, name: string): boolean {
    return JSON.stringify(body).includes(`"kind":"element","name":"${name}"`)
  }
}
