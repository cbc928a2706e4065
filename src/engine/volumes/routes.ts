// Routes of volumes.
import type { VolumeCreateRequest, VolumeList, VolumesPruneReport } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Query } from '../../net/http.ts'
import type { Params, Route } from '../../net/router.ts'
import { answer, body, empty, flag } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest } from '../errors.ts'
import { type Filters, parseFilters } from '../filters.ts'

export function volumeRoutes(engine: Engine): Route[] {
  const { volumes } = engine
  const about = (params: Params) => ({ volume: params.name ?? '' })
  return [
    {
      method: 'GET',
      pattern: '/volumes',
      topic: 'docker.volume.list',
      handle: ({ query }) => answer(200, listed(engine, query)),
    },
    {
      method: 'POST',
      pattern: '/volumes/create',
      topic: 'docker.volume.create',
      handle: async (request, _, peer) =>
        answer(201, volumes.shown(volumes.create(await body<VolumeCreateRequest>(request), peer.cause))),
    },
    {
      method: 'POST',
      pattern: '/volumes/prune',
      topic: 'docker.volume.prune',
      handle: ({ query }, _, peer) => answer(200, prune(engine, query, peer.cause)),
    },
    {
      method: 'GET',
      pattern: '/volumes/:name',
      topic: 'docker.volume.inspect',
      about,
      handle: (_, params) => answer(200, volumes.shown(volumes.get(params.name!))),
    },
    {
      method: 'DELETE',
      pattern: '/volumes/:name',
      topic: 'docker.volume.remove',
      about,
      handle: ({ query }, params, peer) => {
        volumes.remove(params.name!, flag(query, 'force'), peer.cause)
        return empty(204)
      },
    },
  ]
}

function listed(engine: Engine, query: Query): VolumeList {
  const filters = parseFilters(query, ['dangling', 'driver', 'label', 'name'])
  const dangling = filters.boolean('dangling')
  const shown = [...engine.volumes.all.values()].filter(
    ({ name, labels }) =>
      filters.exact('driver', 'local') &&
      filters.any('name', (word) => name.includes(word)) &&
      filters.labels(labels) &&
      (dangling === undefined || dangling === (engine.volumes.users(name).length === 0)),
  )
  return { Volumes: shown.map((volume) => engine.volumes.shown(volume)), Warnings: null }
}

/** strconv.ParseBool of the one value there may be. */
function wantsAll(filters: Filters): boolean {
  const [value = 'false', ...more] = filters.get('all')
  if (more.length > 0)
    throw badRequest(`invalid filter 'all=[${[value, ...more].join(' ')}]': only one value is expected`)
  if (/^(?:1|t|T|true|TRUE|True)$/.test(value)) return true
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return false
  throw badRequest(`invalid filter 'all': strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`)
}

/** Anonymous ones only, unless `all` is asked for; volumes with driver options are kept. */
function prune(engine: Engine, query: Query, cause: Cause): VolumesPruneReport {
  const filters = parseFilters(query, ['label', 'label!', 'all'])
  const all = wantsAll(filters)
  const gone = [...engine.volumes.all.values()].filter(
    (volume) =>
      (all ? volume.options === null : engine.volumes.isAnonymous(volume)) &&
      engine.volumes.users(volume.name).length === 0 &&
      filters.labels(volume.labels) &&
      filters.noLabels(volume.labels),
  )
  let reclaimed = 0
  for (const { name } of gone) {
    reclaimed += engine.volumes.size(name)
    engine.volumes.remove(name, false, cause)
  }
  engine.events.add('volume', 'prune', '', { reclaimed: String(reclaimed) })
  return { VolumesDeleted: gone.length > 0 ? gone.map(({ name }) => name) : null, SpaceReclaimed: reclaimed }
}
