// ${parameter…}: values, lists, and every operator on them (bash(1), Parameter Expansion).
import type { WordPart } from 'unbash'
import type { Fields } from './fields.ts'
import { ShellError } from './flow.ts'
import type { Manner, ParameterPart } from './manner.ts'
import { patternSource } from './pattern.ts'
import { transform } from './transform.ts'
import type { Shell } from './shell.ts'
import { isName } from './variables.ts'
import { addResult, addWord, arithmetic, expandPattern, expandString } from './word.ts'

type Operation = NonNullable<Extract<WordPart, { type: 'ParameterExpansion' }>['operation']>

/** What a parameter is: one value, or with `@` and `*` a list. */
interface Value {
  name: string
  list: string[]
  shape: 'one' | '@' | '*'
  isSet: boolean
}

export async function expandParameter(
  shell: Shell,
  fields: Fields,
  part: ParameterPart,
  manner: Manner,
): Promise<void> {
  if (part.type === 'SimpleExpansion') {
    const value = lookUp(shell, part.text.slice(1))
    demandSet(shell, value)
    return addValue(shell, fields, value, manner)
  }
  const { operation, prefix } = part
  if (prefix === '!' && operation?.type === 'Names') {
    const names = shell.variables.names().filter((name) => name.startsWith(part.parameter))
    return addValue(shell, fields, { name: '', list: names, shape: operation.operator, isSet: true }, manner)
  }
  const subscript = part.index && (await subscriptOf(shell, part.parameter, part.index))
  if (prefix === '!' && (subscript === '@' || subscript === '*')) {
    const keys = (shell.variables.elements(part.parameter) ?? []).map(([key]) => key)
    return addValue(shell, fields, { name: part.parameter, list: keys, shape: subscript, isSet: true }, manner)
  }
  const value = prefix === '!' ? indirect(shell, part.parameter, subscript) : lookUp(shell, part.parameter, subscript)
  if (prefix === '#') {
    if (value.shape === 'one') demandSet(shell, value)
    const length = value.shape === 'one' ? [...(value.list[0] ?? '')].length : value.list.length
    return addResult(fields, String(length), manner)
  }
  if (operation?.type === 'Default') return applyDefault(shell, fields, value, operation, manner)
  if (operation?.type === 'Unknown') throw new ShellError(`${part.text}: bad substitution`, 1, true)
  demandSet(shell, value)
  addValue(shell, fields, operation ? await operate(shell, value, operation, manner) : value, manner)
}

async function subscriptOf(
  shell: Shell,
  name: string,
  word: Parameters<typeof expandString>[1] & object,
): Promise<string> {
  if (word.text === '@' || word.text === '*') return word.text
  return expandString(shell, word, shell.variables.find(name)?.map !== undefined && false)
}

/** The value of a parameter by name: positional, special, variable, element. */
function lookUp(shell: Shell, name: string, subscript?: string): Value {
  if (name === '@' || name === '*')
    return { name, list: shell.positional, shape: name, isSet: shell.positional.length > 0 }
  if (subscript === '@' || subscript === '*') {
    const elements = shell.variables.elements(name)
    return {
      name,
      list: (elements ?? []).map(([, value]) => value),
      shape: subscript,
      isSet: (elements?.length ?? 0) > 0,
    }
  }
  const found = subscript !== undefined ? shell.variables.element(name, subscript) : shell.parameter(name)
  const full = subscript === undefined ? name : `${name}[${subscript}]`
  return { name: full, list: found === undefined ? [] : [found], shape: 'one', isSet: found !== undefined }
}

/** `${!name}`: the parameter whose name `name` holds. */
function indirect(shell: Shell, name: string, subscript: string | undefined): Value {
  const target = lookUp(shell, name, subscript).list[0]
  if (target === undefined || target === '') throw new ShellError(`${name}: invalid indirect expansion`)
  const element = /^(\w+)\[(.*)\]$/s.exec(target)
  return element ? lookUp(shell, element[1]!, element[2]) : lookUp(shell, target)
}

function demandSet(shell: Shell, value: Value): void {
  if (value.isSet || !shell.options.nounset || value.shape !== 'one') return
  const name =
    shell.dialect.name === 'bash'
      ? `${/^\d/.test(value.name) ? '$' : ''}${value.name}: unbound variable`
      : `${value.name}: parameter not set`
  throw new ShellError(name, fatalStatus(shell), true)
}

/** Of an expansion that ends the shell. */
const fatalStatus = (shell: Shell) => (shell.dialect.name !== 'bash' ? 2 : shell.source.script ? 1 : 127)

function addValue(shell: Shell, fields: Fields, { list, shape }: Value, manner: Manner): void {
  if (shape === 'one') return addResult(fields, list[0] ?? '', manner)
  const separator = (shell.variables.get('IFS') ?? ' \t\n')[0] ?? ''
  if (shape === '*' && manner.quoted) return fields.add(list.join(separator), true)
  if (!manner.split) return fields.add(list.join(shape === '*' ? separator : ' '), manner.quoted)
  for (const [i, value] of list.entries()) {
    if (i > 0) fields.end()
    addResult(fields, value, manner)
  }
}

