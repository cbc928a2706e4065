// The values of expressions.
import { type Callable, Scope, type Value } from './scope.ts'
import { binary, getProperty, setProperty, unary } from './operators.ts'
import type { Node } from './tree.ts'
import { construct, source } from './callee.ts'
import { FunctionEvaluator } from './evaluate-function.ts'
import { type Run, SHORT } from './outcome.ts'

export abstract class ValueEvaluator extends FunctionEvaluator {
  /** Puts a value into a name or takes it apart into many. */
  protected override *bind(
    target: Node,
    value: Value,
    scope: Scope,
    how: 'var' | 'let' | 'const' | 'assign',
  ): Run<void> {
    switch (target.kind) {
      case 'name':
        if (how === 'assign') scope.set(target.name, value)
        else if (how === 'var') scope.declareVar(target.name, value)
        else scope.declare(target.name, value, how === 'const')
        return
      case 'default':
        return yield* this.bind(
          target.target,
          value === undefined ? yield* this.value(target.fallback, scope) : value,
          scope,
          how,
        )
      case 'assign':
        return yield* this.bind(
          target.target,
          value === undefined ? yield* this.value(target.value, scope) : value,
          scope,
          how,
        )
      case 'member':
        return setProperty(yield* this.value(target.object, scope), yield* this.value(target.property, scope), value)
      case 'array': {
        const items = [...(value as Iterable<Value>)]
        for (const [i, item] of target.items.entries()) {
          const rest = item?.kind === 'spread'
          if (item) yield* this.bind(rest ? item.value : item, rest ? items.slice(i) : items[i], scope, how)
        }
        return
      }
      case 'object': {
        const taken = new Set<string>()
        for (const { key, value: inner, spread } of target.members) {
          if (spread) {
            const rest = Object.fromEntries(Object.entries(value as object).filter(([name]) => !taken.has(name)))
            yield* this.bind(inner, rest, scope, how)
            continue
          }
          const name = String(yield* this.value(key, scope))
          taken.add(name)
          yield* this.bind(inner, getProperty(value, name), scope, how)
        }
        return
      }
      default:
        throw new SyntaxError('Invalid destructuring assignment target')
    }
  }

  /** A function without a name gets that of what it is put into. */
  protected *named(value: Node, target: Node, scope: Scope): Run<Value> {
    if (target.kind === 'name' && (value.kind === 'function' || value.kind === 'class') && value.name === undefined)
      return yield* this.value({ ...value, name: target.name } as Node, scope)
    return yield* this.value(value, scope)
  }

  override value(node: Node, scope: Scope): Run<Value> {
    return node.kind === 'member' || node.kind === 'call' ? this.whole(node, scope) : this.chain(node, scope)
  }

  /** A chain with its `?.` in it: where it ends early there is no value. */
  private *whole(node: Node, scope: Scope): Run<Value> {
    const result = yield* this.chain(node, scope)
    return result === SHORT ? undefined : result
  }

  protected *chain(node: Node, scope: Scope): Run<Value> {
    this.tick(node.line)
    switch (node.kind) {
      case 'literal':
        return node.value
      case 'template':
        return yield* this.template(node, scope)
      case 'regexp':
        return new RegExp(node.source, node.flags)
      case 'name':
        return node.name === 'undefined' ? undefined : scope.get(node.name)
      case 'this':
        return scope.self
      case 'array':
        return yield* this.spread(node.items, scope)
      case 'object':
        return yield* this.object(node, scope)
      case 'function':
        return this.closure(node, scope)
      case 'class':
        return yield* this.classOf(node, scope)
      case 'unary':
        return yield* this.unary(node, scope)
      case 'update': {
        const before = Number(yield* this.value(node.target, scope))
        const changed = before + (node.operator === '++' ? 1 : -1)
        yield* this.bind(node.target, changed, scope, 'assign')
        return node.prefix ? changed : before
      }
      case 'binary':
        return yield* this.binary(node, scope)
      case 'assign':
        return yield* this.assign(node, scope)
      case 'choice':
        return yield* this.value((yield* this.value(node.test, scope)) ? node.yes : node.no, scope)
      case 'sequence':
        return (yield* this.spread(node.values, scope)).at(-1)
      case 'member': {
        const object =
          node.object.kind === 'super'
            ? (scope.home?.base as { prototype: object } | undefined)?.prototype
            : yield* this.chain(node.object, scope)
        if (object === SHORT || (node.optional && (object === undefined || object === null))) return SHORT
        return getProperty(
          object,
          node.computed ? yield* this.value(node.property, scope) : (node.property as { value: Value }).value,
        )
      }
      case 'await':
        return yield yield* this.value(node.value, scope)
      case 'yield': {
        const value = node.value && (yield* this.value(node.value, scope))
        return node.all ? yield* value as Iterable<Value> : yield value
      }
      case 'call':
        return yield* this.invoke(node, scope)
      default:
        throw new SyntaxError(`Unexpected ${node.kind}`)
    }
  }

