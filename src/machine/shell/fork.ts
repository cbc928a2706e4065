// fork(2) as shells use it: what they do where there is room for no more processes.
import { ShellError } from './flow.ts'
import type { Shell } from './shell.ts'

const REASON = 'Resource temporarily unavailable'
/** bash tries again after so many ms. */
const RETRIES = [1000, 2000, 4000, 8000]

export const canFork = ({ process }: Shell): boolean =>
  process.machine.mayFork(process.namespaces, process.user, process.rlimits)

/** bash waits a while for others to end; the other shells give up at once. Throws ShellError. */
export async function waitForRoom(shell: Shell): Promise<void> {
  const { dialect, name, process } = shell
  if (dialect.name === 'dash') throw new ShellError('Cannot fork', 2, true)
  if (dialect.name === 'ash') throw new ShellError(`can't fork: ${REASON}`, 2, true)
  for (const ms of RETRIES) {
    await shell.err(`${name}: fork: retry: ${REASON}\n`)
    await shell.interruptible(process.kernel.clock.sleep(ms, process.killed))
    if (canFork(shell)) return
  }
  await shell.err(`${name}: fork: ${REASON}\n`)
  throw new ShellError('', 254, true)
}
