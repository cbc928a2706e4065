// ${parameter@operator}: values quoted, recased, described.
import { unescape } from './escape.ts'
import { expandPrompt } from './prompt.ts'
import { doubleQuoted, singleQuoted } from './quoting.ts'
import type { Shell } from './shell.ts'
import type { Variable } from './variables.ts'

interface Value {
  name: string
  list: string[]
  shape: 'one' | '@' | '*'
  isSet: boolean
}

export async function transform<V extends Value>(shell: Shell, value: V, letter: string): Promise<V> {
  const each = (change: (text: string) => string): V => ({ ...value, list: value.list.map(change) })
  const name = value.name.replace(/\[.*/s, '')
  switch (letter) {
    case 'Q':
      return each(singleQuoted)
    case 'U':
      return each((text) => text.toUpperCase())
    case 'u':
      return each((text) => text.slice(0, 1).toUpperCase() + text.slice(1))
    case 'L':
      return each((text) => text.toLowerCase())
    case 'E':
      return each((text) => unescape(text).text)
    case 'P':
      return { ...value, list: await Promise.all(value.list.map((text) => expandPrompt(shell, text))) }
    case 'a':
      return { ...value, list: value.isSet ? [flags(shell.variables.find(name))] : [] }
    case 'A':
      return { ...value, shape: 'one', list: [declaration(name, shell.variables.find(name))] }
    case 'K':
    case 'k': {
      const pairs = shell.variables.elements(name) ?? []
      return { ...value, list: [pairs.map(([key, text]) => `${key} ${doubleQuoted(text)}`).join(' ')] }
    }
    default:
      return value
  }
}

/** The letters of `declare` that a variable has. */
export function flags(variable: Variable | undefined): string {
  if (!variable) return ''
  const letters = [
    variable.array && 'a',
    variable.map && 'A',
    variable.integer && 'i',
    variable.reference && 'n',
    variable.readonly && 'r',
  ]
  return [
    ...letters,
    variable.letters === 'lower' && 'l',
    variable.exported && 'x',
    variable.letters === 'upper' && 'u',
  ]
    .filter(Boolean)
    .join('')
}

/** As `declare -p` writes it. */
export function declaration(name: string, variable: Variable | undefined): string {
  const head = `declare -${flags(variable) || '-'} ${name}`
  if (!variable) return head
  const entry = ([key, text]: [string | number, string]) => `[${key}]=${doubleQuoted(text)}`
  if (variable.map) return `${head}=(${[...variable.map].map((pair) => `${entry(pair)} `).join('')})`
  if (variable.array)
    return `${head}=(${[...variable.array]
      .sort(([a], [b]) => a - b)
      .map(entry)
      .join(' ')})`
  return variable.value === undefined ? head : `${head}=${doubleQuoted(variable.value)}`
}
