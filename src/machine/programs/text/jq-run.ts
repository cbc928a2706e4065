// Runs a filter of jq: one value in, any number of values out.
import type { Filter } from './jq-parse.ts'
import { builtin } from './jq-functions.ts'
import { JqError, type Names, calculate, descend, index, items, slice, truthy, type Engine } from './jq-value.ts'

export function* run(filter: Filter, input: unknown, names: Names): Generator<unknown> {
  switch (filter.kind) {
    case 'identity':
      yield input
      return
    case 'empty':
      return
    case 'recurse':
      yield* descend(input)
      return
    case 'literal':
      yield filter.value
      return
    case 'variable':
      yield filter.name === 'ENV' || filter.name === '__loc__' ? names.get(filter.name) : lookUp(names, filter.name)
      return
    case 'pipe':
      for (const value of run(filter.left, input, names)) yield* run(filter.right, value, names)
      return
    case 'comma':
      yield* run(filter.left, input, names)
      yield* run(filter.right, input, names)
      return
    case 'index':
      for (const value of run(filter.of, input, names))
        for (const at of run(filter.at, input, names)) yield* quietly(filter.optional, () => [index(value, at)])
      return
    case 'slice':
      for (const value of run(filter.of, input, names))
        yield slice(value, filter.from && first(filter.from, input, names), filter.to && first(filter.to, input, names))
      return
    case 'each':
      for (const value of run(filter.of, input, names)) yield* quietly(filter.optional, () => items(value))
      return
    case 'negate':
      for (const value of run(filter.value, input, names)) yield -Number(value)
      return
    case 'array':
      yield filter.value ? [...run(filter.value, input, names)] : []
      return
    case 'object':
      yield* objects(filter.rows, input, names)
      return
    case 'if':
      for (const test of run(filter.test, input, names)) {
        if (truthy(test)) yield* run(filter.yes, input, names)
        else if (filter.no) yield* run(filter.no, input, names)
        else yield input
      }
      return
    case 'try':
      try {
        yield* run(filter.value, input, names)
      } catch (error) {
        if (!(error instanceof JqError)) throw error
        if (filter.handler) yield* run(filter.handler, error.value, names)
      }
      return
    case 'reduce': {
      let state: unknown = first(filter.start, input, names)
      for (const value of run(filter.source, input, names))
        state = first(filter.step, state, new Map([...names, [filter.name, value]]))
      yield state
      return
    }
    case 'bind':
      for (const value of run(filter.source, input, names))
        yield* run(filter.body, input, new Map([...names, [filter.name, value]]))
      return
    case 'binary':
      yield* binary(filter, input, names)
      return
    default:
      yield* builtin(ENGINE, filter, input, names)
  }
}

function lookUp(names: Names, name: string): unknown {
  if (!names.has(name)) throw new JqError(`$${name} is not defined`)
  return names.get(name)
}

export const first = (filter: Filter, input: unknown, names: Names): unknown =>
  run(filter, input, names).next().value ?? null

function* quietly(optional: boolean, make: () => unknown[]): Generator<unknown> {
  let values: unknown[] = []
  try {
    values = make()
  } catch (error) {
    if (!(error instanceof JqError) || !optional) throw error
  }
  yield* values
}

function* objects(
  rows: { key: Filter; value: Filter }[],
  input: unknown,
  names: Names,
): Generator<Record<string, unknown>> {
  const [row, ...rest] = rows
  if (!row) {
    yield {}
    return
  }
  for (const key of run(row.key, input, names)) {
    for (const value of run(row.value, input, names)) {
      for (const others of objects(rest, input, names)) yield { [String(key)]: value, ...others }
    }
  }
}

function* binary(filter: Filter & { kind: 'binary' }, input: unknown, names: Names): Generator<unknown> {
  const { operator, left, right } = filter
  if (operator === '//') {
    const good = [...quietlyAll(left, input, names)].filter(truthy)
    yield* good.length > 0 ? good : run(right, input, names)
    return
  }
  if (operator === 'and' || operator === 'or') {
    for (const a of run(left, input, names)) {
      if (truthy(a) === (operator === 'or')) yield operator === 'or'
      else for (const b of run(right, input, names)) yield truthy(b)
    }
    return
  }
  if (['=', '|=', '+=', '-=', '*=', '/='].includes(operator)) {
    yield assign(filter, input, names)
    return
  }
  for (const b of run(right, input, names)) for (const a of run(left, input, names)) yield calculate(operator, a, b)
}

function* quietlyAll(filter: Filter, input: unknown, names: Names): Generator<unknown> {
  try {
    yield* run(filter, input, names)
  } catch (error) {
    if (!(error instanceof JqError)) throw error
  }
}

type Path = (string | number)[]

/** The paths that a filter goes along, for assignments and del. */
export function* paths(filter: Filter, input: unknown, names: Names): Generator<Path> {
  if (filter.kind === 'identity') yield []
  else if (filter.kind === 'pipe')
    for (const path of paths(filter.left, input, names))
      for (const more of paths(filter.right, at(input, path), names)) yield [...path, ...more]
  else if (filter.kind === 'comma') {
    yield* paths(filter.left, input, names)
    yield* paths(filter.right, input, names)
  } else if (filter.kind === 'index')
    for (const path of paths(filter.of, input, names))
      for (const key of run(filter.at, input, names)) yield [...path, key as string]
  else if (filter.kind === 'each') {
    for (const path of paths(filter.of, input, names)) {
      const value = at(input, path)
      for (const key of Object.keys((value ?? {}) as object)) yield [...path, Array.isArray(value) ? Number(key) : key]
    }
  } else if (filter.kind === 'call' && filter.name === 'select') {
    if (truthy(first(filter.args[0]!, input, names))) yield []
  } else throw new JqError('Invalid path expression')
}

export const at = (value: unknown, path: Path): unknown => path.reduce<unknown>((each, key) => index(each, key), value)

/** The value with something else at the end of a path. */
export function replace(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  const copy: Record<string, unknown> | unknown[] =
    Array.isArray(value) || (value === null && typeof key === 'number')
      ? [...((value as unknown[] | null) ?? [])]
      : { ...(value as object) }
  ;(copy as Record<string, unknown>)[key] = replace(index(value, key), rest, change)
  return copy
}

function assign({ operator, left, right }: Filter & { kind: 'binary' }, input: unknown, names: Names): unknown {
  const given = operator === '|=' ? undefined : first(right, input, names)
  let out = input
  for (const path of [...paths(left, input, names)]) {
    out = replace(out, path, (old) =>
      operator === '|=' ? first(right, old, names) : operator === '=' ? given : calculate(operator[0]!, old, given),
    )
  }
  return out
}

const ENGINE: Engine = { run, first, paths, at, replace }
