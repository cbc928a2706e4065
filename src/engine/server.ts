// dockerd: listens on /var/run/docker.sock and answers the Engine API.
import type { Program } from '../machine/program.ts'
import type { Handler, HttpResponse } from '../net/http.ts'
import type { Route } from '../net/router.ts'
import type { Process } from '../machine/process.ts'
import { answer } from './answer.ts'
import { buildRoutes } from './build/routes.ts'
import { containerRoutes } from './containers/routes.ts'
import { start } from './containers/start.ts'
import { stop } from './containers/stop.ts'
import { ENGINE_VERSION, engineOf, type Engine } from './engine.ts'
import { ApiError, badRequest, errorResponse } from './errors.ts'
import { imageRoutes } from './images/routes.ts'
import { networkRoutes } from './networks/routes.ts'
import { API_VERSION, MIN_API_VERSION, VersionedRouter, compareVersions, versionOf } from './router.ts'
import { settings } from './settings.ts'
import { systemRoutes } from './system/routes.ts'
import { volumeRoutes } from './volumes/routes.ts'

const SOCKET = '/var/run/docker.sock'
const DOCKER_GID = 999

export const routes = (engine: Engine): Route[] => [
  ...systemRoutes(engine),
  ...containerRoutes(engine),
  ...imageRoutes(engine),
  ...networkRoutes(engine),
  ...volumeRoutes(engine),
  ...buildRoutes(engine),
]

export const dockerd: Program = async (process) => {
  const engine = engineOf(process)
  const router = new VersionedRouter(routes(engine))
  const listener = { router, http: handler(router) }
  listenOnSocket(process, listener)
  for (const host of hosts(process, engine)) {
    const match = /^tcp:\/\/([\d.]*|localhost):(\d+)$/.exec(host)
    if (match) process.listen(Number(match[2]), listener, match[1] === 'localhost' ? '127.0.0.1' : match[1])
  }
  process.on('TERM', () => process.kernel.spawn(() => shutDown(engine, process)))
  process.on('INT', () => process.kernel.spawn(() => shutDown(engine, process)))
  comeBack(engine)
  return process.forever()
}

function listenOnSocket(process: Process, listener: Parameters<Process['listenUnix']>[1]): void {
  const { fs } = process
  if (!fs.exists('/var/run')) fs.mkdir('/var/run', { parents: true })
  process.listenUnix(SOCKET, listener)
  fs.chmod(SOCKET, 0o660)
  fs.chown(SOCKET, { uid: 0, gid: DOCKER_GID })
}

/** `-H tcp://…` of the command line and `hosts` of daemon.json. */
function hosts(process: Process, engine: Engine): string[] {
  const { argv } = process
  const typed = argv.flatMap((word, i) => {
    if (word.startsWith('--host=')) return [word.slice('--host='.length)]
    return word === '-H' || word === '--host' ? [argv[i + 1] ?? ''] : []
  })
  return [...typed, ...(settings(engine).hosts ?? [])]
}

/** Containers that were running when the daemon went away are stopped now, or started again where the policy says so. */
function comeBack(engine: Engine): void {
  for (const container of engine.containers.values()) {
    const { state, hostConfig } = container
    if (state.running) continue
    const { Name: policy } = hostConfig.RestartPolicy
    const wanted = policy === 'always' || (policy === 'unless-stopped' && !container.manuallyStopped)
    if (!wanted || state.startedAt === undefined) continue
    const reason = `restart policy ${policy}: started with the daemon`
    engine.decide(
      'restart',
      { container: container.name, wait: 0, attempt: container.restartCount + 1, reason },
      engine.process.cause,
    )
    try {
      start(engine, container, engine.process.cause)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }
}

/** Stops every container, then itself. What the policy would bring back comes back with the daemon. */
async function shutDown(engine: Engine, process: Process): Promise<void> {
  const running = [...engine.containers.values()].filter(({ state }) => state.running)
  await Promise.all(
    running.map(async (container) => {
      const before = container.manuallyStopped
      await stop(engine, container, {}, process.cause)
      container.manuallyStopped = before
    }),
  )
  process.signal('KILL')
}

/** Every answer carries who answered; what goes wrong is worded as dockerd words it. */
function handler(router: VersionedRouter): Handler {
  return async (request, peer) => {
    const version = versionOf(request.path)
    const headers = {
      'api-version': API_VERSION,
      'docker-experimental': 'false',
      ostype: 'linux',
      server: `Docker/${ENGINE_VERSION} (linux)`,
    }
    const respond = async (): Promise<HttpResponse> => {
      if (version !== undefined) checkVersion(version)
      const match = router.match(request.method, request.path, request)
      if (!match) return answer(404, { message: 'page not found' })
      return match.route.handle(request, match.params, peer)
    }
    try {
      const response = await respond()
      return { ...response, headers: { ...headers, ...response.headers } }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const response = errorResponse(error)
      return { ...response, headers: { ...headers, ...response.headers } }
    }
  }
}

function checkVersion(version: string): void {
  if (compareVersions(version, API_VERSION) > 0) {
    throw badRequest(`client version ${version} is too new. Maximum supported API version is ${API_VERSION}`)
  }
  if (compareVersions(version, MIN_API_VERSION) < 0) {
    throw badRequest(
      `client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, please upgrade your client to a newer version`,
    )
  }
}
