// The interactive loop: prompt, line, command, and again.
import { Cancel } from '../../kernel/cancel.ts'
import { FsError } from '../fs/filesystem.ts'
import type { SignalName } from '../signal.ts'
import type { Tty } from '../tty.ts'
import { completeLine } from './completion.ts'
import { Interrupt, LoopExit, Return, ShellExit } from './flow.ts'
import { readLine } from './input.ts'
import { expandPrompt } from './prompt.ts'
import { type Entered, LineEditor } from './readline/editor.ts'
import { EventNotFound } from './readline/history.ts'
import { isIncomplete, runText } from './script.ts'
import { underWay } from './session.ts'
import type { Shell } from './shell.ts'
import { runTrap } from './trap.ts'

/** Signals that an interactive shell does not die of. */
const IGNORED: SignalName[] = ['TERM', 'QUIT', 'TSTP', 'TTIN', 'TTOU']

export function prepareSignals(shell: Shell): void {
  const { process } = shell
  for (const signal of IGNORED) process.on(signal, () => {})
  process.on('INT', () => {
    if (shell.traps.has('INT')) {
      shell.pendingTraps.push('INT')
      shell.jobs.wake()
    }
    shell.cancel.cancel(new Interrupt())
  })
  process.on('HUP', () => {
    for (const job of shell.jobs.list) process.machine.signalGroup(job.group, 'HUP')
    saveHistory(shell)
    process.forgetHandlers()
    process.signal('HUP')
  })
}

/** Reads and runs commands until the end. Gives the exit status. */
export async function interact(shell: Shell): Promise<number> {
  const lines = lineSource(shell)
  const before = shell.tty?.foreground
  if (shell.tty) shell.tty.foreground = shell.process.group
  try {
    for (;;) {
      await beforePrompt(shell)
      const text = await readCommand(shell, lines)
      if (text === undefined) {
        await shell.err(shell.dialect.name !== 'bash' ? '\n' : shell.login ? 'logout\n' : 'exit\n')
        throw new ShellExit(shell.status)
      }
      if (text.trim() !== '') await runEntered(shell, text)
    }
  } finally {
    saveHistory(shell)
    if (shell.tty && before !== undefined) shell.tty.foreground = before
  }
}

async function beforePrompt(shell: Shell): Promise<void> {
  shell.cancel = new Cancel()
  shell.sheltered = 0
  shell.loopDepth = 0
  while (shell.pendingTraps.length > 0) await runTrap(shell, shell.pendingTraps.shift()!)
  await shell.jobs.notify()
  const command = shell.variables.get('PROMPT_COMMAND')
  if (command) await guarded(shell, () => runText(shell, command, { name: shell.name, inherit: true }))
}

/** Runs a line that was entered at a prompt, and tells the trace of it. */
export async function runEntered(shell: Shell, line: string): Promise<void> {
  const { process } = shell
  const { trace } = process.kernel
  const before = process.cause
  const on = process.machine.name
  const seq = shell.told ? trace.add({ kind: 'input', topic: 'shell.command', on, line, cause: before }) : undefined
  if (seq !== undefined) {
    process.cause = seq
    underWay(process.kernel).set(seq, shell.tty)
  }
  try {
    await guarded(shell, () => runText(shell, line, { name: shell.name }))
  } finally {
    shell.commandNumber++
    process.cause = before
    if (seq !== undefined) {
      underWay(process.kernel).delete(seq)
      trace.add({ kind: 'done', topic: 'shell.done', on, exit: shell.status, cause: seq })
    }
  }
}

async function guarded(shell: Shell, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof ShellExit) throw error
    if (error instanceof Interrupt) {
      shell.cancel = new Cancel()
      if (shell.tty) await shell.err('\n')
    }
    if (error instanceof LoopExit || error instanceof Return) return
    shell.status = await shell.statusOf(error)
  }
}

/** Lines are without their newline. */
type LineSource = (prompt: string) => Promise<Entered>

