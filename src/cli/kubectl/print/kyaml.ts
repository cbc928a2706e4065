// KYAML: YAML in its flow form, every string in double quotes. https://kubernetes.io/docs/reference/encodings/kyaml/
import { structOrder } from './struct-order.ts'

/** One document, with its `---` line. `typed`: a Go struct, whose fields keep their order. */
export const toKyaml = (value: unknown, typed = false): string =>
  `---\n${flow(typed ? structOrder(value) : value, '', typed)}\n`

function flow(value: unknown, indent: string, typed: boolean): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return list(value as unknown[], indent, typed)
  const record = value as Record<string, unknown>
  const keys = Object.keys(record).filter((key) => record[key] !== undefined)
  if (!typed) keys.sort()
  if (keys.length === 0) return '{}'
  const inner = `${indent}  `
  return `{\n${keys.map((key) => `${inner}${plainKey(key)}: ${flow(record[key], inner, typed)},\n`).join('')}${indent}}`
}

function list(items: unknown[], indent: string, typed: boolean): string {
  if (items.length === 0) return '[]'
  if (items.every((item) => typeof item === 'object' && item !== null))
    return `[${items.map((item) => flow(item, indent, typed)).join(', ')}]`
  const inner = `${indent}  `
  return `[\n${items.map((item) => `${inner}${flow(item, inner, typed)},\n`).join('')}${indent}]`
}

const plainKey = (key: string) =>
  /^[A-Za-z_][\w./-]*$/.test(key) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(key) ? key : JSON.stringify(key)
