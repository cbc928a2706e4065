// history, fc, complete, compgen, compopt, bind.
import { type CompletionSpec, builtinActions } from '../completion.ts'
import { ShellError } from '../flow.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'

const history: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'canrwps', 'd')
  const { lines } = shell.history
  if (flags.has('c')) {
    lines.length = 0
    return 0
  }
  if (flags.has('d')) {
    const at = Number(flags.get('d'))
    const index = at < 0 ? lines.length + at : at - 1
    if (!(index >= 0 && index < lines.length)) throw new ShellError(`${flags.get('d')}: history position out of range`)
    lines.splice(index, 1)
    return 0
  }
  if (flags.has('s')) {
    shell.history.add(rest.join(' '), '')
    return 0
  }
  if (flags.size > 0) return fileHistory(shell, flags, rest[0])
  const count = rest[0] === undefined ? lines.length : Number(rest[0])
  if (Number.isNaN(count)) throw new ShellError(`${rest[0]}: numeric argument required`)
  const first = Math.max(0, lines.length - count)
  await shell.out(
    lines
      .slice(first)
      .map((line, i) => `${String(first + i + 1).padStart(5)}  ${line}\n`)
      .join(''),
  )
  return 0
}

function fileHistory(shell: Parameters<Builtin>[0], flags: Map<string, string>, file: string | undefined): number {
  const path = file ?? shell.variables.get('HISTFILE')
  if (path === undefined) return 1
  if (flags.has('w') || flags.has('a')) shell.process.writeFile(path, shell.history.dump())
  else if (shell.process.fs.exists(shell.process.path(path))) shell.history.load(shell.process.readText(path))
  return 0
}

const complete: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'abcdefgjksuvprDEI', 'oAGWFCXPS')
  const table = shell.completions
  if (flags.has('r')) {
    if (rest.length === 0) table.clear()
    for (const name of rest) table.delete(name)
    return 0
  }
  if (flags.has('p') || (flags.size === 0 && rest.length === 0)) {
    for (const [name, spec] of table) await shell.out(`complete ${spec.source} ${name}\n`)
    return 0
  }
  for (const name of rest) table.set(name, specOf(flags))
  return 0
}

function specOf(flags: Map<string, string>): CompletionSpec {
  const source = [...flags].map(([letter, value]) => (value === '' ? `-${letter}` : `-${letter} ${value}`)).join(' ')
  const actions = [...flags.keys()].filter((letter) => 'abcdefuv'.includes(letter))
  return {
    source,
    functionName: flags.get('F'),
    words: flags.get('W'),
    actions: [...actions, flags.get('A') ?? ''].filter(Boolean),
  }
}

const compgen: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'abcdefgjksuv', 'oAGWFCXPS')
  const found = await builtinActions(shell, specOf(flags), rest[0] ?? '')
  await shell.out(found.map((word) => `${flags.get('P') ?? ''}${word}${flags.get('S') ?? ''}\n`).join(''))
  return found.length > 0 ? 0 : 1
}

export const EDITING: BuiltinRows = [
  ['history', { run: history, bashOnly: true, ash: true }],
  ['complete', { run: complete, bashOnly: true }],
  ['compgen', { run: compgen, bashOnly: true }],
  ['compopt', { run: () => 0, bashOnly: true }],
  ['bind', { run: () => 0, bashOnly: true }],
]
