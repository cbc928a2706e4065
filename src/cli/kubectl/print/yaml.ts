// YAML as sigs.k8s.io/yaml writes it: keys sorted, lists at their key's own indentation, strings quoted only where they must be.

type Value = unknown

/** Ends with a newline. */
export function toYaml(value: Value): string {
  if (isScalar(value)) return `${scalar(value, '')}\n`
  return `${block(value, '')}\n`
}

const isScalar = (value: Value): boolean =>
  value === null ||
  typeof value !== 'object' ||
  (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0)

function block(value: Value, indent: string): string {
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${entry(item, `${indent}  `)}`).join('\n')
  const record = value as Record<string, Value>
  return Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${indent}${scalarText(key)}:${after(record[key], indent)}`)
    .join('\n')
}

/** What stands after `- `: the first line on the same line, the rest indented. */
const entry = (item: Value, indent: string): string =>
  isScalar(item) ? scalar(item, indent) : block(item, indent).slice(indent.length)

function after(value: Value, indent: string): string {
  if (isScalar(value)) return ` ${scalar(value, `${indent}  `)}`
  return `\n${block(value, Array.isArray(value) ? indent : `${indent}  `)}`
}

function scalar(value: Value, indent: string): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return '[]'
  if (typeof value === 'object') return '{}'
  if (typeof value !== 'string') return String(value)
  if (value.includes('\n') && !/^[\s]/.test(value) && !/[\x00-\x08\x0b-\x1f\x7f]/.test(value))
    return literal(value, indent)
  return scalarText(value)
}

function literal(value: string, indent: string): string {
  const chomp = value.endsWith('\n') ? (value.endsWith('\n\n') ? '+' : '') : '-'
  const lines = value.replace(/\n$/, '').split('\n')
  return `|${chomp}\n${lines.map((line) => (line ? indent + line : '')).join('\n')}`
}

/** Words that YAML 1.1 reads as something else than text. */
const RESOLVED =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]*|[0-9][0-9_]*)|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|<<|=)$/

export function scalarText(value: string): string {
  if (value === '' || RESOLVED.test(value)) return JSON.stringify(value)
  if (/[\x00-\x1f\x7f]/.test(value)) return JSON.stringify(value)
  if (mustQuote(value)) return `'${value.replaceAll("'", "''")}'`
  return value
}

const mustQuote = (value: string): boolean =>
  /^[\s]|[\s]$/.test(value) ||
  /^[-?:](?:\s|$)/.test(value) ||
  /^[,[\]{}#&*!|>'"%@`]/.test(value) ||
  /:(?:\s|$)|\s#/.test(value) ||
  /^(?:---|\.\.\.)/.test(value)
