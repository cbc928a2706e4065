// util.inspect and util.format of Node: how console.log shows values.
import type { Value } from './scope.ts'

const WIDTH = 72

export function inspect(value: Value, depth = 0, seen: readonly object[] = []): string {
  if (typeof value === 'string')
    return value.includes("'") && !value.includes('"')
      ? JSON.stringify(value)
      : `'${value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/'/g, "\\'")}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function')
    return /^class/.test(value.name)
      ? `[class ${value.name}]`
      : value.name
        ? `[Function: ${value.name}]`
        : '[Function (anonymous)]'
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : String(value)
  if (seen.includes(value)) return '[Circular *1]'
  if (value instanceof Error) return errorText(value, depth, seen)
  if (value instanceof RegExp) return String(value)
  if (value instanceof Date) return value.toISOString()
  const inner = [...seen, value]
  const name = Object.getPrototypeOf(value) === null ? '[Object: null prototype] ' : className(value)
  if (depth > 2) return Array.isArray(value) ? '[Array]' : `[${name.trim() || 'Object'}]`
  const show = (each: Value) => inspect(each, depth + 1, inner)
  if (value instanceof Uint8Array)
    return `<Buffer ${[...value.subarray(0, 50)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`
  if (value instanceof Map)
    return wrap(
      `Map(${value.size}) {`,
      [...value].map(([key, each]) => `${show(key)} => ${show(each)}`),
      '}',
      depth,
    )
  if (value instanceof Set) return wrap(`Set(${value.size}) {`, [...value].map(show), '}', depth)
  if (Array.isArray(value)) return wrap('[', value.slice(0, 100).map(show), ']', depth)
  const rows = Object.entries(value).map(
    ([key, each]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`}: ${show(each)}`,
  )
  return wrap(`${name}{`, rows, '}', depth)
}

/** Its stack, and what else stands on it. */
function errorText(error: Error, depth: number, seen: readonly object[]): string {
  const head = `${error.name}${error.message && `: ${error.message}`}`
  const stack =
    error.stack?.startsWith(head) && /^ {4}at /m.test(error.stack) && !/^ {4}at .*[)]$/m.test(error.stack)
      ? error.stack
      : head
  const rows = Object.entries(error)
    .filter(([key]) => key !== 'name' && key !== 'stack')
    .map(([key, value]) => `${'  '.repeat(depth + 1)}${key}: ${inspect(value, depth + 1, [...seen, error])}`)
  return rows.length > 0 ? `${stack} {\n${rows.join(',\n')}\n${'  '.repeat(depth)}}` : stack
}

function className(value: object): string {
  const { name } = (value.constructor ?? {}) as { name?: string }
  return name && name !== 'Object' && name !== 'Array' ? `${name} ` : ''
}

function wrap(open: string, rows: string[], close: string, depth: number): string {
  if (rows.length === 0) return `${open}${close}`
  const single = `${open} ${rows.join(', ')} ${close}`
  if (single.length + depth * 2 <= WIDTH && !single.includes('\n')) return single
  const indent = '  '.repeat(depth + 1)
  return `${open}\n${rows.map((row) => indent + row).join(',\n')}\n${'  '.repeat(depth)}${close}`
}

/** console.log's arguments as one line. */
export function format(values: readonly Value[]): string {
  const left = [...values]
  const out: string[] = []
  if (typeof left[0] === 'string') {
    const text = (left.shift() as string).replace(/%([sdifjoO%])/g, (whole, letter: string) => {
      if (letter === '%') return '%'
      if (left.length === 0) return whole
      const value = left.shift()
      if (letter === 's') return typeof value === 'string' ? value : inspect(value, 1)
      if (letter === 'd' || letter === 'f') return String(Number(value))
      if (letter === 'i') return String(Math.trunc(Number(value)))
      return letter === 'j' ? JSON.stringify(value) : inspect(value)
    })
    out.push(text)
  }
  for (const value of left) out.push(typeof value === 'string' ? value : inspect(value))
  return out.join(' ')
}
