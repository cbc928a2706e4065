// docker-init (tini): the first process of a container that passes signals on to the one that matters.
import type { Program } from '../machine/program.ts'
import { SIGNALS, type SignalName } from '../machine/signal.ts'

const PASSED = (Object.keys(SIGNALS) as SignalName[]).filter((name) => !['KILL', 'STOP', 'CHLD'].includes(name))

export const init =
  (argv: string[]): Program =>
  (process) => {
    const child = process.spawn(argv, { newGroup: true })
    if (process.tty) process.tty.foreground = child.group
    for (const signal of PASSED) process.on(signal, () => child.signal(signal))
    return process.alive(() => child.exited)
  }
