// Descriptors 0, 1 and 2 as a process uses them: cut off when it dies, held back when it is in the background.
import { BrokenPipe, type Readable, type Writable } from '../kernel/queue.ts'
import type { Process } from './process.ts'
import { Killed } from './signal.ts'

export interface StandardStreams {
  stdin: Readable
  stdout: Writable
  stderr: Writable
}

export type StreamName = keyof StandardStreams

/** isatty(3). */
export const isTty = (stream: Readable | Writable): boolean => 'foreground' in stream && 'raw' in stream

export const inputOf = (process: Process): Readable => ({
  read: async (max, cancel) => {
    await foreground(process)
    return process.alive(() => process.streams.stdin.read(max, cancel ?? process.killed))
  },
})

export const outputOf = (process: Process, name: 'stdout' | 'stderr'): Writable => ({
  write: async (data) => {
    try {
      await process.alive(() => process.streams[name].write(data))
    } catch (error) {
      if (!(error instanceof BrokenPipe) || process.handles('PIPE')) throw error
      throw new Killed('PIPE')
    }
  },
})

/** A background process that reads from its terminal is stopped until it is brought to the foreground. */
async function foreground(process: Process): Promise<void> {
  const { tty } = process
  if (!tty || tty !== process.streams.stdin) return
  await process.killed.guard(Promise.resolve())
  if (tty.foreground === 0 || tty.foreground === process.group || process.handles('TTIN')) return
  process.machine.signalGroup(process.group, 'TTIN')
  await process.alive(() => Promise.resolve())
}
