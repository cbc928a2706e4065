// trap: commands that run when a signal arrives, when the shell ends, or when a command fails.
import { type SignalName, signalName } from '../signal.ts'
import type { Shell } from './shell.ts'

export const PSEUDO_SIGNALS = ['EXIT', 'DEBUG', 'RETURN', 'ERR']

/** `EXIT`, `0`, `INT`, `SIGINT`, `2` … undefined for no signal. */
export function trapName(word: string): string | undefined {
  const upper = word.toUpperCase()
  if (upper === '0') return 'EXIT'
  return PSEUDO_SIGNALS.includes(upper) ? upper : signalName(word)
}

export async function runTrap(shell: Shell, name: string): Promise<void> {
  const action = shell.traps.get(name)
  if (!action) return
  if (name === 'EXIT') shell.traps.delete(name)
  const { status } = shell
  await shell.interpreter.runText(shell, action, { name: shell.name, inherit: true })
  shell.status = status
}

/** `undefined`: the signal does again what it does by itself; empty: it is ignored. */
export function setTrap(shell: Shell, name: string, action: string | undefined): void {
  if (action === undefined) shell.traps.delete(name)
  else shell.traps.set(name, action)
  if (PSEUDO_SIGNALS.includes(name)) return
  const signal = name as SignalName
  const { process } = shell
  if (action === undefined) process.on(signal, () => {})()
  else process.on(signal, () => void (action !== '' && shell.pendingTraps.push(signal) && shell.jobs.wake()))
}
