// JSON values as jq compares, adds and takes them apart.
import type { Filter } from './jq-parse.ts'

export class JqError extends Error {
  readonly value: unknown
  constructor(value: unknown) {
    super(typeof value === 'string' ? value : `${JSON.stringify(value)} (not a string)`)
    this.value = value
  }
}

export type Names = ReadonlyMap<string, unknown>

export const kindOf = (value: unknown): string =>
  value === null || value === undefined ? 'null' : Array.isArray(value) ? 'array' : typeof value

export const truthy = (value: unknown) => value !== null && value !== undefined && value !== false

export function* descend(value: unknown): Generator<unknown> {
  yield value
  if (value !== null && typeof value === 'object') for (const each of Object.values(value)) yield* descend(each)
}

export function index(value: unknown, at: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof at === 'string' && kindOf(value) === 'object') return (value as Record<string, unknown>)[at] ?? null
  if (typeof at === 'number' && Array.isArray(value)) return (at < 0 ? value.at(at) : value[Math.floor(at)]) ?? null
  if (kindOf(at) === 'object' && Array.isArray(value))
    return slice(value, (at as { start: unknown }).start, (at as { end: unknown }).end)
  throw new JqError(`Cannot index ${kindOf(value)} with ${typeof at === 'string' ? `"${at}"` : kindOf(at)}`)
}

export function slice(value: unknown, from: unknown, to: unknown): unknown {
  if (value === null) return null
  if (!Array.isArray(value) && typeof value !== 'string') throw new JqError(`Cannot index ${kindOf(value)} with object`)
  return value.slice(Number(from ?? 0), to === undefined || to === null ? undefined : Number(to))
}

export function items(value: unknown): unknown[] {
  if (value === null || typeof value !== 'object')
    throw new JqError(`Cannot iterate over ${kindOf(value)}${value === null ? '' : ` (${JSON.stringify(value)})`}`)
  return Object.values(value)
}

const ORDER = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** The order of jq: by type, then by value. */
export function compare(a: unknown, b: unknown): number {
  const [x, y] = [kindOf(a), kindOf(b)]
  if (x !== y) return ORDER.indexOf(x) - ORDER.indexOf(y)
  if (x === 'array') {
    const [left, right] = [a as unknown[], b as unknown[]]
    for (let i = 0; i < Math.min(left.length, right.length); i++)
      if (compare(left[i], right[i]) !== 0) return compare(left[i], right[i])
    return left.length - right.length
  }
  if (x === 'object') {
    const [left, right] = [Object.keys(a as object).sort(), Object.keys(b as object).sort()]
    return (
      compare(left, right) ||
      compare(
        left.map((key) => index(a, key)),
        right.map((key) => index(b, key)),
      )
    )
  }
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0
}

export function calculate(operator: string, a: unknown, b: unknown): unknown {
  const order = () => compare(a, b)
  const comparisons: Record<string, () => boolean> = {
    '==': () => order() === 0,
    '!=': () => order() !== 0,
    '<': () => order() < 0,
    '<=': () => order() <= 0,
    '>': () => order() > 0,
    '>=': () => order() >= 0,
  }
  const found = comparisons[operator]
  if (found) return found()
  const [x, y] = [kindOf(a), kindOf(b)]
  if (operator === '+') {
    if (x === 'null') return b
    if (y === 'null') return a
    if (x === 'number' && y === 'number') return (a as number) + (b as number)
    if (x === 'string' && y === 'string') return (a as string) + (b as string)
    if (x === 'array' && y === 'array') return [...(a as unknown[]), ...(b as unknown[])]
    if (x === 'object' && y === 'object') return { ...(a as object), ...(b as object) }
  }
  if (operator === '-' && x === 'array' && y === 'array')
    return (a as unknown[]).filter((each) => !(b as unknown[]).some((other) => compare(each, other) === 0))
  if (operator === '/' && x === 'string' && y === 'string') return (a as string).split(b as string)
  if (x === 'number' && y === 'number') {
    const [m, n] = [a as number, b as number]
    if ((operator === '/' || operator === '%') && n === 0)
      throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`)
    return { '-': m - n, '*': m * n, '/': m / n, '%': Math.trunc(m) % Math.trunc(n) }[operator as '-']
  }
  const verb = { '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided' }[operator as '+']
  throw new JqError(`${shown(a)} and ${shown(b)} cannot be ${verb}`)
}

const shown = (value: unknown) => `${kindOf(value)} (${JSON.stringify(value)})`

/** What the functions of jq need of the one who runs filters. */
export interface Engine {
  run: (filter: Filter, input: unknown, names: Names) => Generator<unknown>
  first: (filter: Filter, input: unknown, names: Names) => unknown
  paths: (filter: Filter, input: unknown, names: Names) => Generator<(string | number)[]>
  at: (value: unknown, path: (string | number)[]) => unknown
  replace: (value: unknown, path: (string | number)[], change: (old: unknown) => unknown) => unknown
}
