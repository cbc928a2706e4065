// Redirections: < > >> >| <> >& <& &> &>> << <<- <<< (bash(1), REDIRECTION).
import type { Redirection } from 'unbash'
import { FsError } from '../fs/filesystem.ts'
import { openRead, openWrite } from '../open.ts'
import { type DescriptorTable, OpenFile, Returnable, copyTable, openText, releaseTable } from './descriptor.ts'
import { ShellError } from './flow.ts'
import type { Shell } from './shell.ts'
import { expandFields, expandParts, expandString } from './word.ts'

/** Runs something with redirected files, and puts the table back after it. */
export async function redirected<T>(
  shell: Shell,
  redirects: readonly Redirection[],
  run: () => Promise<T>,
): Promise<T> {
  if (redirects.length === 0) return run()
  const before = shell.fds
  shell.fds = await redirect(shell, redirects)
  try {
    return await run()
  } finally {
    releaseTable(shell.fds)
    shell.fds = before
  }
}

/** The table after the redirections: a copy. Throws ShellError when one fails. */
export async function redirect(shell: Shell, redirects: readonly Redirection[]): Promise<DescriptorTable> {
  const table = copyTable(shell.fds)
  try {
    for (const each of redirects) await apply(shell, table, each)
  } catch (error) {
    releaseTable(table)
    throw error
  }
  return table
}

function openFailure(shell: Shell, path: string, { message, code }: FsError, operator: string): string {
  if (shell.dialect.name === 'bash') return `${path}: ${message}`
  if (operator.includes('>') && shell.dialect.name === 'dash')
    return `cannot create ${path}: ${code === 'ENOENT' ? 'Directory nonexistent' : message}`
  if (operator.includes('>')) return `can't create ${path}: ${code === 'ENOENT' ? 'nonexistent directory' : message}`
  const reason = code === 'ENOENT' ? (shell.dialect.name === 'dash' ? 'No such file' : 'no such file') : message
  return shell.dialect.name === 'dash' ? `cannot open ${path}: ${reason}` : `can't open ${path}: ${reason}`
}

async function apply(shell: Shell, table: DescriptorTable, redirection: Redirection): Promise<void> {
  const { operator } = redirection
  const number = descriptorOf(shell, table, redirection)
  if (redirection.type === 'HereDoc') return replace(table, number, openText(await hereDocument(shell, redirection)))
  if (redirection.type === 'HereString')
    return replace(table, number, openText(`${await expandString(shell, redirection.target)}\n`))
  const targets = redirection.target ? await expandFields(shell, redirection.target) : []
  if (targets.length !== 1) throw new ShellError(`${redirection.target?.text ?? ''}: ambiguous redirect`)
  const target = targets[0]!
  if ((operator === '>&' || operator === '<&') && /^(\d+-?|-)$/.test(target)) return duplicate(table, number, target)
  try {
    open(shell, table, number, operator, target)
  } catch (error) {
    if (error instanceof FsError)
      throw new ShellError(openFailure(shell, target, error, operator), shell.dialect.name === 'dash' ? 2 : 1)
    throw error
  }
}

function open(shell: Shell, table: DescriptorTable, number: number, operator: string, target: string): void {
  if (target === '') throw new FsError('ENOENT', target)
  if (operator === '&>' || operator === '&>>' || operator === '>&') {
    const file = writing(shell, target, operator === '&>>')
    replace(table, 1, file)
    return replace(table, 2, file.retain())
  }
  replace(table, number, standing(table, target) ?? opened(shell, operator, target))
}

/** /dev/fd/3, /dev/stdout: what is open already. */
function standing(table: DescriptorTable, path: string): OpenFile | undefined {
  const match = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path)
  if (!match) return undefined
  return table.get(match[1] === undefined ? ['in', 'out', 'err'].indexOf(match[2]!) : Number(match[1]))?.retain()
}

function opened(shell: Shell, operator: string, path: string): OpenFile {
  if (operator === '<') return reading(shell, path)
  if (operator === '<>') {
    if (!shell.process.fs.exists(shell.process.path(path))) writing(shell, path, false).release()
    const [read, write] = [openRead(shell.process, path), openWrite(shell.process, path, { append: true })]
    return new OpenFile({ read, write }, () => write.close())
  }
  if (operator === '>' && shell.options.noclobber) demandNew(shell, path)
  return writing(shell, path, operator === '>>')
}

function demandNew(shell: Shell, path: string): void {
  const { fs } = shell.process
  const absolute = shell.process.path(path)
  if (fs.exists(absolute) && fs.stat(absolute).type === 'file')
    throw new ShellError(`${path}: cannot overwrite existing file`)
}

/** A terminal is passed on as it is, so that programs see that it is one. */
function reading(shell: Shell, path: string): OpenFile {
  const { tty } = shell
  if (tty && shell.process.fs.special(shell.process.path(path))?.device === 'tty')
    return new OpenFile({ read: tty, write: tty })
  const file = openRead(shell.process, path)
  return new OpenFile({ read: new Returnable(file) }, () => file.close())
}

function writing(shell: Shell, path: string, append: boolean): OpenFile {
  const { tty } = shell
  if (tty && shell.process.fs.special(shell.process.path(path))?.device === 'tty')
    return new OpenFile({ read: tty, write: tty })
  const file = openWrite(shell.process, path, { append })
  return new OpenFile({ write: file }, () => file.close())
}

function descriptorOf(shell: Shell, table: DescriptorTable, { descriptor, operator }: Redirection): number {
  if (descriptor?.type === 'FileDescriptor') return descriptor.value
  if (descriptor?.type !== 'FileDescriptorVariable') return operator.startsWith('<') ? 0 : 1
  const known = shell.variables.get(descriptor.name)
  let number = 10
  while (table.has(number)) number++
  if (operator.endsWith('&') && known !== undefined && table.has(Number(known))) return Number(known)
  shell.variables.set(descriptor.name, String(number))
  return number
}

/** `2>&1`, `3<&-`, `4>&3-`. */
function duplicate(table: DescriptorTable, number: number, target: string): void {
  if (target === '-') {
    table.get(number)?.release()
    table.delete(number)
    return
  }
  const from = Number.parseInt(target, 10)
  const file = table.get(from)
  if (!file) throw new ShellError(`${from}: Bad file descriptor`)
  if (from !== number) replace(table, number, file.retain())
  if (!target.endsWith('-') || from === number) return
  file.release()
  table.delete(from)
}

function replace(table: DescriptorTable, number: number, file: OpenFile): void {
  table.get(number)?.release()
  table.set(number, file)
}

async function hereDocument(
  shell: Shell,
  { body, delimiter, operator }: Extract<Redirection, { type: 'HereDoc' }>,
): Promise<string> {
  const quoted = delimiter?.quoted === true
  const text = quoted || !body.parts ? body.text : await expandParts(shell, untabbed(body.parts, operator))
  return operator === '<<-' && (quoted || !body.parts) ? text.replace(/^\t+/gm, '') : text
}

type Parts = NonNullable<Extract<Redirection, { type: 'HereDoc' }>['body']['parts']>

/** `<<-`: tabs at the beginnings of lines are not part of the text; those that come out of expansions are. */
function untabbed(parts: Parts, operator: string): Parts {
  if (operator !== '<<-') return parts
  return parts.map((part, i) => {
    if (part.type !== 'Literal') return part
    const inner = part.value.replace(/\n\t+/g, '\n')
    return { ...part, value: i === 0 ? inner.replace(/^\t+/, '') : inner }
  })
}
