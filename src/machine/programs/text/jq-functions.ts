// The functions and formats of jq.
import { base64, fromBase64, text, utf8 } from '../../../kernel/bytes.ts'
import type { Filter } from './jq-parse.ts'
import {
  JqError,
  type Names,
  calculate,
  compare,
  descend,
  index,
  items,
  kindOf,
  truthy,
  type Engine,
} from './jq-value.ts'

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

export function* builtin(engine: Engine, filter: Filter, input: unknown, names: Names): Generator<unknown> {
  if (filter.kind === 'format') yield format(filter.name, input)
  else if (filter.kind === 'text') {
    const parts = filter.parts.map((part) => {
      if (typeof part === 'string') return part
      const value = engine.first(part, input, names)
      return filter.format ? format(filter.format, value) : shown(value)
    })
    yield parts.join('')
  } else if (filter.kind === 'call') yield* call(engine, filter.name, filter.args, input, names)
}

function format(name: string, value: unknown): string {
  const row = (value ?? []) as unknown[]
  switch (name) {
    case '@csv':
      return row
        .map((cell) =>
          typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : cell === null ? '' : String(cell),
        )
        .join(',')
    case '@tsv':
      return row.map((cell) => (cell === null ? '' : String(cell).replaceAll('\t', '\\t'))).join('\t')
    case '@sh':
      return (Array.isArray(value) ? value : [value])
        .map((cell) => (typeof cell === 'string' ? `'${cell.replaceAll("'", "'\\''")}'` : String(cell)))
        .join(' ')
    case '@base64':
      return base64(utf8(shown(value)))
    case '@base64d':
      return text(fromBase64(shown(value)) ?? new Uint8Array(0))
    case '@uri':
      return encodeURIComponent(shown(value))
    case '@html':
      return shown(value).replace(
        /[&<>'"]/g,
        (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&quot;' })[char]!,
      )
    case '@json':
      return JSON.stringify(value)
    default:
      return shown(value)
  }
}

const list = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new JqError(`Cannot iterate over ${kindOf(value)}`)
  return value as unknown[]
}
const string = (value: unknown, name: string): string => {
  if (typeof value !== 'string')
    throw new JqError(`${kindOf(value)} (${JSON.stringify(value)}) cannot be ${name}, as it is not a string`)
  return value
}

function length(value: unknown): number {
  if (value === null) return 0
  if (typeof value === 'boolean') throw new JqError(`boolean (${value}) has no length`)
  if (typeof value === 'number') return Math.abs(value)
  return typeof value === 'string' ? [...value].length : Object.keys(value as object).length
}

function contains(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b)
  if (Array.isArray(a) && Array.isArray(b)) return b.every((each) => a.some((other) => contains(other, each)))
  if (kindOf(a) === 'object' && kindOf(b) === 'object')
    return Object.entries(b as object).every(([key, each]) => contains(index(a, key), each))
  return compare(a, b) === 0
}

const keysOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map((_, i) => i) : Object.keys((value ?? {}) as object).sort()

