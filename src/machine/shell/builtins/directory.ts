// cd, pwd, pushd, popd, dirs.
import { allows } from '../../access.ts'
import { FsError } from '../../fs/filesystem.ts'
import { joinPath } from '../../fs/path.ts'
import { ShellError } from '../flow.ts'
import type { Shell } from '../shell.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'

/** Moves to a directory. Throws ShellError worded as the shell's cd words it. */
function change(shell: Shell, target: string, shown: string, physical = false): void {
  const { process, variables, dialect } = shell
  try {
    const wanted = joinPath(process.cwd, target)
    const path = physical ? process.fs.realpath(wanted) : wanted
    const stat = process.fs.stat(path)
    if (stat.type !== 'directory') throw new FsError('ENOTDIR', path)
    if (!allows(process, stat, 'execute')) throw new FsError('EACCES', path)
    variables.set('OLDPWD', process.cwd)
    process.cwd = path
    variables.set('PWD', path)
    variables.declare('PWD', { exported: true })
    variables.declare('OLDPWD', { exported: true })
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ShellError(dialect.cannotChange(shown, error.message), dialect.name === 'dash' ? 2 : 1)
  }
}

const cd: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'LPe@')
  if (rest.length > 1 && shell.dialect.name === 'bash') throw new ShellError('too many arguments')
  const { variables } = shell
  const [target] = rest
  if (target === undefined) {
    const home = variables.get('HOME')
    if (home === undefined) throw new ShellError('HOME not set')
    if (home !== '') change(shell, home, home)
    return 0
  }
  if (target === '-') {
    const before = variables.get('OLDPWD')
    if (before === undefined) throw new ShellError('OLDPWD not set')
    change(shell, before, before)
    await shell.out(`${shell.process.cwd}\n`)
    return 0
  }
  const found = /^\.{0,2}\//.test(target) || /^\.\.?$/.test(target) ? undefined : searched(shell, target)
  change(shell, found ?? target, target, flags.has('P'))
  if (found !== undefined) await shell.out(`${shell.process.cwd}\n`)
  return 0
}

/** CDPATH */
function searched(shell: Shell, target: string): string | undefined {
  const { process } = shell
  for (const base of (shell.variables.get('CDPATH') ?? '').split(':')) {
    if (base === '' || base === '.') continue
    const path = joinPath(process.cwd, `${base}/${target}`)
    if (process.fs.exists(path) && process.fs.stat(path).type === 'directory') return path
  }
  return undefined
}

const pwd: Builtin = async (shell, args) => {
  const { flags } = letters(words(args), 'LP')
  const { process } = shell
  await shell.out(`${flags.has('P') ? process.fs.realpath(process.cwd) : process.cwd}\n`)
  return 0
}

const shortened = (shell: Shell, path: string) => {
  const home = shell.variables.get('HOME') ?? ''
  return home !== '' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path
}

async function showStack(shell: Shell): Promise<number> {
  const stack = [shell.process.cwd, ...shell.directories]
  await shell.out(`${stack.map((path) => shortened(shell, path)).join(' ')}\n`)
  return 0
}

const pushd: Builtin = async (shell, args) => {
  const [target] = words(args)
  const here = shell.process.cwd
  if (target === undefined) {
    const top = shell.directories.shift()
    if (top === undefined) throw new ShellError('no other directory')
    change(shell, top, top)
    shell.directories.unshift(here)
  } else if (/^[+-]\d+$/.test(target)) {
    const stack = [here, ...shell.directories]
    const count = Number(target.slice(1))
    const at = target.startsWith('+') ? count : stack.length - 1 - count
    if (at < 0 || at >= stack.length) throw new ShellError(`${target}: directory stack index out of range`)
    const turned = [...stack.slice(at), ...stack.slice(0, at)]
    change(shell, turned[0]!, turned[0]!)
    shell.directories = turned.slice(1)
  } else {
    change(shell, target, target)
    shell.directories.unshift(here)
  }
  return showStack(shell)
}

const popd: Builtin = async (shell, args) => {
  const [target] = words(args)
  const index = /^\+(\d+)$/.exec(target ?? '+0')
  if (shell.directories.length === 0) throw new ShellError('directory stack empty')
  const at = Number(index?.[1] ?? 0)
  if (at > shell.directories.length) throw new ShellError(`${target}: directory stack index out of range`)
  if (at > 0) shell.directories.splice(at - 1, 1)
  else {
    const top = shell.directories.shift()!
    change(shell, top, top)
  }
  return showStack(shell)
}

const dirs: Builtin = async (shell, args) => {
  const { flags } = letters(words(args), 'clpv')
  if (flags.has('c')) {
    shell.directories = []
    return 0
  }
  const stack = [shell.process.cwd, ...shell.directories].map((path) =>
    flags.has('l') ? path : shortened(shell, path),
  )
  if (flags.has('v')) await shell.out(stack.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join(''))
  else await shell.out(`${stack.join(flags.has('p') ? '\n' : ' ')}\n`)
  return 0
}

export const DIRECTORY: BuiltinRows = [
  ['cd', { run: cd }],
  ['pwd', { run: pwd }],
  ['pushd', { run: pushd, bashOnly: true }],
  ['popd', { run: popd, bashOnly: true }],
  ['dirs', { run: dirs, bashOnly: true }],
]
