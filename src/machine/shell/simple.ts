// Simple commands: assignments, words, redirections, and then a function, a builtin or a program.
import type { Assignment, Command, Word } from 'unbash'
import { findExecutable } from '../exec.ts'
import { FsError } from '../fs/filesystem.ts'
import { type Declared, declaredFrom } from './assignment.ts'
import type { Builtin } from './builtins/builtin.ts'
import { copyTable, releaseTable, streamsOf } from './descriptor.ts'
import { LoopExit, Return, ShellError, ShellExit } from './flow.ts'
import { canFork, waitForRoom } from './fork.ts'
import { redirected } from './redirect.ts'
import type { FunctionDefinition } from './parts.ts'
import type { Shell } from './shell.ts'
import { notStarted } from './unstarted.ts'
import { quoted } from './quoting.ts'
import { runTrap } from './trap.ts'
import { expandFields, wordOf } from './word.ts'

/** Their arguments may be assignments, arrays too. */
const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias'])

export async function runSimple(shell: Shell, node: Command, last: boolean): Promise<void> {
  await shell.tick(0.02)
  try {
    await runTrap(shell, 'DEBUG')
    const words = await expansionOf(shell, () => expandArguments(shell, node))
    const assignments = node.prefix.filter((part) => part.type === 'Assignment')
    if (words.length === 0) return await assignOnly(shell, node, assignments)
    await runArguments(shell, words, { assignments, redirects: node.redirects, last, text: textOf(shell, node) })
  } catch (error) {
    if (!(error instanceof ShellError) || error.fatal) throw error
    shell.status = await shell.statusOf(error)
  } finally {
    closeTemporary(shell)
  }
}

const textOf = (shell: Shell, node: Command) => shell.source.text.slice(node.pos, node.end)

/** An expansion that fails ends a script given by -c or typed, and in a file the command. */
async function expansionOf<T>(shell: Shell, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ShellError)) throw error
    throw new ShellError(error.message, error.status, error.fatal || !shell.source.script)
  }
}

function closeTemporary(shell: Shell): void {
  for (const number of shell.temporaryFds.splice(0)) {
    shell.fds.get(number)?.release()
    shell.fds.delete(number)
    shell.process.fds.delete(number)
  }
}

export type Argument = string | Declared

async function expandArguments(shell: Shell, node: Command): Promise<Argument[]> {
  if (!node.name) return []
  shell.substitutionStatus = 0
  const out: Argument[] = await expandFields(shell, node.name)
  const declares = DECLARATIONS.has(node.name.text) && node.name.text !== 'alias'
  for (const argument of node.args) {
    if (argument.type === 'Word') out.push(...(await expandFields(shell, argument)))
    else if (declares) out.push(await declaredFrom(shell, argument))
    else out.push(...(await expandFields(shell, asWord(argument))))
  }
  return out
}

const asWord = (argument: Assignment): Word => wordOf(argument.text)

async function assignOnly(shell: Shell, node: Command, assignments: Assignment[]): Promise<void> {
  shell.substitutionStatus = 0
  await redirected(shell, node.redirects, async () => {})
  for (const assignment of assignments) {
    const declared = await expansionOf(shell, () => declaredFrom(shell, assignment))
    if (shell.options.xtrace) await trace(shell, assignmentText(declared))
    assign(shell, declared)
  }
  shell.status = shell.substitutionStatus
}

const assignmentText = ({ name, value, append }: Declared) =>
  `${name}${append ? '+' : ''}=${value === undefined ? '' : quotedWhereNeeded(value)}`

export function assign(shell: Shell, { name, value, entries, append, subscript }: Declared): void {
  if (entries) shell.variables.setArray(name, entries, append)
  else if (value !== undefined) shell.variables.set(name, value, { append, subscript })
  if (shell.options.allexport) shell.variables.declare(name, { exported: true })
}

async function trace(shell: Shell, line: string): Promise<void> {
  await shell.err(`${shell.variables.get('PS4') ?? '+ '}${line}\n`)
}

