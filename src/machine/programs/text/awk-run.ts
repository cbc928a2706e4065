// Runs an awk program: variables, fields, records, functions, input and output.
import { Pipe } from '../../../kernel/queue.ts'
import { openRead } from '../../open.ts'
import type { Call } from '../call.ts'
import type { Expr, Rule, Script, Statement } from './awk-tree.ts'
import { call as callBuiltin } from './awk-functions.ts'
import type { AwkArray, Value } from './awk-values.ts'
import { AwkStreams } from './awk-streams.ts'

class Jump extends Error {
  readonly word: string
  readonly value: Value | undefined
  constructor(word: string, value?: Value) {
    super(word)
    this.word = word
    this.value = value
  }
}

export class AwkMachine extends AwkStreams {
  private readonly script: Script
  private steps = 0

  constructor(call: Call, script: Script, operands: string[]) {
    super(call, operands)
    this.script = script
  }

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
