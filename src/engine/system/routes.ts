// Routes of the daemon itself: ping, version, info, disk usage, events, login.
import type { AuthConfig, AuthResponse } from '../../api/docker.ts'
import { EMPTY, utf8 } from '../../kernel/bytes.ts'
import { familiarName, parseReference } from '../../image/reference.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../net/http.ts'
import type { Route } from '../../net/router.ts'
import { RegistryError } from '../../runtime/distribution.ts'
import { JsonStream, answer, body, one } from '../answer.ts'
import { type Engine } from '../engine.ts'
import { ApiError, badRequest, failure } from '../errors.ts'
import type { Event } from '../events.ts'
import { type Filters, parseFilters } from '../filters.ts'
import { registryClient } from '../images/pull.ts'
import { virtualTime } from '../times.ts'
import { diskUsage } from './disk.ts'
import { info, version } from './info.ts'
import { pluginRoutes } from './plugins.ts'
import { swarmRoutes } from './swarm.ts'

export function systemRoutes(engine: Engine): Route[] {
  const ping = (request: HttpRequest): HttpResponse => ({
    status: 200,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache, no-store, must-revalidate',
      pragma: 'no-cache',
      'builder-version': '2',
      swarm: 'inactive',
    },
    body: request.method === 'HEAD' ? EMPTY : utf8('OK'),
  })
  const get = (pattern: string, topic: string, handle: Route['handle']): Route => ({
    method: 'GET',
    pattern,
    topic,
    handle,
  })
  return [
    get('/_ping', 'docker.system.ping', ping),
    get('/version', 'docker.system.version', () => answer(200, version(engine))),
    get('/info', 'docker.system.info', () => answer(200, info(engine))),
    get('/system/df', 'docker.system.df', () => answer(200, diskUsage(engine))),
    get('/events', 'docker.events', (request, _, peer) => events(engine, request, peer)),
    {
      method: 'POST',
      pattern: '/auth',
      topic: 'docker.auth',
      handle: async (request, _, peer) => login(engine, request, peer),
    },
    get('/distribution/:name+/json', 'docker.distribution.inspect', () => {
      throw new ApiError(501, 'naru: distribution inspect is not simulated')
    }),
    ...pluginRoutes,
    ...swarmRoutes,
  ]
}

async function login(engine: Engine, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const auth = await body<AuthConfig>(request)
  const server = (auth.serveraddress ?? '').replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  const domain = server === '' || server === 'index.docker.io' ? 'docker.io' : server
  try {
    await registryClient(engine, domain, auth, peer.cause).login()
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    throw error.status === 401 && domain === 'docker.io' ? new ApiError(401, error.message) : failure(error.message)
  }
  const response: AuthResponse = { IdentityToken: '', Status: 'Login Succeeded' }
  return answer(200, response)
}

function events(engine: Engine, { query }: HttpRequest, peer: Peer): HttpResponse {
  // An unknown filter is no mistake here: it fits everything.
  const filters = parseFilters(query)
  const { clock } = engine
  const [from, to] = [one(query, 'since'), one(query, 'until')]
  const since = virtualTime(clock, from)
  const until = virtualTime(clock, to)
  if (since !== undefined && until !== undefined && until < since) {
    throw badRequest(`\`since\` time (${from}) cannot be after \`until\` time (${to})`)
  }
  const stream = new JsonStream()
  const tell = ({ message }: Event) => stream.write(message)
  const fits = (event: Event) => fitsFilters(event, filters)
  if (since !== undefined || until !== undefined) {
    for (const event of engine.events.recent) {
      if (event.time >= (since ?? -Infinity) && (until === undefined || event.time <= until) && fits(event)) tell(event)
    }
  }
  if (until !== undefined && until <= clock.now) {
    stream.end()
    return stream.response()
  }
  const off = engine.events.listen((event) => {
    if (fits(event)) tell(event)
  })
  const end = () => {
    off()
    stream.end()
  }
  peer.gone.onCancel(end)
  if (until !== undefined) clock.at(until, end)
  return stream.response()
}

/** What has a filter of its own by id or name. */
const NAMED = ['daemon', 'container', 'plugin', 'volume', 'network', 'node', 'service', 'secret', 'config']
/** Actions with more behind a colon: asked for without it, the beginning counts. */
const OPEN_ACTIONS = ['health_status', 'exec_create', 'exec_start']

/** moby/daemon/events/filter.go. */
function fitsFilters({ message }: Event, filters: Filters): boolean {
  const { Type, Action, Actor } = message
  const { ID, Attributes } = Actor
  const open = filters.get('event').some((word) => OPEN_ACTIONS.includes(word))
  const image = (Type === 'image' ? Attributes.name : Attributes.image) ?? ''
  return (
    (open ? filters.prefix('event', Action) : filters.exact('event', Action)) &&
    filters.exact('type', Type) &&
    filters.exact('scope', 'local') &&
    NAMED.every((kind) => filters.prefix(kind, ID) || filters.prefix(kind, Attributes.name ?? '')) &&
    filters.any('image', (word) => [ID, image, untagged(ID), untagged(image)].includes(word)) &&
    filters.labels(Attributes)
  )
}

function untagged(name: string): string {
  try {
    return familiarName(parseReference(name))
  } catch {
    return name
  }
}