const quotedWhereNeeded = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : word === '' ? "''" : /['\n]/.test(word) ? quoted(word) : `'${word}'`

export interface Invocation {
  assignments?: Assignment[]
  redirects?: Command['redirects']
  /** Nothing comes after it in this process. */
  last?: boolean
  /** As job lists show it. */
  text?: string
  /** `command`: no functions. `builtin`: only builtins. */
  only?: 'command' | 'builtin'
}

const nameOf = (argument: Argument) => (typeof argument === 'string' ? argument : argument.source)

/** Runs words that are expanded already. */
export async function runArguments(shell: Shell, words: Argument[], how: Invocation): Promise<void> {
  const [name, ...args] = [nameOf(words[0]!), ...words.slice(1)]
  const { assignments = [], redirects = [] } = how
  const values: Declared[] = []
  for (const assignment of assignments) values.push(await expansionOf(shell, () => declaredFrom(shell, assignment)))
  if (shell.options.xtrace)
    await trace(
      shell,
      [...values.map(assignmentText), ...words.map((word) => quotedWhereNeeded(nameOf(word)))].join(' '),
    )
  const definition = how.only ? undefined : shell.functions.get(name)
  const builtin = definition ? undefined : builtinOf(shell, name)
  shell.lastArgument = nameOf(words.at(-1)!)
  if (definition)
    return redirected(shell, redirects, () =>
      withAssignments(shell, values, () => callFunction(shell, definition, name, args.map(nameOf))),
    )
  if (builtin) return runBuiltin(shell, builtin, name, args, values, how)
  const environment = shell.variables.environment()
  for (const { name: key, value } of values) environment[key] = value ?? ''
  await redirected(shell, redirects, () => runProgram(shell, [name, ...args.map(nameOf)], environment, how))
}

export function builtinOf(shell: Shell, name: string): Builtin | undefined {
  const entry = shell.interpreter.builtins.get(name)
  if (!entry || shell.options[`disabled:${name}`]) return undefined
  return entry.bashOnly && shell.dialect.name !== 'bash' && !(entry.ash && shell.dialect.name === 'ash')
    ? undefined
    : entry.run
}

async function withAssignments(shell: Shell, values: Declared[], run: () => Promise<void>): Promise<void> {
  if (values.length === 0) return run()
  shell.variables.push(false)
  try {
    for (const { name, value } of values) shell.variables.assignHere(name, value ?? '')
    await run()
  } finally {
    shell.variables.pop()
  }
}

/** `exec` keeps its redirections. */
async function runBuiltin(
  shell: Shell,
  builtin: Builtin,
  name: string,
  args: Argument[],
  values: Declared[],
  how: Invocation,
): Promise<void> {
  const run = async () => {
    try {
      shell.status = await builtin(shell, args, { ...how, name })
    } catch (error) {
      if (!(error instanceof ShellError) || (error.fatal && shell.dialect.name === 'bash')) throw error
      shell.status = error.status
      await shell.complain(error.message, name)
      if (error.fatal && !shell.interactive) throw new ShellExit(error.status)
    }
  }
  if (name === 'exec') return withAssignments(shell, values, run)
  await redirected(shell, how.redirects ?? [], () => withAssignments(shell, values, run))
}

export async function callFunction(
  shell: Shell,
  { node, source }: FunctionDefinition,
  name: string,
  args: string[],
): Promise<void> {
  const [positional, before, line, loops] = [shell.positional, shell.source, shell.line, shell.loopDepth]
  if (shell.callStack.length > 1000)
    throw new ShellError(`${name}: maximum function nesting level exceeded (1000)`, 1, true)
  shell.callStack.push({ name, line, source: before.script ? before.name : 'main' })
  shell.variables.push(true)
  Object.assign(shell, { positional: args, source, loopDepth: 0 })
  try {
    const { body } = node
    if (body.type !== 'CompoundList') await shell.interpreter.runCommand(shell, body)
  } catch (error) {
    if (error instanceof Return) shell.status = error.status
    else if (!(error instanceof LoopExit)) throw error
  } finally {
    await runTrap(shell, 'RETURN')
    shell.variables.pop()
    shell.callStack.pop()
    Object.assign(shell, { positional, source: before, line, loopDepth: loops })
  }
}

async function runProgram(
  shell: Shell,
  argv: string[],
  environment: Record<string, string>,
  how: Invocation,
): Promise<void> {
  await shell.tick(1)
  if (shell.dialect.name === 'bash') environment._ = whereIs(shell, argv[0]!)
  try {
    if (how.last && shell.traps.size === 0 && !shell.interactive) return await replaceProcess(shell, argv, environment)
    if (!canFork(shell)) await waitForRoom(shell)
    const held = copyTable(shell.fds)
    try {
      const { process, tty } = shell
      const group = shell.jobs.groupFor(undefined)
      const child = process.spawn(argv, { env: environment, cwd: process.cwd, tty, ...streamsOf(held), ...group })
      void child.exited.then(() => releaseTable(held))
      await shell.jobs.foreground([child], how.text ?? argv.join(' '))
    } catch (error) {
      if (error instanceof FsError) releaseTable(held)
      throw error
    }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await notStarted(shell, argv, error, (definition) =>
      callFunction(shell, definition, 'command_not_found_handle', argv),
    )
  }
}

/** The file that a command word means, for `$_` of the command; the word itself when there is none. */
function whereIs({ process, variables }: Shell, word: string): string {
  try {
    return findExecutable(process.fs, process.cwd, variables.get('PATH'), word, process.user)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return word
  }
}

/** execve(2) in this very process. Throws FsError while it has not happened. */
export async function replaceProcess(shell: Shell, argv: string[], environment: Record<string, string>): Promise<void> {
  const { process } = shell
  const { stdin, stdout, stderr, fds } = streamsOf(shell.fds)
  const before = { ...process.streams }
  Object.assign(process.streams, { stdin, stdout, stderr })
  try {
    process.fds.clear()
    for (const [number, ends] of fds) process.fds.set(number, ends)
    shell.status = await process.machine.exec(process, argv, environment)
  } catch (error) {
    if (error instanceof FsError && process.argv !== argv) Object.assign(process.streams, before)
    throw error
  }
}
