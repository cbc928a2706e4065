// Names and what they stand for, from the inside out.

/** A value of the script is a value of the host: numbers, strings, objects, functions. */
export type Value = unknown
export type Callable = (...args: Value[]) => Value

interface Binding {
  value: Value
  constant: boolean
}

export class Scope {
  private readonly names = new Map<string, Binding>()
  private readonly outer: Scope | undefined
  /** Of a function or the script: where `var` belongs. */
  readonly isFunction: boolean
  readonly self: Value
  /** The class whose methods these are: what `super` means. */
  readonly home: { base: Value; prototype: Value } | undefined

  constructor(outer: Scope | undefined, isFunction = false, self?: Value, home?: Scope['home']) {
    this.outer = outer
    this.isFunction = isFunction
    this.self = isFunction ? self : outer?.self
    this.home = home ?? outer?.home
  }

  declare(name: string, value: Value, constant = false): void {
    this.names.set(name, { value, constant })
  }

  /** `var` and functions: up to the function around. */
  declareVar(name: string, value: Value): void {
    let at: Scope = this
    while (!at.isFunction && at.outer) at = at.outer
    if (value === undefined && at.names.has(name)) return
    at.names.set(name, { value, constant: false })
  }

  private find(name: string): Binding | undefined {
    for (let at: Scope | undefined = this; at; at = at.outer) {
      const found = at.names.get(name)
      if (found) return found
    }
    return undefined
  }

  has(name: string): boolean {
    return this.find(name) !== undefined
  }

  get(name: string): Value {
    const found = this.find(name)
    if (!found) throw new ReferenceError(`${name} is not defined`)
    return found.value
  }

  set(name: string, value: Value): void {
    const found = this.find(name)
    if (!found) throw new ReferenceError(`${name} is not defined`)
    if (found.constant) throw new TypeError('Assignment to constant variable.')
    found.value = value
  }

  /** The same bindings again, for the next turn of a loop. */
  copy(): Scope {
    const out = new Scope(this.outer)
    for (const [name, { value, constant }] of this.names) out.declare(name, value, constant)
    return out
  }
}
