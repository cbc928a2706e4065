// PATH: the files that a command word may mean.
import type { Shell } from './shell.ts'

/** The files that a word may mean, in the order of PATH. */
export function whereIs(shell: Shell, word: string): string[] {
  const { process, variables } = shell
  const isProgram = (path: string) => {
    if (!process.fs.exists(path)) return false
    const stat = process.fs.stat(path)
    return stat.type === 'file' && (stat.mode & 0o111) !== 0
  }
  if (word.includes('/')) return isProgram(process.path(word)) ? [word] : []
  const directories = (variables.get('PATH') ?? '').split(':')
  return directories.map((directory) => `${directory || '.'}/${word}`).filter((path) => isProgram(process.path(path)))
}
