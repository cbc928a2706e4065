// Runs a parsed script: lists, && and ||, pipelines, background jobs.
import type { AndOr, CommandNode, Pipeline, PipelineNode, Statement } from 'unbash'
import { runCompound } from './compound.ts'
import { type DescriptorTable, OpenFile, copyTable, openPipe, releaseTable } from './descriptor.ts'
import { ShellError, ShellExit } from './flow.ts'
import { canFork, waitForRoom } from './fork.ts'
import type { Process } from '../process.ts'
import { inSubshell, sheltered } from './shelter.ts'
import type { Shell } from './shell.ts'
import { runSimple } from './simple.ts'
import { runTrap } from './trap.ts'

/** `last`: nothing comes after this in this process, so that a last command may take its place. */
export async function runList(shell: Shell, list: { commands: readonly Statement[] }, last = false): Promise<void> {
  const { commands } = list
  for (const [i, statement] of commands.entries())
    await runStatement(shell, statement, last && i === commands.length - 1)
}

export async function runStatement(shell: Shell, statement: Statement, last = false): Promise<void> {
  if (statement.background) return startBackground(shell, statement)
  await runNode(shell, statement.command, last)
}

export async function runNode(shell: Shell, node: PipelineNode | AndOr, last = false): Promise<void> {
  if (node.type === 'AndOr') return runAndOr(shell, node, last)
  shell.line = shell.source.lineAt(node.pos)
  const negated = node.type === 'Pipeline' && node.prefixes.some((prefix) => prefix.type === 'Negation')
  if (node.type === 'Pipeline') await runPipeline(shell, node, negated)
  else await runCommand(shell, node, last)
  if (node.type !== 'Pipeline') shell.pipeStatus = [shell.status]
  if (!negated && shell.status !== 0 && shell.sheltered === 0 && fails(node)) await failed(shell)
}

/** Compound commands fail by the commands in them, which have been looked at already. */
const fails = (node: PipelineNode): boolean =>
  ['Command', 'Pipeline', 'Subshell', 'TestCommand', 'ArithmeticCommand', 'Redirected'].includes(node.type)

async function failed(shell: Shell): Promise<void> {
  const { status } = shell
  await runTrap(shell, 'ERR')
  if (shell.options.errexit) throw new ShellExit(status)
}

async function runAndOr(shell: Shell, { commands, operators }: AndOr, last: boolean): Promise<void> {
  for (const [i, command] of commands.entries()) {
    if (i > 0 && (operators[i - 1] === '&&') !== (shell.status === 0)) continue
    const final = i === commands.length - 1
    if (final) await runNode(shell, command, last)
    else await sheltered(shell, () => runNode(shell, command))
  }
}

export async function runCommand(shell: Shell, node: CommandNode, last = false): Promise<void> {
  if (node.type === 'Command') return runSimple(shell, node, last)
  try {
    await runCompound(shell, node, last)
  } catch (error) {
    if (!(error instanceof ShellError) || (error.fatal && !shell.interactive)) throw error
    shell.status = await shell.statusOf(error)
  }
}

async function runPipeline(shell: Shell, node: Pipeline, negated: boolean): Promise<void> {
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time')
  const [before, used] = [shell.process.kernel.clock.now, shell.process.cpu]
  const run = async () => {
    if (node.commands.length === 1) {
      await runCommand(shell, node.commands[0]!)
      shell.pipeStatus = [shell.status]
    } else if (node.commands.length > 1) await pipe(shell, node)
    else shell.status = 0
  }
  await (negated ? sheltered(shell, run) : run())
  if (negated) shell.status = shell.status === 0 ? 1 : 0
  if (timed?.type === 'Time') await shell.err(times(shell, before, used, timed.posix !== undefined))
}

function times(shell: Shell, before: number, used: number, posix: boolean): string {
  const seconds = (ms: number) =>
    posix ? (ms / 1000).toFixed(2) : `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`
  const space = posix ? ' ' : '\t'
  const real = shell.process.kernel.clock.now - before
  const user = Math.min(real, shell.process.cpu - used)
  return `${posix ? '' : '\n'}real${space}${seconds(real)}\nuser${space}${seconds(user)}\nsys${space}${seconds(0)}\n`
}

async function pipe(shell: Shell, node: Pipeline): Promise<void> {
  const text = shell.source.text.slice(node.pos, node.end)
  const processes = await startPipeline(shell, node)
  await shell.jobs.foreground(processes, text)
  shell.pipeStatus = processes.map((process) => process.exitCode ?? 148)
  const statuses = shell.options.pipefail ? shell.pipeStatus.filter((status) => status !== 0) : []
  shell.status = shell.options.pipefail ? (statuses.at(-1) ?? 0) : shell.status
}

/** Starts every command of a pipeline, each in a process of its own. */
async function startPipeline(
  shell: Shell,
  { commands, operators }: Pipeline,
  background?: DescriptorTable,
): Promise<Process[]> {
  const processes: Process[] = []
  let input: OpenFile | undefined
  for (const [i, command] of commands.entries()) {
    const fds = copyTable(background ?? shell.fds)
    const put = (number: number, file: OpenFile) => {
      fds.get(number)?.release()
      fds.set(number, file)
    }
    if (input) put(0, input)
    input = undefined
    if (i < commands.length - 1) {
      const [reading, writing] = openPipe()
      put(1, writing)
      if (operators[i] === '|&') put(2, writing.retain())
      input = reading
    }
    const group = shell.jobs.groupFor(processes[0])
    if (!canFork(shell)) await waitForRoom(shell)
    processes.push(shell.fork((sub) => inSubshell(sub, () => runCommand(sub, command, true)), { fds, ...group }))
    releaseTable(fds)
  }
  return processes
}

async function startBackground(shell: Shell, { command, pos, end }: Statement): Promise<void> {
  const text = shell.source.text
    .slice(pos, end)
    .replace(/\s*&\s*$/, '')
    .trim()
  const fds = copyTable(shell.fds)
  if (!shell.options.monitor) {
    fds.get(0)?.release()
    fds.set(0, new OpenFile({ read: { read: () => Promise.resolve(null) } }))
  }
  const piped = command.type === 'Pipeline' && command.prefixes.length === 0 && command.commands.length > 1
  if (!canFork(shell)) await waitForRoom(shell)
  const processes = piped
    ? await startPipeline(shell, command, fds)
    : [
        shell.fork((sub) => inSubshell(sub, () => runNode(sub, command, true)), {
          fds,
          ...shell.jobs.groupFor(undefined),
        }),
      ]
  releaseTable(fds)
  shell.lastBackground = processes.at(-1)!.pid
  shell.status = 0
  await shell.jobs.background(processes, text)
}
