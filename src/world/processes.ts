// Says in the trace which processes a machine has.
import type { ProcessObject } from '../api/objects.ts'
import type { Machine } from '../machine/machine.ts'
import type { Process } from '../machine/process.ts'

export function tellProcesses(machine: Machine): void {
  const { trace } = machine.kernel
  const tell = (process: Process, data: ProcessObject | undefined) =>
    trace.add({
      kind: 'object',
      topic: 'object.process',
      type: 'process',
      place: machine.name,
      id: String(process.hostPid),
      data: data as Record<string, unknown> | undefined,
      cause: process.cause,
    })
  machine.onStarted.add((process) => {
    const { argv, pid, component } = process
    const contained = process.namespaces.pids !== machine.pids
    tell(process, { argv: [...argv], pid, component, user: process.user.name, contained })
  })
  machine.onEnded.add((process) => tell(process, undefined))
}
