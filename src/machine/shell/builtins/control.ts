// break, continue, return, exit, eval, source, exec, trap and the constants :, true, false.
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { openRead } from '../../open.ts'
import { FsError } from '../../fs/filesystem.ts'
import { SIGNALS } from '../../signal.ts'
import { LoopExit, Return, ShellError, ShellExit } from '../flow.ts'
import { singleQuoted } from '../quoting.ts'
import { redirect } from '../redirect.ts'
import { releaseTable } from '../descriptor.ts'
import type { Shell } from '../shell.ts'
import { replaceProcess } from '../simple.ts'
import { whereIs } from '../search-path.ts'
import { setTrap, trapName } from '../trap.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'

const leave =
  (kind: 'break' | 'continue'): Builtin =>
  async (shell, args) => {
    const [word] = words(args)
    if (shell.loopDepth === 0) {
      if (shell.dialect.name === 'bash')
        await shell.complain("only meaningful in a `for', `while', or `until' loop", kind)
      return 0
    }
    const levels = Number(word ?? 1)
    if (!Number.isInteger(levels)) throw new ShellError(`${word}: numeric argument required`, 128, true)
    if (levels < 1) throw new ShellError(`${word}: loop count out of range`)
    throw new LoopExit(kind, levels)
  }

async function statusFrom(shell: Shell, word: string | undefined, name: string): Promise<number> {
  if (word === undefined) return shell.status
  if (/^-?\d+$/.test(word)) return Number(word) & 255
  await shell.complain(
    shell.dialect.name === 'dash' ? `Illegal number: ${word}` : `${word}: numeric argument required`,
    name,
  )
  return 2
}

const returning: Builtin = async (shell, args, { name }) => {
  const [word] = words(args)
  if (shell.callStack.length === 0 && !shell.source.script && shell.dialect.name === 'bash' && !sourcing.has(shell))
    throw new ShellError("can only `return' from a function or sourced script", 2)
  throw new Return(await statusFrom(shell, word, name))
}

/** Shells that have been told once about their stopped jobs. */
const warned = new WeakSet<Shell>()

const exiting: Builtin = async (shell, args, { name }) => {
  const [word] = words(args)
  if (shell.interactive && shell.dialect.name === 'bash') await shell.err(shell.login ? 'logout\n' : 'exit\n')
  const status = await statusFrom(shell, word, name)
  if (shell.interactive && shell.jobs.list.some((job) => job.state === 'stopped') && !warned.has(shell)) {
    warned.add(shell)
    await shell.err('There are stopped jobs.\n')
    return 1
  }
  throw new ShellExit(status)
}

const evaluating: Builtin = async (shell, args) => {
  const source = words(args).join(' ')
  shell.status = 0
  await shell.interpreter.runText(shell, source, { name: shell.name, inherit: true, label: 'eval' })
  return shell.status
}

/** Shells that are in a sourced file, and how deep. */
const sourcing = new WeakMap<Shell, number>()

const sourceFile: Builtin = async (shell, args, { name }) => {
  const [file, ...rest] = words(args)
  if (file === undefined) throw new ShellError('filename argument required\n.: usage: . filename [arguments]', 2)
  return runFile(shell, file, rest, name)
}

/** Runs a file in this shell: `.`, and the startup files. */
export async function runFile(shell: Shell, file: string, args: string[] = [], command = '.'): Promise<number> {
  const { process, dialect } = shell
  const path = file.includes('/') ? file : (whereIs(shell, file)[0] ?? file)
  let content: string
  try {
    content = text(await readAll(openRead(process, path)))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (dialect.name === 'bash') {
      await shell.complain(
        error.code === 'EISDIR' ? `${command}: ${file}: is a directory` : `${file}: ${error.message}`,
      )
      return 1
    }
    throw new ShellError(
      dialect.name === 'dash' ? `cannot open ${file}: No such file` : `can't open '${file}': ${error.message}`,
      2,
      !shell.interactive,
    )
  }
  const positional = shell.positional
  if (args.length > 0) shell.positional = args
  sourcing.set(shell, (sourcing.get(shell) ?? 0) + 1)
  shell.status = 0
  try {
    await shell.interpreter.runText(shell, content, { name: path, script: true })
  } catch (error) {
    if (!(error instanceof Return)) throw error
    shell.status = error.status
  } finally {
    if (args.length > 0) shell.positional = positional
    const depth = sourcing.get(shell)! - 1
    if (depth > 0) sourcing.set(shell, depth)
    else sourcing.delete(shell)
  }
  return shell.status
}

const executing: Builtin = async (shell, args, call) => {
  const table = await redirect(shell, call.redirects ?? [])
  const { flags, rest } = letters(words(args), 'cl', 'a')
  releaseTable(shell.fds)
  shell.fds = table
  if (rest.length === 0) return 0
  const environment = flags.has('c') ? {} : shell.variables.environment()
  try {
    await replaceProcess(shell, rest, environment)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const missing = error.code === 'ENOENT'
    const reason = missing && !rest[0]!.includes('/') ? 'not found' : error.message
    await shell.complain(
      shell.dialect.name === 'bash' ? `${rest[0]}: ${reason}` : `${rest[0]}: ${missing ? 'not found' : error.message}`,
      reason === 'not found' || shell.dialect.name !== 'bash' ? 'exec' : undefined,
    )
    if (shell.interactive || shell.options.execfail) return missing ? 127 : 126
    throw new ShellExit(missing ? 127 : 126)
  }
  throw new ShellExit(shell.status)
}

const trap: Builtin = async (shell, args) => {
  const given = words(args)
  if (given[0] === '--') given.shift()
  if (given[0] === '-l') {
    await shell.out(signalTable())
    return 0
  }
  if (given.length === 0 || given[0] === '-p') {
    const wanted = given.slice(1).map(trapName)
    for (const [name, action] of shell.traps)
      if (wanted.length === 0 || wanted.includes(name))
        await shell.out(
          `trap -- ${singleQuoted(action)} ${name in SIGNALS && shell.dialect.name === 'bash' ? 'SIG' : ''}${name}\n`,
        )
    return 0
  }
  const [action, ...names] = given.length === 1 ? [undefined, ...given] : given
  let status = 0
  for (const word of names) {
    const name = trapName(word!)
    if (name === undefined) {
      await shell.complain(`${word}: invalid signal specification`, 'trap')
      status = 1
    } else setTrap(shell, name, action === undefined || action === '-' ? undefined : action)
  }
  return status
}

/** `trap -l`, `kill -l`. */
export function signalTable(): string {
  const cells = Object.entries(SIGNALS).map(([name, number]) => `${String(number).padStart(2)}) SIG${name}`)
  return cells.map((cell, i) => cell + (i % 5 === 4 || i === cells.length - 1 ? '\n' : '\t')).join('')
}

export const CONTROL: BuiltinRows = [
  [':', { run: () => 0 }],
  ['true', { run: () => 0 }],
  ['false', { run: () => 1 }],
  ['break', { run: leave('break') }],
  ['continue', { run: leave('continue') }],
  ['return', { run: returning }],
  ['exit', { run: exiting }],
  ['logout', { run: exiting, bashOnly: true }],
  ['eval', { run: evaluating }],
  ['.', { run: sourceFile }],
  ['source', { run: sourceFile, bashOnly: true, ash: true }],
  ['exec', { run: executing }],
  ['trap', { run: trap }],
]