function lineSource(shell: Shell): LineSource {
  const { tty } = shell
  const terminal = tty !== undefined && shell.fds.get(0)?.read === tty
  if (terminal && shell.dialect.name !== 'dash') return edited(shell, tty)
  return async (prompt) => {
    await shell.err(prompt)
    try {
      const read = await readLine(shell, shell.fds.get(0)?.read)
      return read ? { kind: 'line', text: read.text } : { kind: 'end' }
    } catch (error) {
      if (!(error instanceof Interrupt)) throw error
      shell.cancel = new Cancel()
      await shell.err('\n')
      return { kind: 'interrupt' }
    }
  }
}

function edited(shell: Shell, tty: Tty): LineSource {
  const complete = (text: string, cursor: number) => completeLine(shell, text, cursor)
  const editor = new LineEditor(shell.process, tty, shell.history, {
    complete,
    bracketedPaste: shell.dialect.name === 'bash',
    asksTerminal: shell.asksTerminal,
    busybox: shell.dialect.name === 'ash',
  })
  return async (prompt) => {
    tty.returns = true
    try {
      const entered = await editor.read(prompt)
      if (entered.kind === 'interrupt') shell.status = 130
      return entered
    } finally {
      tty.returns = false
    }
  }
}

/** Lines until they make a whole command. */
async function readCommand(shell: Shell, lines: LineSource): Promise<string | undefined> {
  let text = ''
  for (let first = true; ; first = false) {
    const prompt = await expandPrompt(shell, shell.variables.get(first ? 'PS1' : 'PS2') ?? '')
    const entered = await lines(prompt)
    if (entered.kind === 'interrupt') return ''
    if (entered.kind === 'end') return first ? undefined : text
    const expanded = await expandHistory(shell, entered.text)
    if (expanded === undefined) return ''
    text = first ? expanded : `${text}\n${expanded}`
    if (!isIncomplete(text)) break
  }
  const control = shell.variables.get('HISTCONTROL') ?? ''
  if (shell.options.history) shell.history.add(oneLine(text), control)
  return text
}

/** `!!` and its kin; the line is shown as it became. Undefined when there is no such event. */
async function expandHistory(shell: Shell, line: string): Promise<string | undefined> {
  if (!shell.options.histexpand || shell.dialect.name !== 'bash' || !/[!^]/.test(line)) return line
  try {
    const expanded = shell.history.expand(line)
    if (expanded !== line) await shell.err(`${expanded}\n`)
    return expanded
  } catch (error) {
    if (!(error instanceof EventNotFound)) throw error
    await shell.complain(error.message)
    return undefined
  }
}

/** Several lines are kept as one where a semicolon says the same (cmdhist). */
function oneLine(text: string): string {
  const joined = text.replaceAll('\\\n', '')
  if (!joined.includes('\n') || /<<|["'\\]/.test(joined)) return joined
  return joined
    .split('\n')
    .map((line) => line.trim())
    .reduce((all, line) =>
      /(^|\s)(do|then|else|\{|in|&&|\|\||\|)$/.test(all) || all.endsWith(';') ? `${all} ${line}` : `${all}; ${line}`,
    )
}

export function loadHistory(shell: Shell): void {
  const { process, variables } = shell
  if (variables.get('HISTFILE') === undefined && shell.dialect.name === 'bash')
    variables.set('HISTFILE', `${variables.get('HOME') ?? ''}/.bash_history`)
  const file = variables.get('HISTFILE')
  if (file && process.fs.exists(process.path(file))) attempt(() => shell.history.load(process.readText(file)))
}

export function saveHistory(shell: Shell): void {
  const file = shell.variables.get('HISTFILE')
  if (file && shell.history.lines.length > 0) attempt(() => shell.process.writeFile(file, shell.history.dump()))
}

/** A history that cannot be kept is no error. */
function attempt(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof FsError)) throw error
  }
}
