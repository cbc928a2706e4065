// Another process in a running container (moby/daemon/exec.go).
import type { ExecCreateRequest, ExecInspect, ExecStartRequest } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Process } from '../../machine/process.ts'
import { OciError } from '../../runtime/errors.ts'
import { resolveUser } from '../../runtime/identity.ts'
import { type Streams, Output, makeStreams } from '../../runtime/streams.ts'
import type { Engine } from '../engine.ts'
import { badRequest, conflict, failure, notFound } from '../errors.ts'
import type { Container } from './container.ts'
import { areKeys } from './detach-keys.ts'
import { exitCodeOf, MOUNT_HINT } from './start-errors.ts'

export class Exec {
  readonly id: string
  readonly container: Container
  readonly request: ExecCreateRequest
  readonly output = new Output()
  streams: Streams | undefined
  process: Process | undefined
  started = false
  exitCode: number | null = null

  constructor(id: string, container: Container, request: ExecCreateRequest) {
    this.id = id
    this.container = container
    this.request = request
  }

  get running(): boolean {
    return this.process !== undefined && this.exitCode === null
  }

  get action(): string {
    const [entrypoint = '', ...words] = this.request.Cmd
    return `${entrypoint} ${words.join(' ')}`
  }

  shown(): ExecInspect {
    const { request } = this
    const [entrypoint = '', ...words] = request.Cmd
    return {
      ID: this.id,
      Running: this.running,
      ExitCode: this.exitCode,
      ProcessConfig: {
        tty: request.Tty ?? false,
        entrypoint,
        arguments: words,
        privileged: request.Privileged ?? false,
        ...(request.User ? { user: request.User } : {}),
      },
      OpenStdin: request.AttachStdin ?? false,
      OpenStderr: request.AttachStderr ?? false,
      OpenStdout: request.AttachStdout ?? false,
      CanRemove: false,
      ContainerID: this.container.id,
      DetachKeys: '',
      Pid: this.process?.hostPid ?? 0,
    }
  }
}

/** Throws ApiError when the container does not run. */
export function checkRunning(container: Container): void {
  const { state } = container
  if (state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  if (!state.running) throw conflict(`container ${container.id} is not running`)
}

export function createExec(engine: Engine, name: string, request: ExecCreateRequest): Exec {
  const container = engine.container(name)
  checkRunning(container)
  if (container.state.paused) throw conflict(`Container ${name} is paused, unpause the container before exec`)
  if (!request.Cmd?.length) throw badRequest('No exec command specified')
  if (request.User) checkUser(container, request.User)
  const { DetachKeys: keys = '' } = request
  if (!areKeys(keys)) throw failure(`Invalid escape keys (${keys}) provided`)
  const exec = new Exec(engine.newId(), container, request)
  engine.execs.set(exec.id, exec)
  container.execIds.add(exec.id)
  engine.containerEvent(container, `exec_create: ${exec.action}`, { execID: exec.id })
  return exec
}

/** Looked up before the process is started, to refuse early. */
function checkUser({ fs }: Container, word: string): void {
  try {
    resolveUser(fs, word)
  } catch (error) {
    throw error instanceof OciError ? badRequest(error.message) : error
  }
}

export function findExec(engine: Engine, id: string): Exec {
  const exec = engine.execs.get(id)
  if (!exec) throw notFound(`No such exec instance: ${id}`)
  return exec
}

/** Throws OciError when the program cannot be started; its exit code is kept then, too. */
export function startExec(engine: Engine, exec: Exec, options: ExecStartRequest, cause: Cause): Process {
  const { container, request } = exec
  if (exec.started) throw conflict(`exec command ${exec.id} has already run`)
  checkRunning(container)
  exec.started = true
  const console = options.ConsoleSize ?? request.ConsoleSize
  const tty = request.Tty ?? false
  const size = console ? { columns: console[1], rows: console[0] } : undefined
  exec.streams = makeStreams({ output: exec.output, tty, openStdin: request.AttachStdin ?? false, size })
  engine.containerEvent(container, `exec_start: ${exec.action}`, { execID: exec.id })
  try {
    const process = run(exec, cause)
    exec.process = process
    engine.machine.kernel.spawn(async () => ended(engine, exec, await process.exited, cause))
    engine.say(container, cause)
    return process
  } catch (error) {
    if (!(error instanceof OciError)) throw error
    exec.exitCode = exitCodeOf(error.message)
    throw error
  }
}

function run(exec: Exec, cause: Cause): Process {
  const { container, request } = exec
  const { config } = container
  const cwd = request.WorkingDir || config.WorkingDir || '/'
  if (!cwd.startsWith('/')) throw new OciError('OCI runtime exec failed: exec failed: Cwd must be an absolute path')
  const cannot = `chdir to cwd (${JSON.stringify(cwd)}) set in config.json failed`
  if (!container.fs.exists(cwd)) throw new OciError(`${cannot}: no such file or directory`, true)
  if (container.fs.stat(cwd).type !== 'directory') throw new OciError(`${cannot}: not a directory${MOUNT_HINT}`, true)
  const own = new Set((request.Env ?? []).map((entry) => entry.split('=')[0]))
  const env = [...(config.Env ?? []).filter((entry) => !own.has(entry.split('=')[0])), ...(request.Env ?? [])]
  const user = request.User || config.User
  return container.contained!.exec(
    { argv: request.Cmd, env, cwd, user, privileged: request.Privileged, streams: exec.streams! },
    cause,
  )
}

function ended(engine: Engine, exec: Exec, code: number, cause: Cause): void {
  exec.exitCode = code
  engine.containerEvent(exec.container, 'exec_die', { execID: exec.id, exitCode: String(code) })
  engine.say(exec.container, cause)
}

/** As dockerd words it before runc's own text. */
export const execError = (error: OciError): string =>
  error.ofProcess
    ? `OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`
    : error.message
