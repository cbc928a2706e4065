// type, command, builtin, hash, alias, unalias, enable, help, caller.
import { parse } from 'unbash'
import { print } from 'unbash/printer'
import { ShellError } from '../flow.ts'
import { singleQuoted } from '../quoting.ts'
import type { FunctionDefinition } from '../parts.ts'
import type { Shell } from '../shell.ts'
import { builtinOf, runArguments } from '../simple.ts'
import { whereIs } from '../search-path.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'

const KEYWORDS = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '),
)

/** As `type` and `declare -f` print it. */
export function printFunction(name: string, { node, source }: FunctionDefinition): string {
  const text = source.text.slice(node.pos, node.end)
  const body = text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'))
  const lines = print(parse(`f() {\n${body}\n}`))
    .trimEnd()
    .split('\n')
    .slice(1, -1)
  return `${name} () \n{ \n${lines
    .map((line) => `  ${line}`)
    .join('\n')
    .replace(/^ {4}/gm, '    ')}\n}\n`
}

const type: Builtin = async (shell, args, { name: called }) => {
  const { flags, rest } = letters(words(args), 'atpPf')
  let status = 0
  for (const name of rest) {
    const found = await meanings(shell, name, flags)
    if (found.length > 0) await shell.out(found.slice(0, flags.has('a') ? undefined : 1).join(''))
    else {
      status = shell.dialect.name === 'bash' ? 1 : 127
      if (flags.has('t') || flags.has('p') || flags.has('P')) continue
      if (shell.dialect.name === 'bash') await shell.complain(`${name}: not found`, called)
      else await shell.out(`${name}: not found\n`)
    }
  }
  return status
}

async function meanings(shell: Shell, name: string, flags: Map<string, string>): Promise<string[]> {
  const brief = flags.has('t')
  const onlyPath = flags.has('p') || flags.has('P')
  const out: string[] = []
  const say = (kind: string, sentence: string) => onlyPath || out.push(brief ? `${kind}\n` : sentence)
  const alias = shell.aliases.get(name)
  const definition = flags.has('f') ? undefined : shell.functions.get(name)
  const bash = shell.dialect.name === 'bash'
  if (alias !== undefined && shell.options.expand_aliases)
    say('alias', bash ? `${name} is aliased to \`${alias}'\n` : `${name} is an alias for ${alias}\n`)
  if (KEYWORDS.has(name)) say('keyword', `${name} is a shell keyword\n`)
  if (definition)
    say(
      'function',
      bash ? `${name} is a function\n${printFunction(name, definition)}` : `${name} is a shell function\n`,
    )
  if (builtinOf(shell, name)) say('builtin', `${name} is a shell builtin\n`)
  if (flags.has('p') && out.length === 0 && (alias ?? definition ?? builtinOf(shell, name))) return ['']
  for (const path of whereIs(shell, name)) out.push(brief ? 'file\n' : onlyPath ? `${path}\n` : `${name} is ${path}\n`)
  return out
}

const command: Builtin = async (shell, args, call) => {
  const { flags, rest } = letters(words(args), 'pvV')
  if (rest.length === 0) return 0
  if (flags.has('V')) return type(shell, rest, { ...call, name: 'command' })
  if (!flags.has('v')) {
    await runArguments(shell, rest, { last: call.last, text: call.text, only: 'command' })
    return shell.status
  }
  let status = 1
  for (const name of rest) {
    const alias = shell.aliases.get(name)
    const path = whereIs(shell, name)[0]
    const known =
      alias !== undefined && shell.options.expand_aliases
        ? `alias ${name}=${singleQuoted(alias)}`
        : isOurs(shell, name)
          ? name
          : path
    if (known !== undefined) status = 0
    if (known !== undefined) await shell.out(`${known}\n`)
    else if (shell.dialect.name === 'dash') status = 127
  }
  return status
}

const isOurs = (shell: Shell, name: string) =>
  shell.functions.has(name) || builtinOf(shell, name) !== undefined || KEYWORDS.has(name)

const builtin: Builtin = async (shell, args, call) => {
  const [name] = words(args)
  if (name === undefined) return 0
  const run = builtinOf(shell, name)
  if (!run) throw new ShellError(`${name}: not a shell builtin`)
  return run(shell, args.slice(1), { ...call, name })
}

const hash: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'rltd', 'p')
  if (rest.length === 0 && !flags.has('r')) await shell.out('hash: hash table empty\n')
  for (const name of rest)
    if (whereIs(shell, name).length === 0 && !isOurs(shell, name)) throw new ShellError(`${name}: not found`)
  return 0
}

const alias: Builtin = async (shell, args) => {
  const given = words(args).filter((word) => word !== '-p')
  const prefix = shell.dialect.name === 'bash' ? 'alias ' : ''
  const line = (name: string) => `${prefix}${name}=${singleQuoted(shell.aliases.get(name)!)}\n`
  if (given.length === 0) for (const name of [...shell.aliases.keys()].sort()) await shell.out(line(name))
  let status = 0
  for (const word of given) {
    const at = word.indexOf('=')
    if (at > 0) shell.aliases.set(word.slice(0, at), word.slice(at + 1))
    else if (shell.aliases.has(word)) await shell.out(line(word))
    else {
      status = 1
      if (shell.dialect.name === 'dash') await shell.err(`alias: ${word} not found\n`)
      else await shell.complain(`${word}: not found`, 'alias')
    }
  }
  return status
}

const unalias: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'a')
  if (flags.has('a')) shell.aliases.clear()
  let status = 0
  for (const name of rest) {
    if (shell.aliases.delete(name)) continue
    status = 1
    await shell.complain(`${name}: not found`, 'unalias')
  }
  return status
}

const enable: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'anps')
  for (const name of rest) {
    if (!shell.interpreter.builtins.has(name)) throw new ShellError(`${name}: not a shell builtin`)
    shell.options[`disabled:${name}`] = flags.has('n')
  }
  if (rest.length === 0)
    for (const name of [...shell.interpreter.builtins.keys()].sort()) await shell.out(`enable ${name}\n`)
  return 0
}

const help: Builtin = async (shell, args) => {
  const [name] = words(args)
  if (name === undefined) {
    await shell.out('GNU bash, version 5.2.21(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are built in:\n')
    await shell.out(`${[...shell.interpreter.builtins.keys()].sort().join(' ')}\n`)
    return 0
  }
  if (!shell.interpreter.builtins.has(name))
    throw new ShellError(`no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`)
  await shell.out(`${name}: a shell builtin. See bash(1), SHELL BUILTIN COMMANDS.\n`)
  return 0
}

const caller: Builtin = async (shell, args) => {
  const level = Number(words(args)[0] ?? 0)
  const call = shell.callStack.at(-1 - level)
  if (!call) return 1
  const outer = shell.callStack.at(-2 - level)
  await shell.out(
    args.length > 0 ? `${call.line} ${outer?.name ?? 'main'} ${call.source}\n` : `${call.line} ${call.source}\n`,
  )
  return 0
}

export const LOOKUP: BuiltinRows = [
  ['type', { run: type }],
  ['command', { run: command }],
  ['builtin', { run: builtin, bashOnly: true }],
  ['hash', { run: hash }],
  ['alias', { run: alias }],
  ['unalias', { run: unalias }],
  ['enable', { run: enable, bashOnly: true }],
  ['help', { run: help, bashOnly: true, ash: true }],
  ['caller', { run: caller, bashOnly: true }],
]
