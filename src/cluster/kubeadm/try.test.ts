import { expect, it } from 'vitest'
import { ClusterWorld } from '../../testing/cluster-world.ts'
import { pods } from '../kinds/pod.ts'
import { nodes } from '../kinds/node.ts'
import { events } from '../kinds/event.ts'
it('boots', async () => {
  const t0 = Date.now()
  let world: ClusterWorld
  try { world = await ClusterWorld.create({ nodes: 1 }) } catch (e) { console.log(e); throw e }
  console.log('real ms', Date.now() - t0, 'virtual', world.kernel.clock.now, 'events', world.kernel.trace.events.length)
  const list = await world.until(world.client.list(pods))
  for (const p of list.items) console.log(p.metadata.name, p.status.phase, p.status.podIP, JSON.stringify(p.status.containerStatuses?.map(c => [c.ready, c.restartCount, c.state])))
  for (const n of (await world.until(world.client.list(nodes))).items) console.log(n.metadata.name, JSON.stringify(n.status.conditions), JSON.stringify(n.spec))
  for (const n of (await world.until(world.client.list(events))).items) console.log(n.involvedObject.name, n.reason, n.message, n.count)
  console.log(world.kernel.bugs)
}, 60000)
