// A shell's variables: scalars, indexed and associative arrays, attributes, and the scopes of functions.
import { ShellError } from './flow.ts'

export interface Variable {
  value?: string
  array?: Map<number, string>
  map?: Map<string, string>
  exported?: boolean
  readonly?: boolean
  integer?: boolean
  letters?: 'upper' | 'lower'
  /** The name it stands for (`declare -n`). */
  reference?: boolean
}

export type Attributes = Pick<Variable, 'exported' | 'readonly' | 'integer' | 'letters' | 'reference'>

/** Dialects word it differently. */
export class ReadonlyVariable extends ShellError {
  readonly variable: string
  constructor(variable: string) {
    super(`${variable}: readonly variable`, 1, true)
    this.variable = variable
  }
}

interface Scope {
  variables: Map<string, Variable>
  /** Made by a function call, so that `local` belongs here; otherwise by `NAME=value command`. */
  isFunction: boolean
}

export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text)

export class Variables {
  private readonly scopes: Scope[]
  /** Variables that the shell makes up when they are read: RANDOM, SECONDS, LINENO … */
  readonly computed = new Map<string, () => string | string[]>()
  /** Evaluates arithmetic; set by the shell. */
  evaluate: (expression: string) => number = Number
  /** Told of a value so long that it shows in the memory of the process. */
  holds: (length: number) => void = () => {}

  constructor(scopes: Scope[] = [{ variables: new Map(), isFunction: true }]) {
    this.scopes = scopes
  }

  /** A subshell's own copy. */
  clone(): Variables {
    const scopes = this.scopes.map(({ variables, isFunction }) => ({
      isFunction,
      variables: new Map([...variables].map(([name, variable]) => [name, copyOf(variable)])),
    }))
    return new Variables(scopes)
  }

  push(isFunction: boolean): void {
    this.scopes.push({ variables: new Map(), isFunction })
  }

  pop(): void {
    this.scopes.pop()
  }

  get depth(): number {
    return this.scopes.filter((scope) => scope.isFunction).length - 1
  }

