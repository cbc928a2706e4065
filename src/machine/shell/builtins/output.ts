// echo and printf.
import { unescape } from '../escape.ts'
import { ShellError } from '../flow.ts'
import { format } from '../format.ts'
import { type Builtin, type BuiltinRows, words } from './builtin.ts'

const echo: Builtin = async (shell, args) => {
  const rest = words(args)
  const { name } = shell.dialect
  let newline = true
  let escapes = shell.dialect.echoEscapes || shell.options.xpg_echo
  while (rest.length > 0 && (name === 'dash' ? rest[0] === '-n' : /^-[neE]+$/.test(rest[0]!))) {
    for (const letter of rest.shift()!.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  const text = rest.join(' ')
  if (!escapes) {
    await shell.out(newline ? `${text}\n` : text)
    return 0
  }
  const { text: shown, stopped } = unescape(text, 'echo')
  await shell.out(newline && !stopped ? `${shown}\n` : shown)
  return 0
}

const printf: Builtin = async (shell, args, { name }) => {
  const rest = words(args)
  const variable = rest[0] === '-v' ? rest[1] : undefined
  if (variable !== undefined) rest.splice(0, 2)
  if (rest[0] === '--') rest.shift()
  const [template, ...values] = rest
  if (template === undefined) throw new ShellError('usage: printf [-v var] format [arguments]', 2)
  const { text, problems } = format(template, values, shell.process.kernel.clock.unix())
  for (const problem of problems) await shell.complain(problem, name)
  if (variable === undefined) await shell.out(text)
  else {
    const element = /^(\w+)\[(.*)\]$/s.exec(variable)
    shell.variables.set(element?.[1] ?? variable, text, { subscript: element?.[2] })
  }
  return problems.length > 0 ? 1 : 0
}

export const OUTPUT: BuiltinRows = [
  ['echo', { run: echo }],
  ['printf', { run: printf }],
]
