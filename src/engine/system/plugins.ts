// Routes of plugins: none is installed, and the emulated registries hold none.
import type { Route, RouteHandler } from '../../net/router.ts'
import { answer } from '../answer.ts'
import { failure, notFound } from '../errors.ts'

const route = (method: string, pattern: string, handle: RouteHandler): Route => ({
  method,
  pattern,
  topic: 'docker.plugin',
  handle,
})

const missing: RouteHandler = (_, params) => {
  throw notFound(`plugin ${JSON.stringify(params.name)} not found`)
}

/** What a registry says that knows no such repository. */
const unresolved: RouteHandler = () => {
  throw failure(
    'error resolving plugin reference: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  )
}

export const pluginRoutes: Route[] = [
  route('GET', '/plugins', () => answer(200, [])),
  route('GET', '/plugins/privileges', unresolved),
  route('POST', '/plugins/pull', unresolved),
  route('GET', '/plugins/:name+/json', missing),
  ...['enable', 'disable', 'push', 'set', 'upgrade'].map((verb) => route('POST', `/plugins/:name+/${verb}`, missing)),
  route('DELETE', '/plugins/:name+', missing),
]
