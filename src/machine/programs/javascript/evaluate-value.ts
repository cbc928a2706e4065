// The values of expressions, functions and classes.
import { type Callable, Scope, type Value } from './scope.ts'
import { binary, getProperty, setProperty, unary } from './operators.ts'
import type { Node, Param } from './tree.ts'
import { construct, source } from './callee.ts'
import { MOST_STEPS, type Outcome, SHORT, TooLong } from './outcome.ts'

export abstract class ValueEvaluator {
  /** Line of the expression under evaluation, for messages. */
  line = 0

  protected steps = 0

  /** The statements of a function. */
  abstract run(body: Node[], scope: Scope): Outcome

  /** Begins counting again: each event of the script has its own allowance. */
  refresh(): void {
    this.steps = 0
  }

  protected tick(line: number): void {
    this.line = line
    if (++this.steps > MOST_STEPS) throw new TooLong('the script runs without ever letting go')
  }

  /** Puts a value into a name or takes it apart into many. */
  protected bind(target: Node, value: Value, scope: Scope, how: 'var' | 'let' | 'const' | 'assign'): void {
    switch (target.kind) {
      case 'name':
        if (how === 'assign') scope.set(target.name, value)
        else if (how === 'var') scope.declareVar(target.name, value)
        else scope.declare(target.name, value, how === 'const')
        return
      case 'default':
        return this.bind(target.target, value === undefined ? this.value(target.fallback, scope) : value, scope, how)
      case 'assign':
        return this.bind(target.target, value === undefined ? this.value(target.value, scope) : value, scope, how)
      case 'member':
        return setProperty(this.value(target.object, scope), this.value(target.property, scope), value)
      case 'array': {
        const items = [...(value as Iterable<Value>)]
        target.items.forEach(
          (item, i) =>
            item &&
            this.bind(
              item.kind === 'spread' ? item.value : item,
              item.kind === 'spread' ? items.slice(i) : items[i],
              scope,
              how,
            ),
        )
        return
      }
      case 'object': {
        const taken = new Set<string>()
        for (const { key, value: inner, spread } of target.members) {
          if (spread) {
            const rest = Object.fromEntries(Object.entries(value as object).filter(([name]) => !taken.has(name)))
            this.bind(inner, rest, scope, how)
            continue
          }
          const name = String(this.value(key, scope))
          taken.add(name)
          this.bind(inner, getProperty(value, name), scope, how)
        }
        return
      }
      default:
        throw new SyntaxError('Invalid destructuring assignment target')
    }
  }

  /** A function without a name gets that of what it is put into. */
  protected named(value: Node, target: Node, scope: Scope): Value {
    if (target.kind === 'name' && (value.kind === 'function' || value.kind === 'class') && value.name === undefined)
      return this.value({ ...value, name: target.name } as Node, scope)
    return this.value(value, scope)
  }

  protected closure(node: Node & { kind: 'function' }, scope: Scope, home?: Scope['home']): Callable {
    const evaluator = this
    const enter = (self: Value, args: Value[]): Value => {
      const inner = node.arrow ? new Scope(scope, true, scope.self) : new Scope(scope, true, self, home)
      if (!node.arrow) inner.declare('arguments', args)
      evaluator.arguments(node.params, args, inner)
      const outcome = evaluator.run(node.body, inner)
      return outcome?.how === 'return' ? outcome.value : undefined
    }
    const made: Callable = node.arrow
      ? (...args: Value[]) => enter(undefined, args)
      : function (this: Value, ...args: Value[]) {
          return enter(this, args)
        }
    Object.defineProperty(made, 'name', { value: node.name ?? '', configurable: true })
    return made
  }

  protected arguments(params: Param[], args: Value[], scope: Scope): void {
    params.forEach(({ pattern, fallback, rest }, i) => {
      const value = rest ? args.slice(i) : args[i] === undefined && fallback ? this.value(fallback, scope) : args[i]
      this.bind(pattern, value, scope, 'let')
    })
  }

