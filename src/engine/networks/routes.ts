// Routes of networks.
import type {
  NetworkConnectRequest,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkDisconnectRequest,
  NetworksPruneReport,
} from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Query } from '../../net/http.ts'
import type { Params, Route } from '../../net/router.ts'
import { answer, body, empty } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, failure } from '../errors.ts'
import { type Filters, parseFilters } from '../filters.ts'
import { untilTime } from '../times.ts'
import { connect, disconnect } from './connect.ts'
import type { NetworkRecord } from './network.ts'

const FILTERS = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']

export function networkRoutes(engine: Engine): Route[] {
  const { networks } = engine
  const about = (params: Params) => ({ network: networks.find(params.id ?? '')?.name ?? params.id ?? '' })
  return [
    {
      method: 'GET',
      pattern: '/networks',
      topic: 'docker.network.list',
      handle: ({ query }) =>
        answer(
          200,
          listed(engine, query).map((network) => networks.shown(network, false)),
        ),
    },
    {
      method: 'POST',
      pattern: '/networks/create',
      topic: 'docker.network.create',
      handle: async (request, _, peer) => {
        const network = networks.create(await body<NetworkCreateRequest>(request), peer.cause)
        const response: NetworkCreateResponse = { Id: network.id, Warning: '' }
        return answer(201, response)
      },
    },
    {
      method: 'POST',
      pattern: '/networks/prune',
      topic: 'docker.network.prune',
      handle: ({ query }, _, peer) => answer(200, prune(engine, query, peer.cause)),
    },
    {
      method: 'GET',
      pattern: '/networks/:id',
      topic: 'docker.network.inspect',
      about,
      handle: (_, params) => answer(200, networks.shown(networks.get(params.id!), true)),
    },
    {
      method: 'DELETE',
      pattern: '/networks/:id',
      topic: 'docker.network.remove',
      about,
      handle: (_, params, peer) => {
        networks.remove(networks.get(params.id!), peer.cause)
        return empty(204)
      },
    },
    {
      method: 'POST',
      pattern: '/networks/:id/connect',
      topic: 'docker.network.connect',
      about,
      handle: async (request, params, peer) => {
        const asked = await body<NetworkConnectRequest>(request)
        const network = networks.get(params.id!)
        connect(engine, network, engine.container(asked.Container), asked.EndpointConfig ?? {}, peer.cause)
        return empty(200)
      },
    },
    {
      method: 'POST',
      pattern: '/networks/:id/disconnect',
      topic: 'docker.network.disconnect',
      about,
      handle: async (request, params, peer) => {
        const asked = await body<NetworkDisconnectRequest>(request)
        disconnect(engine, networks.get(params.id!), engine.container(asked.Container), peer.cause)
        return empty(200)
      },
    },
  ]
}

/** Undefined without the filter. Throws ApiError. */
function danglingOf(filters: Filters): boolean | undefined {
  const [value, ...more] = filters.get('dangling')
  if (value === undefined) return undefined
  if (more.length > 0) throw badRequest('got more than one value for filter key "dangling"')
  if (['0', 'false'].includes(value)) return false
  if (['1', 'true'].includes(value)) return true
  throw badRequest(`invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`)
}

function listed(engine: Engine, query: Query): NetworkRecord[] {
  const filters = parseFilters(query, FILTERS)
  const dangling = danglingOf(filters)
  for (const type of filters.get('type')) {
    if (!['custom', 'builtin'].includes(type)) throw failure(`invalid filter: 'type'='${type}'`)
  }
  return [...engine.networks.all.values()]
    .filter(
      (network) =>
        filters.exact('driver', network.driver) &&
        filters.exact('scope', 'local') &&
        filters.exact('type', network.isUserDefined ? 'custom' : 'builtin') &&
        filters.any('id', (word) => network.id.includes(word)) &&
        filters.any('name', (word) => network.name.includes(word)) &&
        filters.labels(network.labels) &&
        (dangling === undefined || dangling === isUnused(engine, network)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const isUnused = (engine: Engine, network: NetworkRecord): boolean =>
  network.isUserDefined && engine.networks.members(network).length === 0

function prune(engine: Engine, query: Query, cause: Cause): NetworksPruneReport {
  const filters = parseFilters(query, ['label', 'label!', 'until'])
  const until = filters.get('until').map((word) => untilTime(engine.clock, word))
  const gone = [...engine.networks.all.values()].filter(
    (network) =>
      isUnused(engine, network) &&
      until.every((time) => network.created < time) &&
      filters.labels(network.labels) &&
      filters.noLabels(network.labels),
  )
  for (const network of gone) engine.networks.remove(network, cause)
  engine.events.add('network', 'prune', '', { reclaimed: '0' })
  return { NetworksDeleted: gone.length > 0 ? gone.map(({ name }) => name) : null }
}
