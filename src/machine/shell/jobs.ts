// Job control: foreground and background jobs, stopped ones, and what is said about them.
import type { Process } from '../process.ts'
import { SIGNALS, type SignalName } from '../signal.ts'
import { Interrupt } from './flow.ts'
import type { Shell } from './shell.ts'

const DEATHS: Partial<Record<SignalName, string>> = {
  HUP: 'Hangup',
  QUIT: 'Quit',
  ILL: 'Illegal instruction',
  ABRT: 'Aborted',
  FPE: 'Floating point exception',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  SEGV: 'Segmentation fault',
  USR2: 'User defined signal 2',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
  INT: 'Interrupt',
  PIPE: 'Broken pipe',
}

export class Job {
  number = 0
  readonly processes: Process[]
  readonly text: string
  /** That it stopped has been told. */
  told = false

  constructor(processes: Process[], text: string) {
    this.processes = processes
    this.text = text.replace(/\s+/g, ' ')
  }

  get group(): number {
    return this.processes[0]!.group
  }

  get last(): Process {
    return this.processes.at(-1)!
  }

  get state(): 'running' | 'stopped' | 'done' {
    const left = this.processes.filter((process) => process.exitCode === undefined)
    if (left.length === 0) return 'done'
    return left.every((process) => process.state === 'T') ? 'stopped' : 'running'
  }

  /** As `jobs` shows it. */
  get shownState(): string {
    if (this.state !== 'done') return this.state === 'running' ? 'Running' : 'Stopped'
    const { endedBy, exitCode } = this.last
    if (endedBy) return DEATHS[endedBy] ?? `Signal ${SIGNALS[endedBy]}`
    return exitCode === 0 ? 'Done' : `Exit ${exitCode}`
  }

  /** Resolves as soon as nothing of it runs any more. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.state === 'running') return
        for (const process of this.processes) process.onStopped.delete(look)
        resolve()
      }
      for (const process of this.processes) {
        process.onStopped.add(look)
        void process.exited.then(look)
      }
      look()
    })
  }
}

export class Jobs {
  list: Job[] = []
  private readonly shell: Shell
  /** Numbers of jobs, the current one last. */
  private order: Job[] = []
  /** Exit codes of background processes that `wait` may still ask for. */
  readonly codes = new Map<number, number>()
  private readonly wakers = new Set<() => void>()

  constructor(shell: Shell) {
    this.shell = shell
  }

  /** The process group for a job's next process. */
  groupFor(first: Process | undefined): { newGroup?: boolean; group?: number } {
    if (!this.shell.options.monitor) return {}
    return first ? { group: first.hostPid } : { newGroup: true }
  }

  /** Waits for a job and sets the shell's status. A stopped one goes into the list. */
  async foreground(processes: Process[], text: string): Promise<void> {
    await this.bringForward(new Job(processes, text))
  }

  async bringForward(job: Job): Promise<void> {
    const { shell } = this
    const { tty, process } = shell
    const { monitor } = shell.options
    if (monitor && tty) tty.foreground = job.group
    try {
      await process.alive(() => (monitor ? Promise.race([job.settled(), this.cancelled(job)]) : job.settled()))
    } finally {
      if (monitor && tty) tty.foreground = process.group
    }
    if (job.state === 'stopped') return this.stopped(job)
    this.forget(job)
    shell.status = job.last.exitCode!
    await this.tellDeath(job)
    if (shell.interactive && job.processes.some((each) => each.endedBy === 'INT')) throw new Interrupt()
  }

  /** Ctrl-C where no terminal sends it: to the foreground job of an embedded shell. */
  private async cancelled(job: Job): Promise<void> {
    const { shell } = this
    if (shell.tty) return new Promise(() => {})
    await new Promise<void>((resolve) => shell.cancel.onCancel(() => resolve()))
    shell.process.machine.signalGroup(job.group, 'INT')
    await job.settled()
  }

  private async stopped(job: Job): Promise<void> {
    const { shell } = this
    this.add(job)
    job.told = true
    shell.status = 128 + SIGNALS.TSTP
    await shell.err(`\n${this.line(job)}\n`)
  }

