// Names that may be completed: commands, files, variables, users.
import { type FileSystem, FsError } from '../fs/filesystem.ts'
import { joinPath } from '../fs/path.ts'
import type { Shell } from './shell.ts'
import { builtinOf } from './simple.ts'
import { homeOf } from './word.ts'

const KEYWORDS = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'select',
  'while',
  'until',
  'do',
  'done',
  'in',
  'function',
  'time',
]

export function commandNames(shell: Shell, typed: string): string[] {
  const names = new Set([...KEYWORDS, ...shell.aliases.keys(), ...shell.functions.keys()])
  for (const name of shell.interpreter.builtins.keys()) if (builtinOf(shell, name)) names.add(name)
  const { fs } = shell.process
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const path = shell.process.path(directory || '.')
    for (const name of listing(fs, path))
      if (name.startsWith(typed) && isExecutable(fs, `${path}/${name}`)) names.add(name)
  }
  return [...names].filter((name) => name.startsWith(typed)).sort()
}

/** Paths spelled as typed; directories end in a slash. */
export function fileNames(shell: Shell, typed: string, kind?: 'directory' | 'executable'): string[] {
  const { fs, cwd } = shell.process
  const slash = typed.lastIndexOf('/') + 1
  const [base, start] = [typed.slice(0, slash), typed.slice(slash)]
  const tilde = /^~([^/]*)\//.exec(base)
  const place = tilde ? (homeOf(shell, tilde[1]!) ?? tilde[0]) + base.slice(tilde[0].length - 1) : base
  const directory = joinPath(cwd, place || '.')
  const out: string[] = []
  for (const name of listing(fs, directory)) {
    if (!name.startsWith(start) || (name.startsWith('.') && !start.startsWith('.'))) continue
    const path = joinPath(directory, name)
    const isDirectory = fs.exists(path) && fs.stat(path).type === 'directory'
    if (isDirectory) out.push(`${base}${name}/`)
    else if (kind !== 'directory' && (kind !== 'executable' || isExecutable(fs, path))) out.push(base + name)
  }
  return out
}

export const variableNames = (shell: Shell, typed: string): string[] =>
  [...new Set([...shell.variables.names(), ...shell.variables.computed.keys()])]
    .filter((name) => name.startsWith(typed) && /^\w+$/.test(name))
    .sort()

export const userNames = (shell: Shell, typed: string): string[] =>
  shell
    .accounts()
    .map(({ name }) => `~${name}`)
    .filter((name) => name.startsWith(typed))

function isExecutable(fs: FileSystem, path: string): boolean {
  if (!fs.exists(path)) return false
  const stat = fs.stat(path)
  return stat.type === 'file' && (stat.mode & 0o111) !== 0
}

function listing(fs: FileSystem, path: string): string[] {
  try {
    return fs.list(path)
  } catch (error) {
    if (error instanceof FsError) return []
    throw error
  }
}