/** Functions without arguments: one value each. */
const SIMPLE: Record<string, (value: unknown) => unknown> = {
  not: (value) => !truthy(value),
  length,
  keys: keysOf,
  keys_unsorted: (value) => (Array.isArray(value) ? keysOf(value) : Object.keys(value as object)),
  values: (value) => value,
  type: kindOf,
  add: (value) => items(value).reduce((sum, each) => calculate('+', sum, each), null),
  any: (value) => items(value).some(truthy),
  all: (value) => items(value).every(truthy),
  sort: (value) => [...list(value)].sort(compare),
  unique: (value) =>
    [...list(value)].sort(compare).filter((each, i, all) => i === 0 || compare(all[i - 1], each) !== 0),
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : [...list(value ?? [])].reverse()),
  min: (value) => [...list(value)].sort(compare)[0] ?? null,
  max: (value) => [...list(value)].sort(compare).at(-1) ?? null,
  first: (value) => index(value, 0),
  last: (value) => index(value, -1),
  flatten: (value) => list(value).flat(Infinity),
  floor: (value) => Math.floor(Number(value)),
  ceil: (value) => Math.ceil(Number(value)),
  round: (value) => Math.round(Number(value)),
  sqrt: (value) => Math.sqrt(Number(value)),
  abs: (value) => Math.abs(Number(value)),
  tostring: shown,
  tonumber: (value) => {
    const number = Number(value)
    if (Number.isNaN(number))
      throw new JqError(`${kindOf(value)} (${JSON.stringify(value)}) cannot be parsed as a number`)
    return number
  },
  tojson: (value) => JSON.stringify(value),
  fromjson: (value) => JSON.parse(string(value, 'parsed')) as unknown,
  ascii_downcase: (value) => string(value, 'changed').toLowerCase(),
  ascii_upcase: (value) => string(value, 'changed').toUpperCase(),
  trim: (value) => string(value, 'trimmed').trim(),
  to_entries: (value) => Object.entries(value as object).map(([key, each]) => ({ key, value: each as unknown })),
  from_entries: (value) =>
    Object.fromEntries(
      list(value).map((each) => [
        String(index(each, 'key') ?? index(each, 'name') ?? index(each, 'k')),
        index(each, 'value') ?? index(each, 'v'),
      ]),
    ),
  todate: (value) => new Date(Number(value) * 1000).toISOString().replace('.000', ''),
  fromdate: (value) => Date.parse(String(value)) / 1000,
  fromdateiso8601: (value) => Date.parse(String(value)) / 1000,
  paths: (value) => value,
}

const by = (engine: Engine, args: Filter[], names: Names) => (a: unknown, b: unknown) =>
  compare([...engine.run(args[0]!, a, names)], [...engine.run(args[0]!, b, names)])

function grouped(engine: Engine, value: unknown, args: Filter[], names: Names): unknown[][] {
  const order = by(engine, args, names)
  const out: unknown[][] = []
  for (const each of [...list(value)].sort(order)) {
    const last = out.at(-1)
    if (last && order(last[0], each) === 0) last.push(each)
    else out.push([each])
  }
  return out
}

function* call(engine: Engine, name: string, args: Filter[], input: unknown, names: Names): Generator<unknown> {
  const value = (i: number) => engine.first(args[i]!, input, names)
  const simple = args.length === 0 ? SIMPLE[name] : undefined
  if (simple) {
    yield simple(input)
    return
  }
  switch (`${name}/${args.length}`) {
    case 'select/1':
      for (const test of engine.run(args[0]!, input, names)) if (truthy(test)) yield input
      return
    case 'map/1':
      yield items(input).flatMap((each) => [...engine.run(args[0]!, each, names)])
      return
    case 'map_values/1':
      yield Array.isArray(input)
        ? input.map((each) => engine.first(args[0]!, each, names))
        : Object.fromEntries(
            Object.entries(input as object).map(([key, each]) => [key, engine.first(args[0]!, each, names)]),
          )
      return
    case 'recurse/0':
      yield* descend(input)
      return
    case 'error/0':
    case 'error/1':
      throw new JqError(args.length > 0 ? value(0) : input)
    case 'env/0':
      yield names.get('ENV')
      return
    case 'now/0':
      yield names.get('now')
      return
    case 'range/1':
    case 'range/2': {
      const [from, to] = args.length === 1 ? [0, Number(value(0))] : [Number(value(0)), Number(value(1))]
      for (let i = from; i < to; i++) yield i
      return
    }
    case 'limit/2': {
      let left = Number(value(0))
      if (left <= 0) return
      for (const each of engine.run(args[1]!, input, names)) {
        yield each
        if (--left <= 0) return
      }
      return
    }
    case 'first/1':
      for (const each of engine.run(args[0]!, input, names)) {
        yield each
        return
      }
      return
    case 'path/1':
      yield* engine.paths(args[0]!, input, names)
      return
    case 'with_entries/1':
      yield SIMPLE.from_entries!(
        list(SIMPLE.to_entries!(input)).flatMap((each) => [...engine.run(args[0]!, each, names)]),
      )
      return
    default:
      yield one(engine, name, args, input, names)
  }
}

