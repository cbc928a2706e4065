// init(1), systemd as PID 1: starts the enabled units and starts them again when they fail; never ends.
import { utf8, text } from '../../../kernel/bytes.ts'
import type { Machine } from '../../machine.ts'
import { FsError } from '../../fs/filesystem.ts'
import type { Process } from '../../process.ts'
import type { Program } from '../../program.ts'
import { findAccount, userOf } from '../accounts.ts'
import { DEFAULT_PATH } from '../../exec.ts'
import { type Unit, enabledUnits, loadUnit } from './unit.ts'

export interface JournalLine {
  /** Virtual ms. */
  at: number
  unit: string
  /** `dockerd[812]` */
  source: string
  text: string
}

export interface ServiceState {
  unit: Unit
  state: 'active' | 'inactive' | 'failed' | 'activating'
  process: Process | undefined
  since: number
  code: number
  /** Times of the last starts, for the start limit. */
  starts: number[]
  wanted: boolean
}

const START_LIMIT = 5
const START_LIMIT_MS = 10_000
const JOURNAL_LINES = 5000

/** What systemctl talks to. */
export class ServiceKeeper {
  readonly services = new Map<string, ServiceState>()
  readonly journal: JournalLine[] = []
  readonly listeners = new Set<(line: JournalLine) => void>()
  private readonly init: Process

  constructor(init: Process) {
    this.init = init
  }

  state(unit: Unit): ServiceState {
    let state = this.services.get(unit.name)
    if (!state) {
      state = { unit, state: 'inactive', process: undefined, since: this.now, code: 0, starts: [], wanted: false }
      this.services.set(unit.name, state)
    }
    state.unit = unit
    return state
  }

  private get now(): number {
    return this.init.kernel.clock.now
  }

  log(unit: string, source: string, line: string): void {
    const entry = { at: this.now, unit, source, text: line }
    this.journal.push(entry)
    if (this.journal.length > JOURNAL_LINES) this.journal.shift()
    for (const listener of this.listeners) listener(entry)
  }

  /** False when its program cannot be run. */
  start(unit: Unit): boolean {
    const service = this.state(unit)
    if (service.state === 'active') return true
    service.wanted = true
    service.starts = [...service.starts.filter((time) => time > this.now - START_LIMIT_MS), this.now]
    if (service.starts.length > START_LIMIT) return this.failed(service, 1, 'Start request repeated too quickly.')
    this.log(unit.name, 'systemd[1]', `Starting ${unit.name} - ${unit.description}...`)
    const { fs, machine } = this.init
    const account = findAccount(fs, unit.user)
    const output = this.output(service)
    try {
      service.process = machine.start({
        argv: unit.command,
        env: { PATH: DEFAULT_PATH, HOME: account?.home ?? '/root', ...unit.environment },
        cwd: unit.workingDirectory,
        user: account && userOf(fs, account),
        stdout: output,
        stderr: output,
        parent: this.init,
        newGroup: true,
        cause: this.init.cause,
      })
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      return this.failed(service, 203, `Failed at step EXEC spawning ${unit.command[0]}: ${error.message}`)
    }
    service.state = 'active'
    service.since = this.now
    this.log(unit.name, 'systemd[1]', `Started ${unit.name} - ${unit.description}.`)
    void service.process.exited.then((code) => this.ended(service, service.process!, code))
    return true
  }

  stop(unit: Unit): Promise<void> {
    const service = this.state(unit)
    service.wanted = false
    const { process } = service
    if (!process || service.state !== 'active') {
      service.state = 'inactive'
      return Promise.resolve()
    }
    this.log(unit.name, 'systemd[1]', `Stopping ${unit.name} - ${unit.description}...`)
    process.signal('TERM')
    const patience = this.init.kernel.clock.after(90_000, () => process.signal('KILL'))
    return process.exited.then(() => this.init.kernel.clock.clear(patience))
  }

  private output(service: ServiceState) {
    let rest = ''
    return {
      write: (data: Uint8Array | string) => {
        const parts = (rest + text(typeof data === 'string' ? utf8(data) : data)).split('\n')
        rest = parts.pop()!
        for (const line of parts)
          this.log(
            service.unit.name,
            `${service.process?.name ?? service.unit.name}[${service.process?.pid ?? 0}]`,
            line,
          )
        return Promise.resolve()
      },
    }
  }

  private failed(service: ServiceState, code: number, message: string): false {
    service.state = 'failed'
    service.code = code
    service.since = this.now
    this.log(service.unit.name, 'systemd[1]', `${service.unit.name}: ${message}`)
    this.log(service.unit.name, 'systemd[1]', `Failed to start ${service.unit.name} - ${service.unit.description}.`)
    return false
  }

  private ended(service: ServiceState, process: Process, code: number): void {
    if (service.process !== process) return
    const { unit } = service
    const clean = code === 0 || code === 128 + 15
    service.code = code
    service.since = this.now
    service.process = undefined
    service.state = clean || !service.wanted ? (unit.oneshot && clean ? 'active' : 'inactive') : 'failed'
    this.log(
      unit.name,
      'systemd[1]',
      clean || !service.wanted
        ? `${unit.name}: Deactivated successfully.`
        : `${unit.name}: Main process exited, code=exited, status=${code}/FAILURE`,
    )
    if (!service.wanted) this.log(unit.name, 'systemd[1]', `Stopped ${unit.name} - ${unit.description}.`)
    const again =
      service.wanted && !unit.oneshot && (unit.restart === 'always' || (unit.restart === 'on-failure' && !clean))
    if (!again || !this.init.namespaces.net.up) return
    service.state = 'activating'
    this.init.kernel.clock.after(unit.restartDelay, () => {
      if (!service.wanted || service.state !== 'activating' || this.init.exitCode !== undefined) return
      this.log(
        unit.name,
        'systemd[1]',
        `${unit.name}: Scheduled restart job, restart counter is at ${service.starts.length}.`,
      )
      service.state = 'inactive'
      this.start(loadUnit(this.init.fs, unit.name) ?? unit)
    })
  }
}

const keepers = new WeakMap<Machine, ServiceKeeper>()

/** The keeper of a machine that has booted; undefined inside containers, where systemd does not run. */
export const keeperOf = (process: Process): ServiceKeeper | undefined =>
  process.namespaces.pids === process.machine.pids ? keepers.get(process.machine) : undefined

export const init: Program = async (process) => {
  if (process.pid !== 1) {
    await process.error('systemd: Explicit --user argument required to run as user manager.\n')
    return 1
  }
  process.allocate(12_000_000)
  const keeper = new ServiceKeeper(process)
  keepers.set(process.machine, keeper)
  for (const unit of enabledUnits(process.fs)) keeper.start(unit)
  return process.forever()
}
