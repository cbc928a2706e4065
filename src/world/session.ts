// A prompt without a screen: lines are typed one after another, what each prints is kept apart.
import { concat, text, utf8 } from '../kernel/bytes.ts'
import { Pipe, type Readable, type Writable } from '../kernel/queue.ts'
import type { Machine } from '../machine/machine.ts'
import type { User } from '../machine/spawn.ts'
import { embeddedShell } from '../machine/shell/embedded.ts'
import { Tty } from '../machine/tty.ts'

export interface SessionLine {
  line: string
  /** All of standard input; without it and without a tty there is none. */
  stdin?: string
  /** Columns and rows of a terminal. */
  tty?: [number, number]
  /** Keys, each typed so many ms after the one before (the first after the start). */
  keys?: [number, string][]
  env?: Record<string, string>
}

export interface Ran {
  exit: number
  stdout: string
  stderr: string
}

/** Collects what is written; characters cut between two writes come out whole. */
class Collector implements Writable {
  private readonly chunks: Uint8Array[] = []

  write(data: Uint8Array | string): Promise<void> {
    this.chunks.push(typeof data === 'string' ? utf8(data) : data)
    return Promise.resolve()
  }

  toString(): string {
    return text(concat(this.chunks))
  }
}

export class Session {
  private readonly machine: Machine
  private readonly shell: ReturnType<typeof embeddedShell>
  /** Lines wait for the one before. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(machine: Machine, user: User | undefined) {
    this.machine = machine
    this.shell = embeddedShell(machine, user)
  }

  run(line: SessionLine): Promise<Ran> {
    const ran = this.last.then(() => (line.tty || line.keys ? this.onTerminal(line) : this.plain(line)))
    this.last = ran.catch(() => {})
    return ran
  }

  interrupt(): void {
    this.shell.interrupt()
  }

  hangUp(): void {
    this.shell.hangUp()
  }

  private async plain({ line, stdin, env }: SessionLine): Promise<Ran> {
    const [stdout, stderr] = [new Collector(), new Collector()]
    const exit = await this.shell.run(line, { stdin: given(stdin), stdout, stderr, env })
    return { exit, stdout: stdout.toString(), stderr: stderr.toString() }
  }

  /** Standard output and error are the terminal's, so all of it is `stdout`. */
  private async onTerminal({ line, tty: size = [80, 24], keys = [], env }: SessionLine): Promise<Ran> {
    const screen = new Collector()
    const { kernel } = this.machine
    const tty = new Tty({ columns: size[0], rows: size[1] }, screen)
    tty.onSignal = (signal, group) => this.machine.signalGroup(group, signal)
    let over = false
    kernel.spawn(async () => {
      for (const [delay, typed] of keys) {
        await kernel.clock.sleep(delay)
        if (over) return
        tty.input(typed)
      }
    })
    const exit = await this.shell.run(line, { stdin: tty, stdout: tty, stderr: tty, tty, env })
    over = true
    return { exit, stdout: screen.toString(), stderr: '' }
  }
}

function given(stdin: string | undefined): Readable {
  const pipe = new Pipe(Infinity)
  if (stdin) void pipe.write(stdin)
  pipe.end()
  return pipe
}
