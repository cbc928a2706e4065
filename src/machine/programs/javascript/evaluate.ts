// Runs a script: a walk over its tree, synchronous as the language is.
import { Scope, type Value } from './scope.ts'
import type { Node } from './tree.ts'
import { ValueEvaluator } from './evaluate-value.ts'
import { Ended, type Outcome, type Run, TooLong } from './outcome.ts'
import { source as nameOf } from './callee.ts'
import type { Whereabouts } from './whereabouts.ts'

export class Evaluator extends ValueEvaluator {
  private readonly load: (from: string) => Value

  private readonly exports: Record<string, Value>

  constructor(where: Whereabouts, file: string, load: (from: string) => Value, exports: Record<string, Value>) {
    super(where, file)
    this.load = load
    this.exports = exports
  }

  override *run(body: Node[], scope: Scope): Run<Outcome> {
    this.hoist(body, scope)
    for (const statement of body) {
      const outcome = yield* this.statement(statement, scope)
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

  private *statement(node: Node, scope: Scope): Run<Outcome> {
    this.tick(node.line)
    switch (node.kind) {
      case 'expression':
        yield* this.value(node.value, scope)
        return undefined
      case 'declare':
        for (const { target, value } of node.rows) {
          if (value === undefined && !node.block) continue
          yield* this.bind(
            target,
            value && (yield* this.named(value, target, scope)),
            scope,
            node.block ? (node.constant ? 'const' : 'let') : 'var',
          )
        }
        return undefined
      case 'block':
        return yield* this.run(node.body, new Scope(scope))
      case 'if':
        if (yield* this.value(node.test, scope)) return yield* this.statement(node.yes, scope)
        return node.no && (yield* this.statement(node.no, scope))
      case 'return':
        return { how: 'return', value: node.value && (yield* this.value(node.value, scope)) }
      case 'throw':
        throw yield* this.value(node.value, scope)
      case 'jump':
        return { how: node.word, label: node.label }
      case 'label': {
        const outcome = yield* this.statement(node.body, scope)
        return outcome?.how === 'break' && outcome.label === node.label ? undefined : outcome
      }
      case 'try':
        return yield* this.attempt(node, scope)
      case 'switch':
        return yield* this.choice(node, scope)
      case 'import':
        this.importation(node, scope)
        return undefined
      case 'export':
        yield* this.exportation(node, scope)
        return undefined
      case 'exports':
        this.exportList(node, scope)
        return undefined
      case 'empty':
        return undefined
      default:
        return yield* this.loop(node, scope)
    }
  }

  private *loop(node: Node, scope: Scope): Run<Outcome> {
    if (node.kind === 'while') {
      if (node.first) {
        const outcome = yield* this.statement(node.body, scope)
        if (leaves(outcome)) return after(outcome)
      }
      while (yield* this.value(node.test, scope)) {
        const outcome = yield* this.statement(node.body, scope)
        if (leaves(outcome)) return after(outcome)
      }
    } else if (node.kind === 'for') {
      let turn = new Scope(scope)
      if (node.begin) yield* this.statement(node.begin, turn)
      while (!node.test || (yield* this.value(node.test, turn))) {
        const outcome = yield* this.statement(node.body, turn)
        if (leaves(outcome)) return after(outcome)
        turn = turn.copy()
        if (node.step) yield* this.value(node.step, turn)
        this.tick(node.line)
      }
    } else if (node.kind === 'each') {
      const source = yield* this.value(node.source, scope)
      const items: Iterable<Value> = node.of ? (source as Iterable<Value>) : Object.keys((source ?? {}) as object)
      if (node.of && typeof (source as { [Symbol.iterator]?: Value } | undefined)?.[Symbol.iterator] !== 'function')
        throw new TypeError(`${nameOf(node.source)} is not iterable`)
      for (const each of items) {
        const item = node.waits ? yield each : each
        const turn = new Scope(scope)
        yield* this.bind(node.target, item, turn, node.declares ? 'let' : 'assign')
        const outcome = yield* this.statement(node.body, turn)
        if (leaves(outcome)) return after(outcome)
      }
    } else yield* this.value(node, scope)
    return undefined
  }

  private *choice(node: Node & { kind: 'switch' }, scope: Scope): Run<Outcome> {
    const value = yield* this.value(node.value, scope)
    const inner = new Scope(scope)
    let from = -1
    for (const [i, { test }] of node.cases.entries())
      if (from < 0 && test && (yield* this.value(test, inner)) === value) from = i
    if (from < 0) from = node.cases.findIndex(({ test }) => !test)
    for (const { body } of from < 0 ? [] : node.cases.slice(from)) {
      for (const each of body) {
        const outcome = yield* this.statement(each, inner)
        if (outcome?.how === 'break' && outcome.label === undefined) return undefined
        if (outcome) return outcome
      }
    }
    return undefined
  }

  private *attempt(node: Node & { kind: 'try' }, scope: Scope): Run<Outcome> {
    let outcome: Outcome
    try {
      outcome = yield* this.run(node.body, new Scope(scope))
    } catch (error) {
      if (!node.handler || error instanceof TooLong || error instanceof Ended) throw error
      this.where.place(error)
      const inner = new Scope(scope)
      if (node.name) yield* this.bind(node.name, error, inner, 'let')
      outcome = yield* this.run(node.handler, inner)
    } finally {
      const last = node.last && (yield* this.run(node.last, new Scope(scope)))
      if (last) outcome = last
    }
    return outcome
  }

  private importation({ from, names }: Node & { kind: 'import' }, scope: Scope): void {
    const module = this.load(from)
    for (const { from: name, to } of names) scope.declare(to, this.member(module, name, from), true)
  }

  /** What a module gives under a name; one of the older sort is its own default. */
  private member(module: Value, name: string, from: string): Value {
    if (name === '*' || (name === 'default' && !('default' in Object(module)))) return module
    if (!(name in Object(module)))
      throw new SyntaxError(`The requested module '${from}' does not provide an export named '${name}'`)
    return (module as Record<string, Value>)[name]
  }

  private *exportation({ value, isDefault }: Node & { kind: 'export' }, scope: Scope): Run<void> {
    if (isDefault) {
      this.exports.default = yield* this.value(value, scope)
      if ((value.kind === 'function' || value.kind === 'class') && value.name !== undefined)
        scope.declare(value.name, this.exports.default)
      return
    }
    yield* this.statement(value, scope)
    if (value.kind === 'declare')
      for (const { target } of value.rows)
        if (target.kind === 'name') this.offer(target.name, () => scope.get(target.name))
  }

  /** `export { a, b as c }`, also of what another module has. */
  private exportList({ names, from }: Node & { kind: 'exports' }, scope: Scope): void {
    const module = from === undefined ? undefined : this.load(from)
    for (const { from: name, to } of names) {
      if (from === undefined) this.offer(to, () => scope.get(name))
      else if (name === '*' && to === '*') Object.assign(this.exports, module)
      else this.exports[to] = this.member(module, name, from)
    }
  }

  /** An export is the name itself: who imports it sees what it stands for by then. */
  private offer(name: string, get: () => Value): void {
    Object.defineProperty(this.exports, name, { get, enumerable: true, configurable: true })
  }
}

const leaves = (outcome: Outcome) =>
  outcome !== undefined && !(outcome.how === 'continue' && outcome.label === undefined)

const after = (outcome: Outcome): Outcome =>
  outcome?.how === 'break' && outcome.label === undefined ? undefined : outcome
