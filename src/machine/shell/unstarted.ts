// A program that could not be started: what is said about it.
import { text } from '../../kernel/bytes.ts'
import { programId } from '../../kernel/executable.ts'
import type { FsError } from '../fs/filesystem.ts'
import type { FunctionDefinition } from './parts.ts'
import type { Shell } from './shell.ts'
import { whereIs } from './search-path.ts'
import { canFork, waitForRoom } from './fork.ts'

/** Says why, and sets the status: 127 for what is not there, 126 for what cannot run. */
export async function notStarted(
  shell: Shell,
  argv: string[],
  error: FsError,
  callHandler: (definition: FunctionDefinition) => Promise<void>,
): Promise<void> {
  const name = argv[0]!
  const { process, dialect } = shell
  if (error.code === 'ENOEXEC' && (await runUnmarked(shell, argv))) return
  if (error.code === 'ENOENT' && !name.includes('/')) {
    const handler = shell.functions.get('command_not_found_handle')
    if (handler) return callHandler(handler)
    shell.status = 127
    return shell.complain(dialect.notFound(name))
  }
  shell.status = error.code === 'ENOENT' ? 127 : 126
  if (error.path !== name && error.path !== process.path(name) && error.code === 'ENOENT')
    return shell.complain(
      dialect.name === 'bash' ? `${name}: cannot execute: required file not found` : dialect.notFound(name),
    )
  const path = process.path(name)
  const directory = name.includes('/') && process.fs.exists(path) && process.fs.stat(path).type === 'directory'
  if (dialect.name !== 'bash')
    return shell.complain(error.code === 'ENOENT' ? dialect.notFound(name) : `${name}: ${error.message}`)
  if (error.code === 'ENOEXEC') return shell.complain(`${name}: cannot execute binary file: ${error.message}`)
  await shell.complain(`${name}: ${directory ? 'Is a directory' : error.message}`)
}

/** A file without `#!` that is text is a script for this shell. */
async function runUnmarked(shell: Shell, argv: string[]): Promise<boolean> {
  const { process } = shell
  const path = whereIs(shell, argv[0]!)[0]
  const content = path === undefined ? undefined : process.fs.read(process.path(path))
  if (!content || programId(content) !== undefined || content.head().subarray(0, 80).includes(0)) return false
  if (!canFork(shell)) await waitForRoom(shell)
  const child = shell.fork(async (sub) => {
    sub.name = path!
    sub.positional = argv.slice(1)
    await sub.interpreter.runText(sub, text(content.bytes()), { name: path!, script: true })
    return sub.status
  }, shell.jobs.groupFor(undefined))
  await shell.jobs.foreground([child], argv.join(' '))
  return true
}
