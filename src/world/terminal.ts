// One terminal of the page: a tty and the login shell on it.
import type { Machine } from '../machine/machine.ts'
import type { Process } from '../machine/process.ts'
import type { User } from '../machine/spawn.ts'
import { login } from '../machine/shell/login.ts'
import { Tty, type WindowSize } from '../machine/tty.ts'
import { Outlet } from './outlet.ts'

export class Terminal {
  readonly machine: Machine
  private readonly tty: Tty
  private readonly shell: Process

  constructor(
    machine: Machine,
    user: User | undefined,
    size: WindowSize,
    sink: { output: (data: Uint8Array) => void; closed: () => void },
  ) {
    this.machine = machine
    this.tty = new Tty(size, new Outlet(machine.kernel, sink.output))
    this.tty.onSignal = (signal, group) => machine.signalGroup(group, signal)
    this.shell = login(machine, user, this.tty)
    void this.shell.exited.then(sink.closed)
  }

  keys(data: string): void {
    this.tty.input(data)
  }

  resize({ columns, rows }: WindowSize): void {
    this.tty.resize({ columns, rows })
  }

  close(): void {
    this.tty.hangUp()
    this.shell.signal('HUP')
  }
}
