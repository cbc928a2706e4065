// A login shell without a screen: lines come one by one from a program, each with streams of its own.
import { Cancel } from '../../kernel/cancel.ts'
import { Queue, type Readable, type Writable } from '../../kernel/queue.ts'
import type { Machine } from '../machine.ts'
import { ROOT } from '../machine.ts'
import type { Process } from '../process.ts'
import type { User } from '../spawn.ts'
import type { Tty } from '../tty.ts'
import { OpenFile, type DescriptorTable, Returnable, releaseTable } from './descriptor.ts'
import { ShellExit } from './flow.ts'
import { prepareSignals, runEntered, saveHistory } from './interactive.ts'
import { loginEnvironment, shellOf } from './login.ts'
import { startup } from './programs.ts'
import { interpreter } from './interpreter.ts'
import { Shell } from './shell.ts'

export interface LineStreams {
  stdin: Readable
  stdout: Writable
  stderr: Writable
  tty?: Tty
  /** Environment for this line only. */
  env?: Record<string, string>
}

interface Entered {
  line: string
  io: LineStreams
  done: (status: number) => void
}

/** As a terminal's login bash: aliases, startup files, history; `exit` ends it and the next line begins a new one. */
export function embeddedShell(machine: Machine, user: User | undefined) {
  const person = user ?? ROOT
  let lines = new Queue<Entered>()
  let process: Process | undefined
  let shell: Shell | undefined
  let current: Entered | undefined

  const start = (): Process => {
    lines = new Queue()
    const { path } = shellOf(machine, person)
    const started = machine.start({
      argv: [`-${path.split('/').at(-1)}`],
      program: async (self) => {
        shell = new Shell(self, {
          interpreter,
          dialect: 'bash',
          interactive: true,
          login: true,
          name: self.argv[0]!,
          positional: [],
        })
        return serve(shell, lines, (entered) => (current = entered))
      },
      user: person,
      env: { ...loginEnvironment(person, path), TERM: 'xterm-256color' },
      cwd: machine.fs.exists(person.home) ? person.home : '/',
      newGroup: true,
      component: `${machine.name}/bash`,
    })
    void started.exited.then((status) => current?.done(status))
    return started
  }

  return {
    run(line: string, io: LineStreams): Promise<number> {
      if (!process || process.exitCode !== undefined) process = start()
      return new Promise((done) => lines.push({ line, io, done }))
    },
    /** Ctrl-C to what runs in the foreground. */
    interrupt(): void {
      if (current?.io.tty) current.io.tty.input('\x03')
      else shell?.process.signal('INT')
    },
    /** The terminal's window is closed: the shell ends with what runs in it, and the next line begins a new one. */
    hangUp(): void {
      current?.io.tty?.hangUp()
      shell?.process.signal('HUP')
    },
  }
}

async function serve(
  shell: Shell,
  lines: Queue<Entered>,
  began: (entered: Entered | undefined) => void,
): Promise<number> {
  const { process } = shell
  prepareSignals(shell)
  let ready = false
  return shell.conclude(async () => {
    for (;;) {
      const entered = await process.alive(() => lines.shift())
      if (!entered) return shell.status
      began(entered)
      const before = attach(shell, entered.io)
      try {
        if (!ready) await startup(shell, { login: true, startup: { profile: true, rc: true, file: '~/.bashrc' } })
        ready = true
        await runLine(shell, entered)
      } finally {
        releaseTable(shell.fds)
        shell.fds = before
        shell.tty = undefined
      }
      began(undefined)
      entered.done(shell.status)
    }
  })
}

function attach(shell: Shell, { stdin, stdout, stderr, tty }: LineStreams): DescriptorTable {
  const before = shell.fds
  shell.tty = tty
  if (tty) tty.foreground = shell.process.group
  const reading =
    tty && stdin === tty ? new OpenFile({ read: tty, write: tty }) : new OpenFile({ read: new Returnable(stdin) })
  shell.fds = new Map([
    [0, reading],
    [1, new OpenFile({ write: stdout })],
    [2, new OpenFile({ write: stderr })],
  ])
  return before
}

async function runLine(shell: Shell, { line, io }: Entered): Promise<void> {
  shell.cancel = new Cancel()
  if (line.trim() === '') return
  shell.history.add(line, shell.variables.get('HISTCONTROL') ?? '')
  shell.variables.push(false)
  try {
    for (const [name, value] of Object.entries(io.env ?? {})) shell.variables.assignHere(name, value)
    await runEntered(shell, line)
    await shell.jobs.notify()
  } catch (error) {
    if (error instanceof ShellExit) saveHistory(shell)
    throw error
  } finally {
    shell.variables.pop()
  }
}
