// HEALTHCHECK: a command run in the container every so often, and what its results make of the container (moby/daemon/health.go).
import type { Health, HealthcheckResult } from '../../api/docker.ts'
import type { Healthcheck } from '../../api/oci.ts'
import { text } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import { OciError } from '../../runtime/errors.ts'
import { Output, makeStreams } from '../../runtime/streams.ts'
import type { Engine } from '../engine.ts'
import { goTime } from '../times.ts'
import type { Container } from './container.ts'

const NS_PER_MS = 1e6
const DEFAULT_MS = 30_000
const DEFAULT_RETRIES = 3
const DEFAULT_START_INTERVAL_MS = 5000
const KEPT_RESULTS = 5
const MAX_OUTPUT = 4096

const ms = (nanoseconds: number | undefined, otherwise: number) => (nanoseconds ? nanoseconds / NS_PER_MS : otherwise)

export class HealthMonitor {
  status: 'starting' | 'healthy' | 'unhealthy' = 'starting'
  failingStreak = 0
  private readonly results: HealthcheckResult[] = []
  private stopped = false
  private readonly engine: Engine
  private readonly container: Container
  private readonly check: Healthcheck

  /** Undefined for a container without a check. */
  static start(engine: Engine, container: Container): HealthMonitor | undefined {
    const check = container.config.Healthcheck
    if (!check?.Test?.length || check.Test[0] === 'NONE') return undefined
    const monitor = new HealthMonitor(engine, container, check)
    engine.machine.kernel.spawn(() => monitor.loop())
    return monitor
  }

  private constructor(engine: Engine, container: Container, check: Healthcheck) {
    this.engine = engine
    this.container = container
    this.check = check
  }

  stop(): void {
    this.stopped = true
  }

  shown(): Health {
    return { Status: this.status, FailingStreak: this.failingStreak, Log: this.results }
  }

  private async loop(): Promise<void> {
    const { check, engine, container } = this
    const began = engine.clock.now
    const startPeriod = ms(check.StartPeriod, 0)
    for (;;) {
      const inStart = this.status === 'starting' && engine.clock.now - began < startPeriod
      const interval = inStart ? ms(check.StartInterval, DEFAULT_START_INTERVAL_MS) : ms(check.Interval, DEFAULT_MS)
      await engine.clock.sleep(interval)
      if (this.stopped) return
      if (container.state.paused) continue
      const result = await this.probe()
      if (this.stopped) return
      this.judge(result, engine.clock.now - began < startPeriod)
    }
  }

  private command(): string[] {
    const [kind, ...words] = this.check.Test!
    if (kind === 'CMD') return words
    const shell = this.container.config.Shell ?? ['/bin/sh', '-c']
    return [...shell, ...words]
  }

  private async probe(): Promise<HealthcheckResult> {
    const { engine, container } = this
    const start = engine.clock.now
    const timeout = ms(this.check.Timeout, DEFAULT_MS)
    const chunks: string[] = []
    const output = new Output()
    output.listen((_, bytes) => void chunks.push(text(bytes)))
    const argv = this.command()
    const action = argv.join(' ')
    const execID = engine.newId()
    engine.containerEvent(container, `exec_create: ${action}`, { execID })
    let code: number
    try {
      const streams = makeStreams({ output, tty: false, openStdin: false })
      const { Env, WorkingDir, User } = container.config
      const process = container.contained!.exec(
        { argv, env: Env ?? [], cwd: WorkingDir || '/', user: User, streams },
        this.cause(),
      )
      engine.containerEvent(container, `exec_start: ${action}`, { execID })
      const ended = await Promise.race([process.exited, engine.clock.sleep(timeout).then(() => undefined)])
      if (ended === undefined) {
        process.signal('KILL')
        chunks.splice(0, chunks.length, `Health check exceeded timeout (${timeout / 1000}s)`)
      }
      code = ended ?? -1
      engine.containerEvent(container, 'exec_die', { execID, exitCode: String(code) })
    } catch (error) {
      if (!(error instanceof OciError)) throw error
      code = -1
      chunks.push(`OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`)
    }
    const { clock } = engine
    const said = chunks.join('').slice(0, MAX_OUTPUT)
    return { Start: goTime(clock, start), End: goTime(clock, clock.now), ExitCode: code, Output: said }
  }

  private cause(): Cause {
    return this.container.contained?.process?.cause
  }

  private judge(result: HealthcheckResult, inStartPeriod: boolean): void {
    const { engine, container } = this
    const retries = this.check.Retries || DEFAULT_RETRIES
    this.results.push(result)
    if (this.results.length > KEPT_RESULTS) this.results.shift()
    const before = this.status
    if (result.ExitCode === 0) {
      this.failingStreak = 0
      this.status = 'healthy'
    } else if (!(this.status === 'starting' && inStartPeriod)) {
      this.failingStreak++
      if (this.failingStreak >= retries) this.status = 'unhealthy'
    }
    const reason =
      result.ExitCode === 0 ? 'the check succeeded' : `the check failed ${this.failingStreak} of ${retries} times`
    const about = { container: container.name, status: this.status, exitCode: result.ExitCode, reason }
    engine.decide('health', about, this.cause())
    if (before === this.status) return
    engine.containerEvent(container, `health_status: ${this.status}`)
    engine.say(container, this.cause())
  }
}
