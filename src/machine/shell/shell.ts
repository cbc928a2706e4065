// One shell: its variables, functions, options, open files, jobs, and the process it runs in.
import { Cancel } from '../../kernel/cancel.ts'
import { BrokenPipe } from '../../kernel/queue.ts'
import { FsError } from '../fs/filesystem.ts'
import type { Process } from '../process.ts'
import { Killed } from '../signal.ts'
import type { SpawnOptions } from '../spawn.ts'
import type { SignalName } from '../signal.ts'
import type { Tty } from '../tty.ts'
import { evaluate } from './arithmetic.ts'
import { type DescriptorTable, copyTable, inherited, releaseTable, streamsOf } from './descriptor.ts'
import { DIALECTS, type Dialect } from './dialect.ts'
import { Interrupt, LoopExit, Return, ShellError, ShellExit } from './flow.ts'
import { type Account, accountsOf } from './identity.ts'
import { Jobs } from './jobs.ts'
import type { CompletionSpec } from './completion.ts'
import { type Options, initialOptions, optionLetters } from './options.ts'
import { History } from './readline/history.ts'
import type { FunctionDefinition, Interpreter, ShellInit, StatementList } from './parts.ts'
import { Source } from './source.ts'
import { computeVariables, importEnvironment } from './startup.ts'
import { runTrap } from './trap.ts'
import { ReadonlyVariable, Variables } from './variables.ts'

export class Shell {
  readonly process: Process
  readonly interpreter: Interpreter
  readonly dialect: Dialect
  readonly interactive: boolean
  readonly login: boolean
  /** The line editor asks the terminal where its cursor is. */
  readonly asksTerminal: boolean
  /** $0 */
  name: string
  readonly variables: Variables
  readonly functions: Map<string, FunctionDefinition>
  readonly aliases: Map<string, string>
  readonly options: Options
  readonly traps: Map<string, string>
  readonly jobs: Jobs
  readonly history: History
  /** What `complete` was told, by command. */
  readonly completions: Map<string, CompletionSpec>
  positional: string[]
  fds: DescriptorTable
  /** Of process substitutions, closed when the command is done. */
  temporaryFds: number[] = []
  /** $? */
  status = 0
  /** Of the last command substitution: the status of a command that is only assignments. */
  substitutionStatus = 0
  pipeStatus: number[] = [0]
  /** $! */
  lastBackground: number | undefined
  directories: string[] = []
  source: Source
  line = 1
  loopDepth = 0
  /** Above 0 while a failure is being tested for: `set -e` and ERR do not act. */
  sheltered = 0
  commandNumber = 1
  /** Subshells around this one. */
  readonly depth: number
  readonly callStack: { name: string; line: number; source: string }[] = []
  /** Cancelled with Interrupt by Ctrl-C; renewed for each command line. */
  cancel = new Cancel()
  readonly pendingTraps: SignalName[] = []
  /** The last argument of the command before. */
  lastArgument: string
  readonly startedAt: number
  /** The terminal of the session. */
  tty: Tty | undefined
  private owed = 0

  constructor(process: Process, init: ShellInit | { parent: Shell; fds: DescriptorTable }) {
    this.process = process
    this.tty = process.tty
    if ('parent' in init) {
      const { parent } = init
      this.interpreter = parent.interpreter
      this.dialect = parent.dialect
      this.interactive = false
      this.login = parent.login
      this.asksTerminal = parent.asksTerminal
      this.name = parent.name
      this.variables = parent.variables.clone()
      this.functions = new Map(parent.functions)
      this.aliases = new Map(parent.aliases)
      this.options = { ...parent.options, monitor: false }
      this.traps = new Map([...parent.traps].filter(([, action]) => action === ''))
      this.history = parent.history
      this.completions = parent.completions
      this.positional = parent.positional
      this.fds = init.fds
      this.status = parent.status
      this.lastBackground = parent.lastBackground
      this.directories = [...parent.directories]
      this.source = parent.source
      this.line = parent.line
      this.sheltered = parent.sheltered
      this.loopDepth = parent.loopDepth
      this.callStack.push(...parent.callStack)
      this.depth = parent.depth + 1
      this.startedAt = parent.startedAt
      this.lastArgument = parent.lastArgument
      process.cwd = parent.process.cwd
      process.umask = parent.process.umask
    } else {
      this.interpreter = init.interpreter
      this.dialect = DIALECTS[init.dialect]
      this.interactive = init.interactive
      this.login = init.login
      this.asksTerminal = init.asksTerminal ?? false
      this.name = init.name
      this.variables = new Variables()
      this.functions = new Map()
      this.aliases = new Map()
      this.options = initialOptions(init.interactive)
      this.traps = new Map()
      this.history = new History()
      this.completions = new Map()
      this.positional = init.positional
      this.fds = inherited(process)
      this.source = new Source('', init.name)
      this.depth = 0
      this.startedAt = process.kernel.clock.now
      this.lastArgument = init.name
      importEnvironment(this)
    }
    this.jobs = new Jobs(this)
    this.variables.evaluate = (expression) => this.evaluate(expression)
    computeVariables(this)
  }

  /** Somebody sits at it: lines entered here are told to the trace. */
  get told(): boolean {
    return this.depth === 0 && this.interactive
  }

  // --- values ---

