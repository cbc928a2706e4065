// Runs a script: a walk over its tree, synchronous as the language is.
import { Scope, type Value } from './scope.ts'
import type { Node } from './tree.ts'
import { ValueEvaluator } from './evaluate-value.ts'
import { TooLong, type Outcome } from './outcome.ts'

export class Evaluator extends ValueEvaluator {
  private readonly load: (from: string) => Value

  private readonly exports: Record<string, Value>

  constructor(load: (from: string) => Value, exports: Record<string, Value>) {
    super()
    this.load = load
    this.exports = exports
  }

  override run(body: Node[], scope: Scope): Outcome {
    this.hoist(body, scope)
    for (const statement of body) {
      const outcome = this.statement(statement, scope)
      if (outcome) return outcome
    }
    return undefined
  }

  /** Functions are there before the first statement. */
  private hoist(body: Node[], scope: Scope): void {
    for (const each of body) {
      const node = each.kind === 'export' ? each.value : each
      if (node.kind !== 'declare') continue
      for (const { target, value } of node.rows) {
        if (!node.block && !node.constant && target.kind === 'name')
          scope.declareVar(
            target.name,
            value?.kind === 'function' && value.name === target.name ? this.closure(value, scope) : undefined,
          )
      }
    }
  }

  private statement(node: Node, scope: Scope): Outcome {
    this.tick(node.line)
    switch (node.kind) {
      case 'expression':
        this.value(node.value, scope)
        return undefined
      case 'declare':
        for (const { target, value } of node.rows) {
          if (value === undefined && !node.block) continue
          this.bind(
            target,
            value && this.named(value, target, scope),
            scope,
            node.block ? (node.constant ? 'const' : 'let') : 'var',
          )
        }
        return undefined
      case 'block':
        return this.run(node.body, new Scope(scope))
      case 'if':
        if (this.value(node.test, scope)) return this.statement(node.yes, scope)
        return node.no && this.statement(node.no, scope)
      case 'return':
        return { how: 'return', value: node.value && this.value(node.value, scope) }
      case 'throw':
        throw this.value(node.value, scope)
      case 'jump':
        return { how: node.word, label: node.label }
      case 'label': {
        const outcome = this.statement(node.body, scope)
        return outcome?.how === 'break' && outcome.label === node.label ? undefined : outcome
      }
      case 'try':
        return this.attempt(node, scope)
      case 'switch':
        return this.choice(node, scope)
      case 'import':
        this.importation(node, scope)
        return undefined
      case 'export':
        this.exportation(node, scope)
        return undefined
      case 'empty':
        return undefined
      default:
        return this.loop(node, scope)
    }
  }

  private loop(node: Node, scope: Scope): Outcome {
    if (node.kind === 'while') {
      if (node.first) {
        const outcome = this.statement(node.body, scope)
        if (leaves(outcome)) return after(outcome)
      }
      while (this.value(node.test, scope)) {
        const outcome = this.statement(node.body, scope)
        if (leaves(outcome)) return after(outcome)
      }
    } else if (node.kind === 'for') {
      let turn = new Scope(scope)
      if (node.begin) this.statement(node.begin, turn)
      while (!node.test || this.value(node.test, turn)) {
        const outcome = this.statement(node.body, turn)
        if (leaves(outcome)) return after(outcome)
        turn = turn.copy()
        if (node.step) this.value(node.step, turn)
        this.tick(node.line)
      }
    } else if (node.kind === 'each') {
      const source = this.value(node.source, scope)
      const items: Iterable<Value> = node.of ? (source as Iterable<Value>) : Object.keys((source ?? {}) as object)
      for (const item of items) {
        const turn = new Scope(scope)
        this.bind(node.target, item, turn, node.declares ? 'let' : 'assign')
        const outcome = this.statement(node.body, turn)
        if (leaves(outcome)) return after(outcome)
      }
    } else this.value(node, scope)
    return undefined
  }

  private choice(node: Node & { kind: 'switch' }, scope: Scope): Outcome {
    const value = this.value(node.value, scope)
    const inner = new Scope(scope)
    let from = node.cases.findIndex(({ test }) => test && this.value(test, inner) === value)
    if (from < 0) from = node.cases.findIndex(({ test }) => !test)
    for (const { body } of from < 0 ? [] : node.cases.slice(from)) {
      for (const each of body) {
        const outcome = this.statement(each, inner)
        if (outcome?.how === 'break' && outcome.label === undefined) return undefined
        if (outcome) return outcome
      }
    }
    return undefined
  }

  private attempt(node: Node & { kind: 'try' }, scope: Scope): Outcome {
    let outcome: Outcome
    try {
      outcome = this.run(node.body, new Scope(scope))
    } catch (error) {
      if (!node.handler || error instanceof TooLong) throw error
      const inner = new Scope(scope)
      if (node.name) this.bind(node.name, error, inner, 'let')
      outcome = this.run(node.handler, inner)
    } finally {
      const last = node.last && this.run(node.last, new Scope(scope))
      if (last) outcome = last
    }
    return outcome
  }

  private importation({ from, names }: Node & { kind: 'import' }, scope: Scope): void {
    const module = this.load(from) as Record<string, Value>
    for (const { from: name, to } of names) {
      const whole = name === '*' || (name === 'default' && !('default' in Object(module)))
      scope.declare(to, whole ? module : module[name], true)
    }
  }

  private exportation({ value, isDefault }: Node & { kind: 'export' }, scope: Scope): void {
    if (isDefault) {
      this.exports.default = this.value(value, scope)
      return
    }
    this.statement(value, scope)
    if (value.kind === 'declare')
      for (const { target } of value.rows)
        if (target.kind === 'name') this.exports[target.name] = scope.get(target.name)
  }
}

const leaves = (outcome: Outcome) =>
  outcome !== undefined && !(outcome.how === 'continue' && outcome.label === undefined)

const after = (outcome: Outcome): Outcome =>
  outcome?.how === 'break' && outcome.label === undefined ? undefined : outcome