async function applyDefault(
  shell: Shell,
  fields: Fields,
  value: Value,
  { operator, operand }: Extract<Operation, { type: 'Default' }>,
  manner: Manner,
): Promise<void> {
  const missing = !value.isSet || (operator.startsWith(':') && value.list.join('') === '')
  const kind = operator.at(-1)
  if (kind === '+') return missing ? undefined : addWord(shell, fields, operand, manner)
  if (!missing) return addValue(shell, fields, value, manner)
  if (kind === '-') return addWord(shell, fields, operand, manner)
  const text = await expandString(shell, operand, manner.quoted)
  if (kind === '?') {
    const reason =
      text ||
      (operator === ':?'
        ? shell.dialect.name === 'dash'
          ? 'parameter not set or null'
          : 'parameter null or not set'
        : 'parameter not set')
    throw new ShellError(`${value.name}: ${reason}`, fatalStatus(shell), true)
  }
  const name = /^(\w+)(?:\[(.*)\])?$/s.exec(value.name)
  if (!name || !isName(name[1]!)) throw new ShellError(`$${value.name}: cannot assign in this way`, 1, true)
  shell.variables.set(name[1]!, text, { subscript: name[2] })
  addResult(fields, text, manner)
}

async function operate(shell: Shell, value: Value, operation: Operation, manner: Manner): Promise<Value> {
  const each = (change: (text: string) => string): Value => ({ ...value, list: value.list.map(change) })
  switch (operation.type) {
    case 'Remove': {
      const pattern = await expandPattern(shell, operation.operand)
      return each(remover(operation.operator, pattern))
    }
    case 'Replace':
      return each(await replacer(shell, operation, manner))
    case 'Slice':
      return slice(shell, value, operation)
    case 'CaseModification': {
      const pattern = operation.operand ? await expandPattern(shell, operation.operand) : '?'
      return each(recaser(operation.operator, pattern === '' ? '?' : pattern))
    }
    case 'Transform': {
      const letter = await expandString(shell, operation.operand)
      return transform(shell, value, letter)
    }
    default:
      throw new ShellError('bad substitution', 1, true)
  }
}

/** `#` and `%` take the shortest match away, doubled the longest. */
function remover(operator: string, pattern: string): (text: string) => string {
  const regexp = new RegExp(`^(?:${patternSource(pattern)})$`, 'u')
  const front = operator.startsWith('#')
  const longest = operator.length === 2
  return (text) => {
    for (let i = 0; i <= text.length; i++) {
      const length = longest ? text.length - i : i
      const part = front ? text.slice(0, length) : text.slice(text.length - length)
      if (regexp.test(part)) return front ? text.slice(length) : text.slice(0, text.length - length)
    }
    return text
  }
}

async function replacer(
  shell: Shell,
  { operator, pattern, replacement }: Extract<Operation, { type: 'Replace' }>,
  manner: Manner,
): Promise<(text: string) => string> {
  const source = patternSource(await expandPattern(shell, pattern))
  const to = await expandString(shell, replacement, manner.quoted && false)
  if (source === '') return (text) => (operator === '/#' ? to + text : operator === '/%' ? text + to : text)
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source
  const regexp = new RegExp(anchored, operator === '//' ? 'gu' : 'u')
  return (text) => text.replace(regexp, (matched) => (matched === '' && operator === '//' && text !== '' ? '' : to))
}

async function slice(
  shell: Shell,
  value: Value,
  { offset, length }: Extract<Operation, { type: 'Slice' }>,
): Promise<Value> {
  const from = await arithmetic(shell, offset.text)
  const count = length && (await arithmetic(shell, length.text))
  if (value.shape === 'one') return { ...value, list: [cut([...(value.list[0] ?? '')], from, count).join('')] }
  if (count !== undefined && count < 0) throw new ShellError(`${length!.text}: substring expression < 0`)
  if (value.name === '@' || value.name === '*') return { ...value, list: cut([shell.name, ...value.list], from, count) }
  const elements = shell.variables.elements(value.name) ?? []
  const first = from < 0 ? Number(elements.at(-1)?.[0] ?? 0) + 1 + from : from
  const indexed = shell.variables.find(value.name)?.array !== undefined
  const start = indexed ? elements.findIndex(([index]) => Number(index) >= first) : first
  return { ...value, list: start < 0 ? [] : cut(value.list, start, count) }
}

function cut<T>(items: T[], offset: number, length: number | undefined): T[] {
  const from = offset < 0 ? items.length + offset : offset
  if (from < 0) return []
  const to = length === undefined ? items.length : length < 0 ? items.length + length : from + length
  if (to < from) throw new ShellError(`${length}: substring expression < 0`)
  return items.slice(from, to)
}

function recaser(operator: string, pattern: string): (text: string) => string {
  const regexp = new RegExp(`^(?:${patternSource(pattern)})$`, 'u')
  const change = (char: string) =>
    !regexp.test(char) ? char : operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase()
  return (text) => {
    const chars = [...text]
    return chars.map((char, i) => (i === 0 || operator.length === 2 ? change(char) : char)).join('')
  }
}
