// Routes of containers and execs.
import type {
  ContainerCreateRequest,
  ContainerUpdateRequest,
  ExecCreateRequest,
  ExecStartRequest,
  FilesystemChange,
} from '../../api/docker.ts'
import { utf8 } from '../../kernel/bytes.ts'
import { writeTar } from '../../kernel/tar.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../net/http.ts'
import type { Params, Route } from '../../net/router.ts'
import { OciError } from '../../runtime/errors.ts'
import { answer, body, empty, flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, conflict } from '../errors.ts'
import { removeLink } from '../networks/links.ts'
import { getArchive, putArchive, statArchive } from './archive.ts'
import { attach, resize, wait } from './attach.ts'
import { create, nameConflict } from './create.ts'
import { createExec, execError, findExec, startExec } from './exec.ts'
import { attachInput, attachOutput, frame, upgraded } from './hijack.ts'
import { inspect } from './inspect.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { pruneContainers } from './prune.ts'
import { removeAsked } from './remove.ts'
import { start } from './start.ts'
import { stats } from './stats.ts'
import { kill, pause, restart, stop, unpause } from './stop.ts'
import { top } from './top.ts'
import { update } from './update.ts'
import { checkName } from './validate.ts'

/** What a snapshot for a container, and its namespaces and first process, take: disk, runc, the network's devices. */
const [CREATE_MS, START_MS] = [60, 235]

type Act = (request: HttpRequest, name: string, peer: Peer) => Promise<HttpResponse> | HttpResponse

export function containerRoutes(engine: Engine): Route[] {
  const about = (params: Params) => ({ container: engine.named(params.name ?? '')?.name ?? params.name ?? '' })
  const route = (method: string, path: string, topic: string, act: Act): Route => ({
    method,
    pattern: `/containers${path}`,
    topic: `docker.container.${topic}`,
    about,
    handle: (request, params, peer) => act(request, params.name ?? '', peer),
  })
  return [
    route('GET', '/json', 'list', ({ query }) => answer(200, list(engine, query))),
    {
      ...route('POST', '/create', 'create', async (request, _, peer) => {
        const asked = await body<ContainerCreateRequest>(request)
        const { query } = request
        await engine.process.sleep(CREATE_MS)
        return answer(201, create(engine, one(query, 'name'), asked, one(query, 'platform'), peer.cause))
      }),
      about: (_, request) => ({ container: one(request.query, 'name') }),
    },
    route('POST', '/prune', 'prune', ({ query }, _, peer) => answer(200, pruneContainers(engine, query, peer.cause))),
    ...inspecting(engine, route),
    ...living(engine, route),
    ...changing(engine, route),
    ...execRoutes(engine),
  ]
}

type Make = (method: string, path: string, topic: string, act: Act) => Route

function inspecting(engine: Engine, route: Make): Route[] {
  return [
    route('GET', '/:name+/json', 'inspect', ({ query }, name) =>
      answer(200, inspect(engine, engine.container(name), flag(query, 'size'))),
    ),
    route('GET', '/:name+/logs', 'logs', (request, name, peer) => logs(engine, name, request, peer)),
    route('GET', '/:name+/top', 'top', async ({ query }, name, peer) =>
      answer(200, await top(engine, name, one(query, 'ps_args'), peer.cause)),
    ),
    route('GET', '/:name+/stats', 'stats', (request, name, peer) => stats(engine, name, request, peer)),
    route('GET', '/:name+/changes', 'changes', (_, name) => {
      const kinds = { C: 0, A: 1, D: 2 } as const
      const changes = engine.container(name).fs.changes()
      const shown: FilesystemChange[] = changes.map(({ kind, path }) => ({ Path: path, Kind: kinds[kind] }))
      return answer(200, shown.length > 0 ? shown : null)
    }),
    route('GET', '/:name+/export', 'export', (_, name) => {
      const container = engine.container(name)
      const entries = container.fs.treeEntries()
      engine.containerEvent(container, 'export')
      const weight = entries.reduce((sum, entry) => sum + 512 + (entry.content?.size ?? 0), 0)
      return { status: 200, headers: { 'content-type': 'application/x-tar' }, body: writeTar(entries), weight }
    }),
    route('HEAD', '/:name+/archive', 'archive.stat', ({ query }, name) =>
      statArchive(engine, name, one(query, 'path')),
    ),
    route('GET', '/:name+/archive', 'archive.get', ({ query }, name) => getArchive(engine, name, one(query, 'path'))),
    route('PUT', '/:name+/archive', 'archive.put', (request, name, peer) =>
      putArchive(engine, name, request, peer.cause),
    ),
  ]
}

const timeoutOf = (request: HttpRequest) => {
  const said = one(request.query, 't')
  return { timeout: said === '' ? undefined : Number(said), signal: one(request.query, 'signal') || undefined }
}