/** Functions with arguments that give one value. */
function one(engine: Engine, name: string, args: Filter[], input: unknown, names: Names): unknown {
  const value = (i: number) => engine.first(args[i]!, input, names)
  const pattern = (flags = '') =>
    new RegExp(String(value(0)), `${flags}${args[1] && name === 'test' ? String(value(1)).replace(/[^ix]/g, '') : ''}`)
  const functions: Record<string, () => unknown> = {
    has: () =>
      Array.isArray(input) ? Number(value(0)) < input.length : Object.hasOwn(input as object, String(value(0))),
    in: () => Object.hasOwn(value(0) as object, String(input)),
    contains: () => contains(input, value(0)),
    inside: () => contains(value(0), input),
    index: () =>
      typeof input === 'string'
        ? input.indexOf(String(value(0)))
        : list(input).findIndex((each) => compare(each, value(0)) === 0),
    startswith: () => string(input, 'tested').startsWith(String(value(0))),
    endswith: () => string(input, 'tested').endsWith(String(value(0))),
    ltrimstr: () =>
      typeof input === 'string' && input.startsWith(String(value(0))) ? input.slice(String(value(0)).length) : input,
    rtrimstr: () =>
      typeof input === 'string' && input.endsWith(String(value(0))) ? input.slice(0, -String(value(0)).length) : input,
    split: () => string(input, 'split').split(String(value(0))),
    join: () =>
      list(input)
        .map((each) => (each === null ? '' : shown(each)))
        .join(String(value(0))),
    test: () => pattern().test(string(input, 'matched')),
    sub: () => string(input, 'matched').replace(pattern(), String(value(1))),
    gsub: () => string(input, 'matched').replace(pattern('g'), String(value(1))),
    match: () => {
      const found = pattern().exec(string(input, 'matched'))
      return (
        found && {
          offset: found.index,
          length: found[0].length,
          string: found[0],
          captures: found.slice(1).map((each) => ({ string: each })),
        }
      )
    },
    capture: () => ({ ...pattern().exec(string(input, 'matched'))?.groups }),
    sort_by: () => [...list(input)].sort(by(engine, args, names)),
    group_by: () => grouped(engine, input, args, names),
    unique_by: () => grouped(engine, input, args, names).map(([each]) => each),
    min_by: () => [...list(input)].sort(by(engine, args, names))[0] ?? null,
    max_by: () => [...list(input)].sort(by(engine, args, names)).at(-1) ?? null,
    any: () => items(input).some((each) => truthy(engine.first(args[0]!, each, names))),
    all: () => items(input).every((each) => truthy(engine.first(args[0]!, each, names))),
    flatten: () => list(input).flat(Number(value(0))),
    nth: () => index(input, value(0)),
    getpath: () => engine.at(input, value(0) as string[]),
    setpath: () => engine.replace(input, value(0) as string[], () => value(1)),
    del: () =>
      [...engine.paths(args[0]!, input, names)]
        .reverse()
        .reduce<unknown>(
          (whole, path) => engine.replace(whole, path.slice(0, -1), (owner) => without(owner, path.at(-1)!)),
          input,
        ),
  }
  const found = functions[name]
  if (!found) throw new JqError(`${name}/${args.length} is not defined`)
  return found()
}

function without(owner: unknown, key: string | number): unknown {
  if (Array.isArray(owner)) return owner.filter((_, i) => i !== key)
  return Object.fromEntries(Object.entries((owner ?? {}) as object).filter(([name]) => name !== key))
}