  protected *unary({ operator, value }: Node & { kind: 'unary' }, scope: Scope): Run<Value> {
    if (operator === 'typeof' && value.kind === 'name' && !scope.has(value.name)) return 'undefined'
    if (operator === 'delete' && value.kind === 'member')
      return delete ((yield* this.value(value.object, scope)) as Record<string, Value>)[
        (yield* this.value(value.property, scope)) as string
      ]
    return unary(operator, yield* this.value(value, scope))
  }

  protected *binary({ operator, left, right }: Node & { kind: 'binary' }, scope: Scope): Run<Value> {
    const a = yield* this.value(left, scope)
    if (operator === '&&') return a && (yield* this.value(right, scope))
    if (operator === '||') return a || (yield* this.value(right, scope))
    if (operator === '??') return a ?? (yield* this.value(right, scope))
    return binary(operator, a, yield* this.value(right, scope))
  }

  protected *assign({ operator, target, value }: Node & { kind: 'assign' }, scope: Scope): Run<Value> {
    if (operator === '') {
      const result = yield* this.named(value, target, scope)
      yield* this.bind(target, result, scope, 'assign')
      return result
    }
    const before = yield* this.value(target, scope)
    if (
      (operator === '&&' && !before) ||
      (operator === '||' && before) ||
      (operator === '??' && before !== undefined && before !== null)
    )
      return before
    const given = yield* this.value(value, scope)
    const result = ['&&', '||', '??'].includes(operator) ? given : binary(operator, before, given)
    yield* this.bind(target, result, scope, 'assign')
    return result
  }

  protected *object(node: Node & { kind: 'object' }, scope: Scope): Run<Value> {
    const out: Record<string, Value> = {}
    for (const { key, value, spread, accessor } of node.members) {
      if (spread) Object.assign(out, yield* this.value(value, scope))
      else if (accessor) {
        const name = String(yield* this.value(key, scope))
        Object.defineProperty(out, name, {
          ...Object.getOwnPropertyDescriptor(out, name),
          [accessor]: yield* this.value(value, scope),
          enumerable: true,
          configurable: true,
        })
      } else setProperty(out, yield* this.value(key, scope), yield* this.value(value, scope))
    }
    return out
  }

  protected *spread(items: (Node | undefined)[], scope: Scope): Run<Value[]> {
    const out: Value[] = []
    for (const item of items) {
      if (item?.kind === 'spread') out.push(...((yield* this.value(item.value, scope)) as Iterable<Value>))
      else out.push(item && (yield* this.value(item, scope)))
    }
    return out
  }

  private *template(node: Node & { kind: 'template' }, scope: Scope): Run<string> {
    let out = node.texts[0]!
    for (const [i, value] of node.values.entries()) out += String(yield* this.value(value, scope)) + node.texts[i + 1]!
    return out
  }

  protected *invoke(node: Node & { kind: 'call' }, scope: Scope): Run<Value> {
    const { callee, args, optional, isNew } = node
    if (callee.kind === 'super') {
      construct(scope.home?.base as Callable, scope.self as object, yield* this.spread(args, scope))
      return undefined
    }
    let self: Value
    let called: Value
    if (callee.kind === 'member') {
      const isSuper = callee.object.kind === 'super'
      self = isSuper ? scope.self : yield* this.chain(callee.object, scope)
      if (self === SHORT || (callee.optional && (self === undefined || self === null))) return SHORT
      const owner = isSuper ? (scope.home?.base as { prototype: object } | undefined)?.prototype : self
      called = getProperty(owner, yield* this.value(callee.property, scope))
    } else called = yield* this.chain(callee, scope)
    if (called === SHORT || (optional && (called === undefined || called === null))) return SHORT
    if (typeof called !== 'function')
      throw new TypeError(`${source(callee)} is not ${isNew ? 'a constructor' : 'a function'}`)
    const values = yield* this.spread(args, scope)
    if (!isNew) return Reflect.apply(called, self, values) as Value
    const made: Value = Reflect.construct(called, values)
    this.where.place(made)
    return made
  }
}