function living(engine: Engine, route: Make): Route[] {
  return [
    route('POST', '/:name+/start', 'start', async (_, name, peer) => {
      if (!engine.container(name).state.running) await engine.process.sleep(START_MS)
      const container = engine.container(name)
      if (container.state.running && !container.state.paused) return empty(304)
      container.cancelRestart?.()
      start(engine, container, peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/stop', 'stop', async (request, name, peer) => {
      const container = engine.container(name)
      if (!container.state.running && !container.state.restarting) return empty(304)
      await stop(engine, container, timeoutOf(request), peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/restart', 'restart', async (request, name, peer) => {
      await restart(engine, engine.container(name), timeoutOf(request), peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/kill', 'kill', async ({ query }, name, peer) => {
      await kill(engine, name, one(query, 'signal'), peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/pause', 'pause', (_, name, peer) => {
      pause(engine, engine.container(name), peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/unpause', 'unpause', (_, name, peer) => {
      unpause(engine, engine.container(name), peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/wait', 'wait', (request, name, peer) => wait(engine, name, request, peer)),
    route('POST', '/:name+/attach', 'attach', (request, name) => attach(engine, name, request)),
    route('POST', '/:name+/resize', 'resize', (request, name) => {
      const container = engine.container(name)
      if (!container.state.running) throw conflict(`container ${container.id} is not running`)
      resize(container.streams, request)
      return empty(200)
    }),
  ]
}

function changing(engine: Engine, route: Make): Route[] {
  return [
    route('DELETE', '/:name+', 'remove', async ({ query }, name, peer) => {
      if (flag(query, 'link')) removeLink(engine, name)
      else await removeAsked(engine, name, { volumes: flag(query, 'v'), force: flag(query, 'force') }, peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/rename', 'rename', ({ query }, name, peer) => {
      const container = engine.container(name)
      const wanted = one(query, 'name').replace(/^\//, '')
      if (!wanted) throw badRequest('Neither old nor new names may be empty')
      if (wanted === container.name) throw badRequest('Renaming a container with the same name as its current name')
      renameTo(engine, container, wanted)
      engine.say(container, peer.cause)
      return empty(204)
    }),
    route('POST', '/:name+/update', 'update', async (request, name, peer) => {
      const asked = await body<ContainerUpdateRequest>(request)
      return answer(200, update(engine, engine.container(name), asked, peer.cause))
    }),
  ]
}

function renameTo(engine: Engine, container: ReturnType<Engine['container']>, wanted: string): void {
  const because = (error: Error & { status?: number }) => {
    const message = `Error when allocating new name: ${error.message}`
    return error.status === 409 ? conflict(message) : badRequest(message)
  }
  const taken = engine.named(wanted)
  if (taken) throw because(nameConflict(wanted, taken.id))
  try {
    checkName(`/${wanted}`)
  } catch (error) {
    throw because(error as Error)
  }
  const oldName = `/${container.name}`
  container.name = wanted
  engine.containerEvent(container, 'rename', { oldName })
}

function execRoutes(engine: Engine): Route[] {
  const about = (params: Params) => {
    const exec = engine.execs.get(params.id ?? '')
    return { container: exec?.container.name ?? params.name ?? '' }
  }
  return [
    {
      method: 'POST',
      pattern: '/containers/:name/exec',
      topic: 'docker.container.exec.create',
      about,
      handle: async (request, params) => {
        const exec = createExec(engine, params.name!, await body<ExecCreateRequest>(request))
        return answer(201, { Id: exec.id })
      },
    },
    {
      method: 'POST',
      pattern: '/exec/:id/start',
      topic: 'docker.container.exec.start',
      about,
      handle: async (request, params, peer) => runExec(engine, params.id!, await body<ExecStartRequest>(request), peer),
    },
    {
      method: 'GET',
      pattern: '/exec/:id/json',
      topic: 'docker.container.exec.inspect',
      about,
      handle: (_, params) => answer(200, findExec(engine, params.id!).shown()),
    },
    {
      method: 'POST',
      pattern: '/exec/:id/resize',
      topic: 'docker.container.exec.resize',
      about,
      handle: (request, params) => {
        const exec = findExec(engine, params.id!)
        if (!exec.running) throw badRequest('exec process is not started')
        resize(exec.streams, request)
        return empty(200)
      },
    },
  ]
}

/** Attached: what cannot be started is told on stdout, after the connection was taken over. */
function runExec(engine: Engine, id: string, options: ExecStartRequest, peer: Peer): HttpResponse {
  const exec = findExec(engine, id)
  const { request } = exec
  if (options.Detach) {
    try {
      startExec(engine, exec, options, peer.cause)
    } catch (error) {
      if (error instanceof OciError) throw badRequest(execError(error))
      throw error
    }
    return empty(200)
  }
  const tty = request.Tty ?? false
  return upgraded(tty, (connection) => {
    const off = attachOutput(exec.output, connection, {
      tty,
      stdout: request.AttachStdout ?? false,
      stderr: request.AttachStderr ?? false,
    })
    let process
    try {
      process = startExec(engine, exec, options, peer.cause)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const said = utf8(`${error instanceof OciError ? execError(error) : error.message}\r\n`)
      void connection.write(tty ? said : frame('stdout', said))
      return connection.close()
    }
    const { kernel } = engine.machine
    if (request.AttachStdin) kernel.spawn(() => attachInput(connection, () => exec.streams, true))
    const running = process
    kernel.spawn(async () => {
      await running.exited
      off()
      connection.close()
    })
  })
}
