// The Engine API: every route of dockerd, and what all its answers have in common.
import type { Handler, HttpResponse } from '../net/http.ts'
import type { Route } from '../net/router.ts'
import { answer } from './answer.ts'
import { buildRoutes } from './build/routes.ts'
import { containerRoutes } from './containers/routes.ts'
import { ENGINE_VERSION, type Engine } from './engine.ts'
import { ApiError, badRequest, errorResponse } from './errors.ts'
import { imageRoutes } from './images/routes.ts'
import { networkRoutes } from './networks/routes.ts'
import { API_VERSION, MIN_API_VERSION, VersionedRouter, compareVersions, versionOf } from './router.ts'
import { systemRoutes } from './system/routes.ts'
import { volumeRoutes } from './volumes/routes.ts'

export const routes = (engine: Engine): Route[] => [
  ...systemRoutes(engine),
  ...containerRoutes(engine),
  ...imageRoutes(engine),
  ...networkRoutes(engine),
  ...volumeRoutes(engine),
  ...buildRoutes(engine),
]

export function engineApi(engine: Engine): { router: VersionedRouter; http: Handler } {
  const router = new VersionedRouter(routes(engine))
  return { router, http: handler(router) }
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
