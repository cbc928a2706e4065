// Ending a container: signals, patience, pause (moby/daemon/stop.go, kill.go, pause.go).
import type { Cause } from '../../kernel/trace.ts'
import { SIGNALS, type SignalName, signalName } from '../../machine/signal.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure } from '../errors.ts'
import type { Container } from './container.ts'
import { start } from './start.ts'

const DEFAULT_TIMEOUT_S = 10
/** How long docker waits for a process that was killed. */
const KILL_WAIT_MS = 10_000

const stopSignal = (container: Container): SignalName => signalName(container.config.StopSignal ?? 'TERM') ?? 'TERM'

export interface StopOptions {
  /** Seconds; negative: for ever. */
  timeout?: number
  signal?: string
}

/** Throws ApiError. Resolves when it has ended. */
export async function stop(engine: Engine, container: Container, options: StopOptions, cause: Cause): Promise<void> {
  const { state } = container
  container.manuallyStopped = true
  if (state.restarting && !state.running) {
    container.cancelRestart?.()
    engine.say(container, cause)
    return
  }
  if (!state.running) return
  const wanted = options.signal ? signalName(options.signal) : stopSignal(container)
  if (!wanted) throw badRequest(`invalid signal: ${options.signal}`)
  const timeout = options.timeout ?? container.config.StopTimeout ?? DEFAULT_TIMEOUT_S
  const over = container.wait('next-exit')
  const stopped = new Promise<void>((resolve) => {
    container.onStopped = () => {
      engine.containerEvent(container, 'stop')
      resolve()
    }
  })
  if (state.paused) unfreeze(container)
  sendSignal(engine, container, wanted)
  const patient = timeout < 0 ? over : Promise.race([over, engine.process.sleep(timeout * 1000)])
  await patient
  if (state.running) {
    const reason = `did not end within ${timeout} s of SIG${wanted}`
    engine.decide('kill', { container: container.name, reason }, cause)
    sendSignal(engine, container, 'KILL')
    await over
  }
  await stopped
}

function unfreeze(container: Container): void {
  container.contained?.freeze(false)
  container.state.paused = false
}

function sendSignal(engine: Engine, container: Container, signal: SignalName): void {
  container.contained?.signal(signal)
  engine.containerEvent(container, 'kill', { signal: String(SIGNALS[signal]) })
}

/** `POST /containers/{id}/kill`. Throws ApiError. */
export async function kill(engine: Engine, name: string, word: string, cause: Cause): Promise<void> {
  try {
    await signalled(engine, name, word, cause)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(error.status, `cannot kill container: ${name}: ${error.message}`)
  }
}

/** The word is looked at before the container is. */
async function signalled(engine: Engine, name: string, word: string, cause: Cause): Promise<void> {
  const signal = word ? signalName(word) : 'KILL'
  if (!signal) throw badRequest(`invalid signal: ${word}`)
  const container = engine.container(name)
  const { state } = container
  if (!state.running) {
    if (state.restarting && signal === 'KILL') return stop(engine, container, {}, cause)
    throw conflict(`container ${container.id} is not running`)
  }
  // Where the image names no signal of its own for stopping, any signal is one.
  const stops = signal === 'KILL' || !container.config.StopSignal || signal === stopSignal(container)
  if (stops) container.manuallyStopped = true
  const over = container.wait('next-exit')
  if (state.paused && stops) unfreeze(container)
  sendSignal(engine, container, signal)
  if (signal === 'KILL') await Promise.race([over, engine.process.sleep(KILL_WAIT_MS)])
}

export async function restart(engine: Engine, container: Container, options: StopOptions, cause: Cause): Promise<void> {
  await stop(engine, container, options, cause)
  start(engine, container, cause)
  engine.containerEvent(container, 'restart')
}

export function pause(engine: Engine, container: Container, cause: Cause): void {
  const { state } = container
  if (!state.running) throw conflict(`container ${container.id} is not running`)
  if (state.paused) throw conflict(`Container ${container.id} is already paused`)
  if (state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  container.contained?.freeze(true)
  state.paused = true
  engine.containerEvent(container, 'pause')
  engine.say(container, cause)
}

export function unpause(engine: Engine, container: Container, cause: Cause): void {
  const { state } = container
  if (!state.paused) throw failure(`Container ${container.id} is not paused`)
  unfreeze(container)
  engine.containerEvent(container, 'unpause')
  engine.say(container, cause)
}
