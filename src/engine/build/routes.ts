// Routes of building, its cache, and commit.
import type { BuildPruneReport } from '../../api/docker.ts'
import type { Route } from '../../net/router.ts'
import { answer, flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { commit } from './commit.ts'

export function buildRoutes(engine: Engine): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/build',
      topic: 'docker.build',
      about: (_, { query }) => ({ image: query.t?.[0] ?? '' }),
      handle: async (request, _, peer) => {
        const { readRequest } = await engine.machine.kernel.load(() => import('./request.ts'))
        const asked = await readRequest(engine, request, peer)
        if (one(request.query, 'version') !== '2') {
          const { buildClassic } = await engine.machine.kernel.load(() => import('./classic.ts'))
          return buildClassic(engine, asked)
        }
        const { buildWithBuildKit } = await engine.machine.kernel.load(() => import('./buildkit.ts'))
        return buildWithBuildKit(engine, asked)
      },
    },
    {
      method: 'POST',
      pattern: '/commit',
      topic: 'docker.container.commit',
      about: (_, { query }) => ({ container: query.container?.[0] ?? '' }),
      handle: ({ query }, _, peer) => answer(201, { Id: commit(engine, query, peer.cause).id }),
    },
    {
      method: 'POST',
      pattern: '/build/prune',
      topic: 'docker.build.prune',
      handle: ({ query }) => answer(200, prune(engine, flag(query, 'all'))),
    },
  ]
}

/** Without `all`, what images still stand on is kept. */
function prune(engine: Engine, all: boolean): BuildPruneReport {
  const gone = engine.cache.all().filter(({ layer }) => all || !layer || !engine.store.layers.has(layer.diffId))
  for (const entry of gone) engine.cache.remove(entry)
  const reclaimed = gone.reduce((sum, { layer }) => sum + (layer?.size ?? 0), 0)
  engine.events.add('builder', 'prune', '', { reclaimed: String(reclaimed) })
  return { CachesDeleted: gone.length > 0 ? gone.map(({ id }) => id) : null, SpaceReclaimed: reclaimed }
}
