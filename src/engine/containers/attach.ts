// POST /containers/{id}/attach, wait and resize: a client's part in a container's streams.
import type { WaitResponse } from '../../api/docker.ts'
import { Pipe } from '../../kernel/queue.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../net/http.ts'
import { selectLines } from '../../runtime/logs.ts'
import { type Streams, makeStreams } from '../../runtime/streams.ts'
import { flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, conflict } from '../errors.ts'
import type { Container, WaitCondition } from './container.ts'
import { areKeys } from './detach-keys.ts'
import { attachInput, attachOutput, frame, upgraded } from './hijack.ts'

/** What is typed before the container starts waits in its streams. */
export function streamsOf(container: Container): Streams {
  const { config, hostConfig, output } = container
  const [rows, columns] = hostConfig.ConsoleSize
  container.streams ??= makeStreams({ output, tty: config.Tty, openStdin: config.OpenStdin, size: { columns, rows } })
  return container.streams
}

export function attach(engine: Engine, name: string, request: HttpRequest): HttpResponse {
  const keys = one(request.query, 'detachKeys')
  if (!areKeys(keys)) throw badRequest(`Invalid detach keys (${keys}) provided`)
  const container = engine.container(name)
  if (container.state.paused) throw conflict(`container ${container.id} is paused, unpause the container before attach`)
  const { query } = request
  const { Tty: tty, StdinOnce, OpenStdin } = container.config
  const wanted = { tty, stdout: flag(query, 'stdout'), stderr: flag(query, 'stderr') }
  engine.containerEvent(container, 'attach')
  return upgraded(tty, (connection) => {
    if (flag(query, 'logs')) {
      for (const line of selectLines(container.log, wanted)) {
        void connection.write(tty ? line.bytes : frame(line.stream, line.bytes))
      }
    }
    if (!flag(query, 'stream')) return connection.close()
    const off = attachOutput(container.output, connection, wanted)
    const offDetach = container.onDetach(() => {
      off()
      connection.close()
    })
    if (!flag(query, 'stdin') || !OpenStdin) return
    engine.machine.kernel.spawn(async () => {
      await attachInput(connection, () => streamsOf(container), StdinOnce && !tty)
      if (!tty) return
      off()
      offDetach()
      connection.close()
    })
  })
}

const CONDITIONS: WaitCondition[] = ['not-running', 'next-exit', 'removed']

/** Answers at once; the body comes when the condition holds. */
export function wait(engine: Engine, name: string, request: HttpRequest, peer: Peer): HttpResponse {
  const container = engine.container(name)
  const condition = (one(request.query, 'condition') || 'not-running') as WaitCondition
  if (!CONDITIONS.includes(condition)) throw badRequest(`invalid condition: ${JSON.stringify(condition)}`)
  const body = new Pipe(Infinity)
  const say = (response: WaitResponse) => {
    void body.write(`${JSON.stringify(response)}\n`).catch(() => {})
    body.end()
  }
  peer.gone.onCancel(() => say({ StatusCode: -1, Error: { Message: 'context canceled' } }))
  engine.machine.kernel.spawn(async () => {
    const code = await container.wait(condition)
    const { error } = container.state
    if (!body.ended) say({ ...(error ? { Error: { Message: error } } : {}), StatusCode: code })
  })
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}

export function resize(streams: Streams | undefined, request: HttpRequest): void {
  const [rows, columns] = [one(request.query, 'h'), one(request.query, 'w')]
  for (const word of [rows, columns]) {
    if (!/^\d+$/.test(word)) throw badRequest(`strconv.ParseUint: parsing ${JSON.stringify(word)}: invalid syntax`)
  }
  streams?.tty?.resize({ columns: Number(columns), rows: Number(rows) })
}
