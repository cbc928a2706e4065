// Functions and classes: what they are when they are declared, and what happens at a call.
import { construct } from './callee.ts'
import { setProperty } from './operators.ts'
import { type Outcome, type Run, finish } from './outcome.ts'
import { type Callable, Scope, type Value } from './scope.ts'
import type { Node, Param } from './tree.ts'
import type { Whereabouts } from './whereabouts.ts'

export abstract class FunctionEvaluator {
  protected readonly where: Whereabouts
  private readonly file: string

  constructor(where: Whereabouts, file: string) {
    this.where = where
    this.file = file
  }

  /** The statements of a function. */
  abstract run(body: Node[], scope: Scope): Run<Outcome>

  abstract value(node: Node, scope: Scope): Run<Value>

  protected abstract bind(target: Node, value: Value, scope: Scope, how: 'var' | 'let' | 'const' | 'assign'): Run<void>

  protected tick(line: number): void {
    this.where.tick(this.file, line)
  }

  protected closure(node: Node & { kind: 'function' }, scope: Scope, home?: Scope['home']): Callable {
    const evaluator = this
    const enter = (self: Value, args: Value[]): Value => {
      const steps = evaluator.body(node, scope, self, args, home)
      if (node.generator) return steps
      return node.async ? this.where.promise(steps) : finish(steps)
    }
    const made: Callable = node.arrow
      ? (...args: Value[]) => enter(undefined, args)
      : function (this: Value, ...args: Value[]) {
          return enter(this, args)
        }
    Object.defineProperty(made, 'name', { value: node.name ?? '', configurable: true })
    const plain = node.params.findIndex(({ fallback, rest }) => fallback !== undefined || rest === true)
    Object.defineProperty(made, 'length', { value: plain < 0 ? node.params.length : plain, configurable: true })
    return made
  }

  /** One call of a function. */
  private *body(
    node: Node & { kind: 'function' },
    scope: Scope,
    self: Value,
    args: Value[],
    home: Scope['home'],
  ): Run<Value> {
    const inner = node.arrow ? new Scope(scope, true, scope.self) : new Scope(scope, true, self, home)
    if (!node.arrow) inner.declare('arguments', args)
    yield* this.arguments(node.params, args, inner)
    const outcome = yield* this.run(node.body, inner)
    return outcome?.how === 'return' ? outcome.value : undefined
  }

  protected *arguments(params: Param[], args: Value[], scope: Scope): Run<void> {
    for (const [i, { pattern, fallback, rest }] of params.entries()) {
      const value = rest
        ? args.slice(i)
        : args[i] === undefined && fallback
          ? yield* this.value(fallback, scope)
          : args[i]
      yield* this.bind(pattern, value, scope, 'let')
    }
  }

  protected *classOf(node: Node & { kind: 'class' }, scope: Scope): Run<Value> {
    const base = node.base && ((yield* this.value(node.base, scope)) as (new (...args: Value[]) => object) & Callable)
    const prototype = Object.create(base ? (base.prototype as object) : Object.prototype) as Record<string, Value>
    const home = { base, prototype }
    const fields = node.members.filter(({ kind, isStatic }) => kind === 'field' && !isStatic)
    const given = node.members.find(
      ({ name, kind, isStatic }) =>
        kind === 'method' && !isStatic && name.kind === 'literal' && name.value === 'constructor',
    )
    const start = given && this.closure(given.value as Node & { kind: 'function' }, scope, home)
    const evaluator = this
    const made = function (this: object, ...args: Value[]) {
      const self = this
      const setFields = function* (): Run<void> {
        for (const { name, value } of fields)
          setProperty(
            self,
            yield* evaluator.value(name, scope),
            value && (yield* evaluator.value(value, new Scope(scope, true, self, home))),
          )
      }
      if (base && !start) construct(base, self, args)
      finish(setFields())
      start?.apply(self, args)
    } as unknown as Callable & { prototype: object }
    made.prototype = prototype
    Object.defineProperty(made, 'name', { value: node.name ?? '' })
    Object.defineProperty(prototype, 'constructor', {
      value: made,
      enumerable: false,
      writable: true,
      configurable: true,
    })
    for (const { name, kind, isStatic, value } of node.members) {
      const key = (yield* this.value(name, scope)) as string
      const owner = (isStatic ? made : prototype) as object
      if (kind === 'field' && isStatic) setProperty(made, key, value && (yield* this.value(value, scope)))
      if (kind === 'field' || (key === 'constructor' && !isStatic)) continue
      const method = this.closure(value as Node & { kind: 'function' }, scope, home)
      if (kind === 'method') Object.defineProperty(owner, key, { value: method, writable: true, configurable: true })
      else
        Object.defineProperty(owner, key, {
          ...Object.getOwnPropertyDescriptor(owner, key),
          [kind]: method,
          configurable: true,
        })
    }
    return made
  }
}