  private async tellDeath(job: Job): Promise<void> {
    const { shell } = this
    const signal = job.last.endedBy
    if (!signal) return
    if (signal === 'INT' || signal === 'PIPE' || shell.depth > 0) return
    const death = DEATHS[signal] ?? `Signal ${SIGNALS[signal]}`
    if (shell.interactive || shell.dialect.name !== 'bash') return shell.err(`${death}\n`)
    await shell.complain(` ${String(job.last.pid).padStart(5)} ${death.padEnd(23)} ${job.text}`)
  }

  async background(processes: Process[], text: string): Promise<void> {
    const { shell } = this
    const job = new Job(processes, text)
    this.add(job)
    void job.last.exited.then((code) => this.codes.set(job.last.pid, code))
    if (this.seen) await shell.err(`[${job.number}] ${job.last.pid}\n`)
  }

  /** Waits for a job in the background, unless a trapped signal comes first; then undefined. */
  async wait(job: Job): Promise<number | undefined> {
    const { shell } = this
    while (job.state !== 'done') {
      const woken = new Promise<'woken'>((resolve) => this.wakers.add(() => resolve('woken')))
      const how = await shell.interruptible(Promise.race([job.settled(), woken]))
      if (how === 'woken') return undefined
      if (job.state === 'stopped') return 128 + SIGNALS.TSTP
    }
    this.forget(job)
    return job.last.exitCode!
  }

  /** A trapped signal arrived. */
  wake(): void {
    for (const waker of this.wakers) waker()
    this.wakers.clear()
  }

  /** `%1`, `%+`, `%-`, `%sl`, `%?ee`, or a process id. */
  find(spec: string): Job | undefined {
    if (/^\d+$/.test(spec))
      return this.list.find((job) => job.processes.some((process) => process.pid === Number(spec)))
    const name = spec.replace(/^%/, '')
    if (name === '' || name === '+' || name === '%') return this.order.at(-1)
    if (name === '-') return this.order.at(-2) ?? this.order.at(-1)
    if (/^\d+$/.test(name)) return this.list.find((job) => job.number === Number(name))
    const wanted = name.startsWith('?') ? name.slice(1) : undefined
    return this.list.find((job) => (wanted === undefined ? job.text.startsWith(name) : job.text.includes(wanted)))
  }

  line(job: Job, long = false): string {
    const mark = job === this.order.at(-1) ? '+' : job === this.order.at(-2) ? '-' : ' '
    const pid = long ? `${String(job.processes[0]!.pid).padStart(5)} ` : ' '
    const text = job.state === 'running' ? `${job.text} &` : job.text
    return `[${job.number}]${mark} ${pid}${job.shownState.padEnd(24)}${text}`
  }

  /** Tells what ended since the last time; before each prompt. */
  async notify(): Promise<void> {
    for (const job of [...this.list]) {
      if (job.state === 'running') job.told = false
      if (job.state === 'stopped' && !job.told && this.seen) {
        job.told = true
        await this.shell.err(`\n${this.line(job)}\n`)
      }
      if (job.state !== 'done') continue
      const line = this.line(job)
      this.forget(job)
      if (this.seen) await this.shell.err(`${line}\n`)
    }
  }

  /** Somebody is at the terminal, to whom jobs are told of. */
  get seen(): boolean {
    return this.shell.interactive && this.shell.tty !== undefined
  }

  add(job: Job): void {
    if (!this.list.includes(job)) {
      job.number = Math.max(0, ...this.list.map((each) => each.number)) + 1
      this.list.push(job)
    }
    this.current(job)
  }

  current(job: Job): void {
    const others = this.order.filter((each) => each !== job)
    const stopped =
      this.shell.options.monitor && job.state !== 'stopped' ? others.filter((each) => each.state === 'stopped') : []
    this.order = [...others.filter((each) => !stopped.includes(each)), job, ...stopped]
  }

  forget(job: Job): void {
    this.list = this.list.filter((each) => each !== job)
    this.order = this.order.filter((each) => each !== job)
  }
}
