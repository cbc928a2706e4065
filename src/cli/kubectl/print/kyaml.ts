// KYAML: YAML in its flow form, every string in double quotes. https://kubernetes.io/docs/reference/encodings/kyaml/

/** One document, with its `---` line. */
export const toKyaml = (value: unknown): string => `---\n${flow(value, '')}\n`

function flow(value: unknown, indent: string): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return list(value as unknown[], indent)
  const record = value as Record<string, unknown>
  const keys = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
  if (keys.length === 0) return '{}'
  const inner = `${indent}  `
  return `{\n${keys.map((key) => `${inner}${plainKey(key)}: ${flow(record[key], inner)},\n`).join('')}${indent}}`
}

function list(items: unknown[], indent: string): string {
  if (items.length === 0) return '[]'
  if (items.every((item) => typeof item === 'object' && item !== null))
    return `[${items.map((item) => flow(item, indent)).join(', ')}]`
  const inner = `${indent}  `
  return `[\n${items.map((item) => `${inner}${flow(item, inner)},\n`).join('')}${indent}]`
}

const plainKey = (key: string) =>
  /^[A-Za-z_][\w./-]*$/.test(key) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(key) ? key : JSON.stringify(key)