  find(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]!.variables.get(name)
      if (!found) continue
      if (found.reference && found.value && found.value !== name) return this.find(found.value.replace(/\[.*/, ''))
      return found
    }
    return undefined
  }

  /** The name that a reference stands for in the end. */
  targetOf(name: string): string {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]!.variables.get(name)
      if (found) return found.reference && found.value && found.value !== name ? this.targetOf(found.value) : name
    }
    return name
  }

  get(name: string): string | undefined {
    const made = this.computed.get(name)?.()
    if (made !== undefined) return typeof made === 'string' ? made : made[0]
    const variable = this.find(name)
    return variable?.map ? variable.map.get('0') : variable?.array ? variable.array.get(0) : variable?.value
  }

  /** [subscript, value] in order; a scalar is an array of one. Undefined when unset. */
  elements(name: string): [string, string][] | undefined {
    const made = this.computed.get(name)?.()
    if (made !== undefined) return (typeof made === 'string' ? [made] : made).map((value, i) => [String(i), value])
    const variable = this.find(name)
    if (variable?.map) return [...variable.map]
    if (variable?.array)
      return [...variable.array].sort(([a], [b]) => a - b).map(([index, value]) => [String(index), value])
    return variable?.value === undefined ? undefined : [['0', variable.value]]
  }

  element(name: string, subscript: string): string | undefined {
    const variable = this.find(name)
    if (variable?.map) return variable.map.get(subscript)
    const index = this.evaluate(subscript)
    if (!variable?.array) {
      const made = this.computed.get(name)?.()
      if (Array.isArray(made)) return made[index]
      return index === 0 || index === -1 ? this.get(name) : undefined
    }
    return variable.array.get(index < 0 ? index + lengthOf(variable.array) : index)
  }

  set(name: string, value: string, options: { append?: boolean; subscript?: string } = {}): void {
    const full = this.targetOf(name)
    const within = /^(\w+)\[(.*)\]$/s.exec(full)
    if (within) return this.set(within[1]!, value, { ...options, subscript: within[2] })
    const variable = this.changeable(full)
    const { append, subscript } = options
    if (subscript === undefined && !variable.array && !variable.map) {
      variable.value = this.shaped(variable, value, append ? variable.value : undefined)
    } else if (variable.map) {
      const key = subscript ?? '0'
      variable.map.set(key, this.shaped(variable, value, append ? variable.map.get(key) : undefined))
    } else {
      variable.array ??= new Map(variable.value === undefined ? [] : [[0, variable.value]])
      variable.value = undefined
      const given = this.evaluate(subscript ?? '0')
      const index = given < 0 ? given + lengthOf(variable.array) : given
      if (index < 0) throw new ShellError(`${full}[${subscript}]: bad array subscript`)
      variable.array.set(index, this.shaped(variable, value, append ? variable.array.get(index) : undefined))
    }
  }

  /** `name=(…)`: entries without a subscript follow the one before. */
  setArray(name: string, entries: readonly (readonly [string | undefined, string])[], append = false): void {
    const variable = this.changeable(this.targetOf(name))
    if (variable.map) {
      if (!append) variable.map.clear()
      for (const [key, value] of pairs(entries)) variable.map.set(key, value)
      return
    }
    const kept = variable.value === undefined ? [] : ([[0, variable.value]] as const)
    const array = append ? (variable.array ?? new Map<number, string>(kept)) : new Map<number, string>()
    variable.value = undefined
    variable.array = array
    let next = lengthOf(array)
    for (const [subscript, value] of entries) {
      if (subscript !== undefined) next = this.evaluate(subscript)
      array.set(next++, this.shaped(variable, value, undefined))
    }
  }

  /** Gives attributes, and with `scope` 'local' makes it a variable of the running function. */
  declare(name: string, attributes: Attributes, scope?: 'local' | 'global', kind?: 'array' | 'map'): Variable {
    const variable = this.declared(scope === undefined ? this.targetOf(name) : name, scope)
    Object.assign(variable, attributes)
    if (kind === 'array' && !variable.array && !variable.map) {
      variable.array = new Map(variable.value === undefined ? [] : [[0, variable.value]])
      variable.value = undefined
    }
    if (kind === 'map' && !variable.map) {
      if (variable.array) throw new ShellError(`${name}: cannot convert indexed to associative array`)
      variable.map = new Map(variable.value === undefined ? [] : [['0', variable.value]])
      variable.value = undefined
    }
    return variable
  }

  /** False when it is readonly. */
  unset(name: string, subscript?: string): boolean {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const variable = this.scopes[i]!.variables.get(name)
      if (!variable) continue
      if (variable.readonly) return false
      if (subscript === undefined || (!variable.map && !variable.array)) this.scopes[i]!.variables.delete(name)
      else if (variable.map) variable.map.delete(subscript)
      else {
        const index = this.evaluate(subscript)
        variable.array!.delete(index < 0 ? index + lengthOf(variable.array!) : index)
      }
      return true
    }
    this.computed.delete(name)
    return true
  }

  /** Every name that can be seen, sorted. */
  names(): string[] {
    return [...new Set(this.scopes.flatMap((scope) => [...scope.variables.keys()]))].sort()
  }

  /** What children get. */
  environment(): Record<string, string> {
    const out: Record<string, string> = {}
    for (const { variables } of this.scopes)
      for (const [name, { exported, value }] of variables) {
        if (exported && value !== undefined) out[name] = value
        else if (!exported) delete out[name]
      }
    return out
  }

  private declared(name: string, scope: 'local' | 'global' | undefined): Variable {
    const own = this.scopes.findLast((candidate) => candidate.isFunction)!
    const home = scope === 'global' ? this.scopes[0]! : own
    if (scope === undefined) {
      const found = this.find(name)
      if (found) return found
    }
    const existing = home.variables.get(name)
    if (existing) return existing
    const variable: Variable = {}
    home.variables.set(name, variable)
    return variable
  }

  private changeable(name: string): Variable {
    const found = this.find(name)
    if (found?.readonly) throw new ReadonlyVariable(name)
    if (found) return found
    const variable: Variable = {}
    this.scopes[0]!.variables.set(name, variable)
    return variable
  }

  /** `X=1 command`: a variable of the innermost scope, whatever lies outside. */
  assignHere(name: string, value: string): void {
    if (this.find(name)?.readonly) throw new ShellError(`${name}: readonly variable`)
    this.scopes.at(-1)!.variables.set(name, { value, exported: true })
  }

  private shaped(variable: Variable, value: string, before: string | undefined): string {
    if (variable.integer) return String((before ? this.evaluate(before) : 0) + this.evaluate(value))
    const joined = (before ?? '') + value
    if (joined.length > LARGE) this.holds(joined.length)
    return variable.letters === 'upper'
      ? joined.toUpperCase()
      : variable.letters === 'lower'
        ? joined.toLowerCase()
        : joined
  }
}

/** Characters. */
const LARGE = 1_000_000

const lengthOf = (array: Map<number, string>) => (array.size === 0 ? 0 : Math.max(...array.keys()) + 1)

/** `([k]=v …)`, or keys and values in turn. */
function pairs(entries: readonly (readonly [string | undefined, string])[]): [string, string][] {
  const out: [string, string][] = []
  for (let i = 0; i < entries.length; i++) {
    const [key, value] = entries[i]!
    if (key !== undefined) out.push([key, value])
    else out.push([value, entries[++i]?.[1] ?? ''])
  }
  return out
}

const copyOf = (variable: Variable): Variable => ({
  ...variable,
  array: variable.array && new Map(variable.array),
  map: variable.map && new Map(variable.map),
})
