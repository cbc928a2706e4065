// A server's side of one raw connection, from its beginning to its end.
import { Stopped } from '../kernel/kernel.ts'
import { BrokenPipe, type Duplex } from '../kernel/queue.ts'
import { NetError } from '../net/errors.ts'
import type { Process } from './process.ts'
import { Exit } from './program.ts'
import { Killed } from './signal.ts'

const ENDS = [BrokenPipe, Exit, Killed, NetError, Stopped]

/** Serves one peer. Where that breaks off the connection is closed; a mistake of the program's counts as a bug. */
export function serveConnection({ kernel }: Process, wire: Duplex, serve: () => Promise<unknown>): void {
  kernel.spawn(async () => {
    try {
      await serve()
    } catch (error) {
      if (!ENDS.some((end) => error instanceof end)) kernel.bugs.push(error)
      wire.close()
    }
  })
}
