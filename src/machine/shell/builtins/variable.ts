// export, readonly, declare, typeset, local, unset, let, shift, getopts.
import { ShellError } from '../flow.ts'
import { assign } from '../simple.ts'
import type { Shell } from '../shell.ts'
import { doubleQuoted, singleQuoted } from '../quoting.ts'
import { declaration } from '../transform.ts'
import { type Attributes, isName } from '../variables.ts'
import { printFunction } from './lookup.ts'
import { type Builtin, type BuiltinRows, declaredOf, letters, words } from './builtin.ts'
import type { Argument } from '../simple.ts'

const invalid = (name: string) => new ShellError(`\`${name}': not a valid identifier`)

/** `+x` letters take attributes away. */
function split(args: Argument[]): { on: Set<string>; off: Set<string>; rest: Argument[] } {
  const [on, off] = [new Set<string>(), new Set<string>()]
  let i = 0
  for (; i < args.length; i++) {
    const word = args[i]!
    if (word === '--') {
      i++
      break
    }
    if (typeof word !== 'string' || !/^[-+][a-zA-Z]+$/.test(word)) break
    for (const letter of word.slice(1)) {
      if (!'aAfFgiIlnprtux'.includes(letter)) throw new ShellError(`-${letter}: invalid option`, 2)
      ;(word.startsWith('-') ? on : off).add(letter)
    }
  }
  return { on, off, rest: args.slice(i) }
}

function attributesOf(on: Set<string>, off: Set<string>): Attributes {
  const attributes: Attributes = {}
  const keys = { x: 'exported', r: 'readonly', i: 'integer', n: 'reference' } as const
  for (const [letter, key] of Object.entries(keys)) {
    if (on.has(letter)) attributes[key] = true
    if (off.has(letter)) attributes[key] = false
  }
  if (on.has('u')) attributes.letters = 'upper'
  if (on.has('l')) attributes.letters = 'lower'
  return attributes
}

function declareAll(
  shell: Shell,
  args: Argument[],
  on: Set<string>,
  off: Set<string>,
  scope?: 'local' | 'global',
): number {
  const { readonly, ...attributes } = attributesOf(on, off)
  const kind = on.has('A') ? 'map' : on.has('a') ? 'array' : undefined
  for (const argument of args) {
    const declared = declaredOf(argument)
    const name = declared?.name ?? words([argument])[0]!.replace(/\[.*/, '')
    if (!isName(name)) throw invalid(declared ? words([argument])[0]! : name)
    const known = shell.variables.find(name)
    if (known?.readonly && declared && scope !== 'local') throw new ShellError(`${name}: readonly variable`)
    const variable = shell.variables.declare(
      name,
      attributes,
      scope,
      declared?.entries && !kind && !known?.map ? 'array' : kind,
    )
    if (scope === 'local' && !declared && !kind) variable.value = on.has('I') ? shell.variables.get(name) : undefined
    if (declared && on.has('n')) variable.value = declared.value
    else if (declared) assign(shell, declared)
    if (readonly !== undefined) variable.readonly = readonly
  }
  return 0
}

async function listDeclarations(shell: Shell, args: Argument[], wanted: (name: string) => boolean): Promise<number> {
  const names = args.length > 0 ? words(args) : shell.variables.names().filter(wanted)
  let status = 0
  for (const name of names) {
    const variable = shell.variables.find(name)
    if (variable) await shell.out(`${declaration(name, variable)}\n`)
    else {
      status = 1
      await shell.complain(`${name}: not found`, 'declare')
    }
  }
  return status
}

const declare: Builtin = async (shell, args) => {
  const { on, off, rest } = split(args)
  if (on.has('f') || on.has('F')) return declareFunctions(shell, words(rest), on.has('F'))
  const letterOf = [...on].filter((letter) => letter !== 'p')
  if (on.has('p') || (rest.length === 0 && on.size > 0))
    return listDeclarations(shell, rest, (name) =>
      letterOf.every((letter) => declaration(name, shell.variables.find(name)).split(' ')[1]!.includes(letter)),
    )
  if (rest.length === 0) return listAll(shell)
  const inFunction = shell.variables.depth > 0 && !on.has('g')
  return declareAll(shell, rest, on, off, inFunction ? 'local' : on.has('g') ? 'global' : undefined)
}

async function declareFunctions(shell: Shell, names: string[], brief: boolean): Promise<number> {
  let status = 0
  for (const name of names.length > 0 ? names : [...shell.functions.keys()].sort()) {
    const definition = shell.functions.get(name)
    if (!definition) status = 1
    else
      await shell.out(
        brief ? (names.length > 0 ? `${name}\n` : `declare -f ${name}\n`) : printFunction(name, definition),
      )
  }
  return status
}

export async function listAll(shell: Shell): Promise<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name)!
    if (variable.array || variable.map)
      await shell.out(`${declaration(name, variable).replace(/^declare -\S+ /, '')}\n`)
    else if (variable.value !== undefined) await shell.out(`${name}=${listedValue(shell, variable.value)}\n`)
  }
  return 0
}

const listedValue = (shell: Shell, value: string) =>
  shell.dialect.name === 'bash' && /^[\w@%+=:,./-]*$/.test(value)
    ? value
    : /[\n\t]/.test(value) && shell.dialect.name === 'bash'
      ? doubleQuoted(value)
      : singleQuoted(value)

