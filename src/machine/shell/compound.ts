// Compound commands: if, loops, case, select, groups, subshells, (( )), [[ ]], functions (bash(1), Compound Commands).
import type { Case, CommandNode, Statement } from 'unbash'
import { testCondition } from './condition.ts'
import { LoopExit, ShellError } from './flow.ts'
import { canFork, waitForRoom } from './fork.ts'
import { readLine } from './input.ts'
import { patternRegExp } from './pattern.ts'
import { redirected } from './redirect.ts'
import type { Shell } from './shell.ts'
import { inSubshell, sheltered } from './shelter.ts'
import { arithmetic, expandPattern, expandString, expandWords } from './word.ts'

type Compound = Exclude<CommandNode, { type: 'Command' }>
type Of<T extends Compound['type']> = Extract<Compound, { type: T }>
interface List {
  commands: readonly Statement[]
}

export async function runCompound(shell: Shell, node: Compound, last: boolean): Promise<void> {
  switch (node.type) {
    case 'Redirected':
      return redirected(shell, node.redirects, () => shell.interpreter.runCommand(shell, node.command))
    case 'BraceGroup':
      return shell.interpreter.runList(shell, node.body, last)
    case 'Subshell':
      return runSubshell(shell, node)
    case 'If':
      return runIf(shell, node, last)
    case 'While':
      return loop(shell, node.body, async () => (await holds(shell, node.clause)) === (node.kind === 'while'))
    case 'For':
      return runFor(shell, node)
    case 'ArithmeticFor':
      return runArithmeticFor(shell, node)
    case 'Select':
      return runSelect(shell, node)
    case 'Case':
      return runCase(shell, node, last)
    case 'TestCommand':
      if (shell.dialect.name === 'dash') {
        await shell.complain('[[: not found')
        shell.status = 127
        return
      }
      shell.status = (await testCondition(shell, node.expression)) ? 0 : 1
      return
    case 'ArithmeticCommand':
      shell.status = (await arithmeticCommand(shell, node.body)) !== 0 ? 0 : 1
      return
    case 'Function':
      shell.functions.set(node.name.value, { node, source: shell.source })
      shell.status = 0
      return
    default:
      throw new ShellError('naru: coproc is not simulated')
  }
}

async function arithmeticCommand(shell: Shell, body: string): Promise<number> {
  try {
    return await arithmetic(shell, body)
  } catch (error) {
    if (error instanceof ShellError && !error.fatal) throw new ShellError(`((: ${error.message}`)
    throw error
  }
}

async function runSubshell(shell: Shell, node: Of<'Subshell'>): Promise<void> {
  if (!canFork(shell)) await waitForRoom(shell)
  const child = shell.fork(
    (sub) => inSubshell(sub, () => sub.interpreter.runList(sub, node.body, true)),
    shell.jobs.groupFor(undefined),
  )
  await shell.jobs.foreground([child], shell.source.text.slice(node.pos, node.end))
}

async function holds(shell: Shell, clause: List): Promise<boolean> {
  await sheltered(shell, () => shell.interpreter.runList(shell, clause))
  return shell.status === 0
}

async function runIf(shell: Shell, node: Of<'If'>, last: boolean): Promise<void> {
  if (await holds(shell, node.clause)) return shell.interpreter.runList(shell, node.then, last)
  for (const elif of node.elif)
    if (await holds(shell, elif.clause)) return shell.interpreter.runList(shell, elif.then, last)
  shell.status = 0
  if (node.else) await shell.interpreter.runList(shell, node.else, last)
}

/** Runs the body while `next` says so; break and continue are dealt with. */
async function loop(shell: Shell, body: List, next: () => Promise<boolean>): Promise<void> {
  let status = 0
  shell.loopDepth++
  try {
    for (;;) {
      await shell.tick(0.05)
      try {
        if (!(await next())) break
        await shell.interpreter.runList(shell, body)
        status = shell.status
      } catch (error) {
        if (!(error instanceof LoopExit)) throw error
        status = 0
        if (--error.levels > 0 && shell.loopDepth > 1) throw error
        if (error.kind === 'break') break
      }
    }
  } finally {
    shell.loopDepth--
  }
  shell.status = status
}

async function runFor(shell: Shell, node: Of<'For'>): Promise<void> {
  const words = node.wordlist ? await expandWords(shell, node.wordlist) : [...shell.positional]
  await loop(shell, node.body, async () => {
    const word = words.shift()
    if (word !== undefined) shell.variables.set(node.name.value, word)
    return word !== undefined
  })
}

async function runArithmeticFor(shell: Shell, node: Of<'ArithmeticFor'>): Promise<void> {
  const part = (expression: { pos: number; end: number } | undefined) =>
    expression ? arithmetic(shell, shell.source.text.slice(expression.pos, expression.end)) : Promise.resolve(1)
  await part(node.initialize)
  let first = true
  await loop(shell, node.body, async () => {
    if (!first) await part(node.update)
    first = false
    return (await part(node.test)) !== 0
  })
}

async function runSelect(shell: Shell, node: Of<'Select'>): Promise<void> {
  const words = node.wordlist ? await expandWords(shell, node.wordlist) : [...shell.positional]
  const menu = words.map((word, i) => `${i + 1}) ${word}\n`).join('')
  let shown = false
  await loop(shell, node.body, async () => {
    if (!shown) await shell.err(menu)
    shown = true
    await shell.err(shell.variables.get('PS3') ?? '#? ')
    const line = await readLine(shell, shell.fds.get(0)?.read)
    if (line === undefined) {
      await shell.err('\n')
      return false
    }
    if (line.text === '') shown = false
    shell.variables.set('REPLY', line.text)
    shell.variables.set(node.name.value, words[Number(line.text) - 1] ?? '')
    return true
  })
}

async function runCase(shell: Shell, node: Case, last: boolean): Promise<void> {
  const word = await expandString(shell, node.word)
  shell.status = 0
  let through = false
  for (const item of node.items) {
    if (!through && !(await matches(shell, word, item.pattern))) continue
    await shell.interpreter.runList(shell, item.body, last && item.terminator !== ';&' && item.terminator !== ';;&')
    if (item.terminator !== ';&' && item.terminator !== ';;&') return
    through = item.terminator === ';&'
  }
}

async function matches(shell: Shell, word: string, patterns: Case['items'][number]['pattern']): Promise<boolean> {
  for (const pattern of patterns) {
    const regexp = patternRegExp(await expandPattern(shell, pattern), { ignoreCase: shell.options.nocasematch })
    if (regexp.test(word)) return true
  }
  return false
}
