// A person at a machine's terminals: types lines, answers questions, opens another terminal where one is taken.
import { concat, text, utf8 } from '../kernel/bytes.ts'
import type { Writable } from '../kernel/queue.ts'
import type { Machine } from '../machine/machine.ts'
import { embeddedShell } from '../machine/shell/embedded.ts'
import { Tty } from '../machine/tty.ts'
import type { Ran } from '../world/session.ts'
import type { World } from '../world/world.ts'

/** A program that awaits keys and has been silent for so many virtual ms is left open: it is a shell, or waits for the person. */
const SILENCE_MS = 4000
/** A command that has not ended by then never will. */
const PATIENCE_MS = 30 * 60_000
const PRESSES = 4
const SIZE = { columns: 120, rows: 40 }

/** Standard output and error apart, though typed at a keyboard: what is told to whom stays visible. */
class Paper implements Writable {
  private readonly chunks: Uint8Array[] = []
  length = 0

  write(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? utf8(data) : data
    this.chunks.push(bytes)
    this.length += bytes.length
    return Promise.resolve()
  }

  since(mark: number): string {
    return text(concat(this.chunks).subarray(mark))
  }
}

/** How much stood on paper when a line was typed. */
interface Marks {
  stdout: number
  stderr: number
}

interface Running {
  tty: Tty
  stdout: Paper
  stderr: Paper
  exit?: number
}

/** One terminal: its shell keeps folder and variables from line to line. */
class Terminal {
  private readonly world: World
  private readonly machine: Machine
  private readonly shell: ReturnType<typeof embeddedShell>
  running: Running | undefined

  constructor(world: World, machine: string) {
    this.world = world
    this.machine = world.machine(machine)
    this.shell = embeddedShell(this.machine, world.scenario.users.get(machine))
  }

  /** A line at the prompt of the machine's own shell. */
  async type(line: string, within: number): Promise<Ran> {
    const [stdout, stderr] = [new Paper(), new Paper()]
    const tty = new Tty(SIZE, stdout)
    tty.onSignal = (signal, group) => this.machine.signalGroup(group, signal)
    const running: Running = { tty, stdout, stderr }
    this.running = running
    void this.shell.run(line, { stdin: tty, stdout: running.stdout, stderr: running.stderr, tty }).then((exit) => {
      running.exit = exit
    })
    return this.watch(running, { stdout: 0, stderr: 0 }, within)
  }

  /** A line at the prompt that nobody waits for. */
  begin(line: string): void {
    const tty = new Tty(SIZE, new Paper())
    void this.shell.run(line, { stdin: tty, stdout: new Paper(), stderr: new Paper(), tty })
  }

  /** A line for the program that was left open. */
  async enter(line: string, within: number): Promise<Ran> {
    const running = this.running!
    const marks = { stdout: running.stdout.length, stderr: running.stderr.length }
    running.tty.input(`${line}\r`)
    const ran = await this.watch(running, marks, within)
    const stdout = ran.stdout.replaceAll('\r\n', '\n')
    const echo = stdout.indexOf('\n') + 1
    return { ...ran, stdout: stdout.startsWith(line) ? stdout.slice(echo) : stdout }
  }

  /** Until it ends, or waits for keys and says nothing more; after `within` ms Ctrl-C is pressed. */
  private async watch(running: Running, marks: Marks, within: number): Promise<Ran> {
    const { driver, kernel } = this.world
    const until = kernel.clock.now + within
    const over = () => running.exit !== undefined
    while (!over()) {
      const said = running.stdout.length + running.stderr.length
      const how = await driver.run(over, Math.min(until, kernel.clock.now + SILENCE_MS))
      if (how === 'done') break
      if (kernel.clock.now >= until || (how === 'idle' && !running.tty.awaited)) {
        await this.interrupt(over)
        break
      }
      if (said !== running.stdout.length + running.stderr.length || !running.tty.awaited) continue
      if (!/\[y\/N\] ?$/.test(running.stdout.since(marks.stdout))) return { exit: 0, ...printed(running, marks) }
      running.tty.input('y\r')
    }
    this.running = undefined
    return { exit: running.exit ?? 130, ...printed(running, marks) }
  }

  private async interrupt(over: () => boolean): Promise<void> {
    const { driver, kernel } = this.world
    for (let presses = 0; presses < PRESSES && !over(); presses++) {
      this.shell.interrupt()
      await driver.run(over, kernel.clock.now + SILENCE_MS)
    }
    if (!over()) this.shell.hangUp()
    await driver.run(over, kernel.clock.now + SILENCE_MS)
  }
}

const printed = (running: Running, marks: Marks): Pick<Ran, 'stdout' | 'stderr'> => ({
  stdout: running.stdout.since(marks.stdout),
  stderr: running.stderr.since(marks.stderr),
})

export class Person {
  private readonly world: World
  private readonly machine: string
  private readonly terminals: Terminal[] = []
  private second: Terminal | undefined

  constructor(world: World, machine: string) {
    this.world = world
    this.machine = machine
  }

  /** At a free prompt; after `within` virtual ms Ctrl-C. */
  type(line: string, within = PATIENCE_MS): Promise<Ran> {
    return this.free().type(line, within)
  }

  /** In the program that was opened last and is still open. */
  enter(line: string, within = PATIENCE_MS): Promise<Ran> {
    const open = this.terminals.findLast((terminal) => terminal.running)
    return open ? open.enter(line, within) : this.type(line, within)
  }

  /** In a second terminal, while the first goes on. */
  elsewhere(line: string): void {
    this.second ??= new Terminal(this.world, this.machine)
    this.second.begin(line)
  }

  private free(): Terminal {
    const known = this.terminals.find((terminal) => !terminal.running)
    if (known) return known
    const terminal = new Terminal(this.world, this.machine)
    this.terminals.push(terminal)
    return terminal
  }
}