  /** $name, $1, $?, … undefined when unset. */
  parameter(name: string): string | undefined {
    if (/^\d+$/.test(name)) return name === '0' ? this.name : this.positional[Number(name) - 1]
    switch (name) {
      case '#':
        return String(this.positional.length)
      case '?':
        return String(this.status)
      case '$':
        return String(this.variables.get('$pid') ?? this.process.pid)
      case '!':
        return this.lastBackground === undefined ? undefined : String(this.lastBackground)
      case '-':
        return optionLetters(this.options, this.interactive)
      case '_':
        return this.lastArgument
      default:
        return this.variables.get(name)
    }
  }

  evaluate(expression: string): number {
    const split = (name: string) => /^(\w+)\[(.*)\]$/s.exec(name)
    return evaluate(expression, {
      get: (name) => {
        const element = split(name)
        const value = element ? this.variables.element(element[1]!, element[2]!) : this.parameter(name)
        if (value === undefined && this.options.nounset) throw new ShellError(`${name}: unbound variable`, 1, true)
        return value
      },
      set: (name, value) => {
        const element = split(name)
        if (element) this.variables.set(element[1]!, value, { subscript: element[2] })
        else this.variables.set(name, value)
      },
    })
  }

  accounts(): Account[] {
    return accountsOf(this.process.fs)
  }

  /** The working directory with the home directory as `~`. */
  displayedCwd(): string {
    const home = this.variables.get('HOME')
    const { cwd } = this.process
    if (!home || home === '/') return cwd
    return cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd
  }

  // --- output ---

  out(text: string | Uint8Array): Promise<void> {
    return this.emit(1, text)
  }

  err(text: string): Promise<void> {
    return this.emit(2, text)
  }

  /** Says `bash: line 3: cd: what` on standard error. */
  async complain(message: string, command?: string): Promise<void> {
    const { name, source, interactive } = this
    const called = interactive || !source.script ? name : source.name
    const place = { name: called, line: this.line, interactive, script: source.script, command }
    await this.err(`${this.dialect.prefix(place)}${message}\n`)
  }

  private async emit(number: number, text: string | Uint8Array): Promise<void> {
    const stream = this.fds.get(number)?.write
    if (!stream) {
      if (number === 2) return
      throw new ShellError('write error: Bad file descriptor')
    }
    try {
      await this.interruptible(stream.write(text))
    } catch (error) {
      if (error instanceof FsError) throw new ShellError(`write error: ${error.message}`)
      if (!(error instanceof BrokenPipe)) throw error
      if (this.depth > 0) throw new Killed('PIPE')
      throw new ShellError('write error: Broken pipe')
    }
  }

  // --- time ---

  /** Uses the processor; small costs are saved up to a millisecond. */
  async tick(ms: number): Promise<void> {
    this.owed += ms
    if (this.owed >= 1) {
      const due = this.owed
      this.owed = 0
      const { kernel, killed, namespaces } = this.process
      await this.interruptible(kernel.clock.sleep(namespaces.cgroup.use(this.process, due), killed))
    }
    while (this.pendingTraps.length > 0) await runTrap(this, this.pendingTraps.shift()!)
  }

  /** Waits for something, unless a signal ends the shell or Ctrl-C the command. */
  interruptible<T>(promise: Promise<T>): Promise<T> {
    return this.process.alive(() => this.cancel.guard(promise))
  }

  // --- processes ---

  /** A subshell: a process of its own with a copy of all this. `fds` stay the caller's to release. */
  fork(run: (shell: Shell) => Promise<number>, options: { fds?: DescriptorTable } & SpawnOptions = {}): Process {
    const { fds = this.fds, ...rest } = options
    const held = copyTable(fds)
    const child = this.process.spawn([...this.process.argv], {
      cwd: this.process.cwd,
      tty: this.tty,
      ...rest,
      ...streamsOf(held),
      program: (process) => {
        const sub = new Shell(process, { parent: this, fds: held })
        return sub.conclude(() => run(sub))
      },
    })
    void child.exited.then(() => releaseTable(held))
    return child
  }

  /** Runs something to the end of this shell: `exit`, errors and the EXIT trap are dealt with. Gives the exit status. */
  async conclude(run: () => Promise<number>): Promise<number> {
    try {
      this.status = await run()
    } catch (error) {
      this.status = await this.statusOf(error)
    }
    try {
      await runTrap(this, 'EXIT')
    } catch (error) {
      this.status = await this.statusOf(error)
    }
    return this.status & 255
  }

  /** The status that a thrown end of a command comes to; rethrows what is not the shell's. */
  async statusOf(error: unknown): Promise<number> {
    if (error instanceof ShellExit || error instanceof Return) return error.status
    if (error instanceof LoopExit) return 0
    if (error instanceof Interrupt) return 130
    if (!(error instanceof ShellError)) throw error
    if (error instanceof ReadonlyVariable && this.dialect.name !== 'bash') {
      await this.complain(`${error.variable}: is read only`)
      return 2
    }
    if (error.message !== '') await this.complain(error.message)
    return error.status
  }

  async runSubstitution(script: StatementList): Promise<number> {
    if (this.dialect.name === 'bash' && !this.options.inherit_errexit) this.options.errexit = false
    await this.interpreter.runList(this, script, true)
    return this.status
  }
}