  protected classOf(node: Node & { kind: 'class' }, scope: Scope): Value {
    const base = node.base && (this.value(node.base, scope) as (new (...args: Value[]) => object) & Callable)
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
      const setFields = () => {
        for (const { name, value } of fields)
          setProperty(
            self,
            evaluator.value(name, scope),
            value && evaluator.value(value, new Scope(scope, true, self, home)),
          )
      }
      if (base && !start) construct(base, self, args)
      setFields()
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
      const key = this.value(name, scope) as string
      const owner = (isStatic ? made : prototype) as object
      if (kind === 'field' && isStatic) setProperty(made, key, value && this.value(value, scope))
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

  value(node: Node, scope: Scope): Value {
    const result = this.chain(node, scope)
    return result === SHORT ? undefined : result
  }

  protected chain(node: Node, scope: Scope): Value {
    this.tick(node.line)
    switch (node.kind) {
      case 'literal':
        return node.value
      case 'template':
        return node.texts
          .map((text, i) => text + (i < node.values.length ? String(this.value(node.values[i]!, scope)) : ''))
          .join('')
      case 'regexp':
        return new RegExp(node.source, node.flags)
      case 'name':
        return node.name === 'undefined' ? undefined : scope.get(node.name)
      case 'this':
        return scope.self
      case 'array':
        return this.spread(node.items, scope)
      case 'object':
        return this.object(node, scope)
      case 'function':
        return this.closure(node, scope)
      case 'class':
        return this.classOf(node, scope)
      case 'unary':
        return this.unary(node, scope)
      case 'update': {
        const before = Number(this.value(node.target, scope))
        const changed = before + (node.operator === '++' ? 1 : -1)
        this.bind(node.target, changed, scope, 'assign')
        return node.prefix ? changed : before
      }
      case 'binary':
        return this.binary(node, scope)
      case 'assign':
        return this.assign(node, scope)
      case 'choice':
        return this.value(this.value(node.test, scope) ? node.yes : node.no, scope)
      case 'sequence':
        return node.values.map((each) => this.value(each, scope)).at(-1)
      case 'member': {
        const object =
          node.object.kind === 'super'
            ? (scope.home?.base as { prototype: object } | undefined)?.prototype
            : this.chain(node.object, scope)
        if (object === SHORT || (node.optional && (object === undefined || object === null))) return SHORT
        return getProperty(object, this.value(node.property, scope))
      }
      case 'call':
        return this.invoke(node, scope)
      default:
        throw new SyntaxError(`Unexpected ${node.kind}`)
    }
  }

  protected unary({ operator, value }: Node & { kind: 'unary' }, scope: Scope): Value {
    if (operator === 'typeof' && value.kind === 'name' && !scope.has(value.name)) return 'undefined'
    if (operator === 'delete' && value.kind === 'member')
      return delete (this.value(value.object, scope) as Record<string, Value>)[
        this.value(value.property, scope) as string
      ]
    return unary(operator, this.value(value, scope))
  }

  protected binary({ operator, left, right }: Node & { kind: 'binary' }, scope: Scope): Value {
    const a = this.value(left, scope)
    if (operator === '&&') return a && this.value(right, scope)
    if (operator === '||') return a || this.value(right, scope)
    if (operator === '??') return a ?? this.value(right, scope)
    return binary(operator, a, this.value(right, scope))
  }

  protected assign({ operator, target, value }: Node & { kind: 'assign' }, scope: Scope): Value {
    if (operator === '') {
      const result = this.named(value, target, scope)
      this.bind(target, result, scope, 'assign')
      return result
    }
    const before = this.value(target, scope)
    if (
      (operator === '&&' && !before) ||
      (operator === '||' && before) ||
      (operator === '??' && before !== undefined && before !== null)
    )
      return before
    const given = this.value(value, scope)
    const result = ['&&', '||', '??'].includes(operator) ? given : binary(operator, before, given)
    this.bind(target, result, scope, 'assign')
    return result
  }

  protected object(node: Node & { kind: 'object' }, scope: Scope): Value {
    const out: Record<string, Value> = {}
    for (const { key, value, spread, accessor } of node.members) {
      if (spread) Object.assign(out, this.value(value, scope))
      else if (accessor) {
        const name = String(this.value(key, scope))
        Object.defineProperty(out, name, {
          ...Object.getOwnPropertyDescriptor(out, name),
          [accessor]: this.value(value, scope),
          enumerable: true,
          configurable: true,
        })
      } else setProperty(out, this.value(key, scope), this.value(value, scope))
    }
    return out
  }

  protected spread(items: (Node | undefined)[], scope: Scope): Value[] {
    return items.flatMap((item) =>
      item === undefined
        ? [undefined]
        : item.kind === 'spread'
          ? [...(this.value(item.value, scope) as Iterable<Value>)]
          : [this.value(item, scope)],
    )
  }

  protected invoke(node: Node & { kind: 'call' }, scope: Scope): Value {
    const { callee, args, optional, isNew } = node
    if (callee.kind === 'super') {
      construct(scope.home?.base as Callable, scope.self as object, this.spread(args, scope))
      return undefined
    }
    let self: Value
    let called: Value
    if (callee.kind === 'member') {
      const isSuper = callee.object.kind === 'super'
      self = isSuper ? scope.self : this.chain(callee.object, scope)
      if (self === SHORT || (callee.optional && (self === undefined || self === null))) return SHORT
      const owner = isSuper ? (scope.home?.base as { prototype: object } | undefined)?.prototype : self
      called = getProperty(owner, this.value(callee.property, scope))
    } else called = this.chain(callee, scope)
    if (called === SHORT || (optional && (called === undefined || called === null))) return SHORT
    if (typeof called !== 'function')
      throw new TypeError(`${source(callee)} is not ${isNew ? 'a constructor' : 'a function'}`)
    const values = this.spread(args, scope)
    return isNew ? Reflect.construct(called, values) : (Reflect.apply(called, self, values) as Value)
  }
}