const local: Builtin = (shell, args) => {
  if (shell.variables.depth === 0) throw new ShellError('can only be used in a function')
  const { on, off, rest } = split(args)
  return declareAll(shell, rest, on, off, 'local')
}

const exporting: Builtin = async (shell, args) => {
  const { on, off, rest } = split(args)
  if (rest.length === 0 || on.has('p')) {
    const line = (name: string) =>
      shell.dialect.name === 'bash'
        ? declaration(name, shell.variables.find(name))
        : `export ${name}=${singleQuoted(shell.variables.get(name) ?? '')}`
    for (const name of shell.variables.names())
      if (shell.variables.find(name)?.exported) await shell.out(`${line(name)}\n`)
    return 0
  }
  const [add, take] = on.has('n') ? [new Set<string>(), new Set(['x'])] : [new Set(['x']), off]
  return each(shell, rest, 'export', (argument) => declareAll(shell, [argument], add, take))
}

const readonly: Builtin = async (shell, args) => {
  const { on, off, rest } = split(args)
  if (rest.length === 0 || on.has('p'))
    return listDeclarations(shell, [], (name) => shell.variables.find(name)?.readonly === true)
  return each(shell, rest, 'readonly', (argument) => declareAll(shell, [argument], new Set([...on, 'r']), off))
}

/** Goes on with the rest after a name that is none. */
async function each(shell: Shell, args: Argument[], name: string, act: (argument: Argument) => void): Promise<number> {
  let status = 0
  for (const argument of args) {
    try {
      act(argument)
    } catch (error) {
      if (!(error instanceof ShellError)) throw error
      status = 1
      await shell.complain(error.message, name)
    }
  }
  return status
}

const unset: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'fvn')
  return each(shell, rest, 'unset', (argument) => {
    const name = words([argument])[0]!
    const element = /^(\w+)\[(.*)\]$/s.exec(name)
    if (flags.has('f')) return void shell.functions.delete(name)
    if (!element && !isName(name)) throw invalid(name)
    const target = flags.has('n') ? name : shell.variables.targetOf(element?.[1] ?? name)
    const known = shell.variables.find(target) !== undefined || shell.variables.computed.has(target)
    if (!known && !flags.has('v')) return void shell.functions.delete(name)
    const subscript = element?.[2] === '@' || element?.[2] === '*' ? undefined : element?.[2]
    if (!shell.variables.unset(target, subscript)) throw new ShellError(`${target}: cannot unset: readonly variable`)
  })
}

const letBuiltin: Builtin = (shell, args) => {
  if (args.length === 0) throw new ShellError('expression expected')
  let value = 0
  for (const expression of words(args)) value = shell.evaluate(expression)
  return value !== 0 ? 0 : 1
}

const shift: Builtin = (shell, args) => {
  const [word] = words(args)
  const count = Number(word ?? 1)
  if (!Number.isInteger(count)) throw new ShellError(`${word}: numeric argument required`)
  if (count < 0 || count > shell.positional.length) {
    if (shell.dialect.name === 'dash') throw new ShellError("can't shift that many", 2, true)
    return 1
  }
  shell.positional = shell.positional.slice(count)
  return 0
}

/** Where in a word of several letters `getopts` is. */
const places = new WeakMap<Shell, { index: number; letter: number }>()

const getopts: Builtin = async (shell, args) => {
  const [spec, name, ...rest] = words(args)
  if (spec === undefined || name === undefined) throw new ShellError('usage: getopts optstring name [arg ...]', 2)
  const silent = spec.startsWith(':')
  const given = rest.length > 0 ? rest : shell.positional
  const { variables } = shell
  let index = Number(variables.get('OPTIND') ?? 1)
  const place = places.get(shell)
  let letter = place?.index === index ? place.letter : 1
  const word = given[index - 1]
  const done = (next: number, at: number, value: string) => {
    places.set(shell, { index: next, letter: at })
    variables.set('OPTIND', String(next))
    variables.set(name, value)
  }
  if (word === undefined || !/^-./.test(word) || word === '--') {
    done(word === '--' ? index + 1 : index, 1, '?')
    return 1
  }
  const option = word[letter]!
  const at = spec.indexOf(option, silent ? 1 : 0)
  if (++letter >= word.length) {
    index++
    letter = 1
  }
  variables.unset('OPTARG')
  if (at < 0 || option === ':') {
    if (silent) variables.set('OPTARG', option)
    else await shell.err(`${shell.name}: illegal option -- ${option}\n`)
    done(index, letter, '?')
    return 0
  }
  if (spec[at + 1] !== ':') {
    done(index, letter, option)
    return 0
  }
  const value = letter > 1 ? word.slice(letter) : given[index - 1]
  if (value === undefined) {
    if (silent) variables.set('OPTARG', option)
    else await shell.err(`${shell.name}: option requires an argument -- ${option}\n`)
    done(index, 1, silent ? ':' : '?')
    return 0
  }
  variables.set('OPTARG', value)
  done(index + 1, 1, option)
  return 0
}

export const VARIABLE: BuiltinRows = [
  ['declare', { run: declare, bashOnly: true }],
  ['typeset', { run: declare, bashOnly: true }],
  ['local', { run: local }],
  ['export', { run: exporting }],
  ['readonly', { run: readonly }],
  ['unset', { run: unset }],
  ['let', { run: letBuiltin, bashOnly: true, ash: true }],
  ['shift', { run: shift }],
  ['getopts', { run: getopts }],
]
