// POST /containers/prune: stopped containers go away.
import type { ContainersPruneReport } from '../../api/docker.ts'
import type { Cause } from '../../kernel/trace.ts'
import { type Query } from '../../net/http.ts'
import type { Engine } from '../engine.ts'
import { parseFilters } from '../filters.ts'
import { untilTime } from '../times.ts'
import { remove } from './remove.ts'

export function pruneContainers(engine: Engine, query: Query, cause: Cause): ContainersPruneReport {
  const filters = parseFilters(query, ['label', 'label!', 'until'])
  const until = filters.get('until').map((word) => untilTime(engine.clock, word))[0]
  const gone = [...engine.containers.values()].filter(
    (container) =>
      !container.state.running &&
      !container.state.restarting &&
      (until === undefined || container.created < until) &&
      filters.labels(container.config.Labels) &&
      filters.noLabels(container.config.Labels),
  )
  let reclaimed = 0
  for (const container of gone) {
    reclaimed += container.fs.upperSize()
    remove(engine, container, { volumes: false, force: false }, cause)
  }
  const report = { ContainersDeleted: gone.length > 0 ? gone.map(({ id }) => id) : null, SpaceReclaimed: reclaimed }
  engine.events.add('container', 'prune', '', { reclaimed: String(reclaimed) })
  return report
}
