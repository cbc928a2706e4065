// YAML as Go's yaml.v3 writes it: two columns a level, quotes only where a reader would take the word for something else.

export function emitYaml(value: unknown): string {
  return block(value, 0)
}

function block(value: unknown, indent: number): string {
  const pad = ' '.repeat(indent)
  if (Array.isArray(value)) {
    return value
      .map((item) => {
        const text = node(item, indent + 2)
        return text.startsWith('\n') ? `${pad}- ${text.slice(1 + indent + 2)}` : `${pad}-${text}`
      })
      .join('')
  }
  return Object.entries(value as Record<string, unknown>)
    .map(([key, item]) => `${pad}${keyText(key)}:${node(item, indent + 2)}`)
    .join('')
}

/** What comes after the colon or the dash, with its line break. */
function node(value: unknown, indent: number): string {
  if (Array.isArray(value)) return value.length === 0 ? ' []\n' : `\n${block(value, indent)}`
  if (typeof value === 'object' && value !== null)
    return Object.keys(value).length === 0 ? ' {}\n' : `\n${block(value, indent)}`
  if (typeof value === 'string' && value.includes('\n')) return literal(value, indent)
  return ` ${scalar(value)}\n`
}

function literal(text: string, indent: number): string {
  const chomp = text.endsWith('\n\n') || text === '\n' ? '+' : text.endsWith('\n') ? '' : '-'
  const hint = /^[ \n]/.test(text) ? '2' : ''
  const lines = text.replace(/\n$/, '').split('\n')
  return ` |${hint}${chomp}\n${lines.map((line) => (line ? `${' '.repeat(indent)}${line}\n` : '\n')).join('')}`
}

const keyText = (key: string) => (needsDouble(key) ? JSON.stringify(key) : isPlain(key) ? key : single(key))

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'string') return String(value)
  if (needsDouble(value)) return JSON.stringify(value)
  return isPlain(value) ? value : single(value)
}

const single = (text: string) => `'${text.replaceAll("'", "''")}'`

const OLD_BOOLEAN = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/
const CONSTANT = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF)|<<)$/
const NUMBER = /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)$/
const BASE60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/

/** A reader would make something else of it, or it cannot stand in single quotes. */
const needsDouble = (text: string): boolean =>
  text === '' ||
  OLD_BOOLEAN.test(text) ||
  CONSTANT.test(text) ||
  NUMBER.test(text) ||
  BASE60.test(text) ||
  DATE.test(text) ||
  /[\u0000-\u0008\u000b-\u001f\u007f]|\t/.test(text)

/** No indicator of YAML where it would be taken for one. */
const isPlain = (text: string): boolean =>
  !/^[,[\]{}#&*!|>'"%@`]/.test(text) &&
  !/^(?:[-?:](?:\s|$)|---|\.\.\.)/.test(text) &&
  !/:(?:\s|$)/.test(text) &&
  !/\s#/.test(text) &&
  !/^\s|\s$/.test(text)
