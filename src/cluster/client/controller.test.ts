// The loop of a controller, with late caches and a server that goes away.
import { expect, it } from 'vitest'
import { settled } from '../../testing/drive.ts'
import { Laboratory } from '../../testing/laboratory.ts'
import { configMaps } from '../kinds/configmap.ts'
import { secrets } from '../kinds/secret.ts'
import { type Controller, NOTHING, itself, runControllers } from './controller.ts'

/** For every config map so many secrets as it says, made one a pass. */
const copier: Controller = {
  name: 'copier',
  component: 'copier-controller',
  watches: [
    { resource: configMaps, keys: itself },
    { resource: secrets, keys: ({ metadata }) => [`default/${metadata.labels?.of ?? ''}`] },
  ],
  reconcile(key, caches) {
    const source = caches.of(configMaps).get(key)
    if (!source?.data?.count) return NOTHING
    const have = caches
      .of(secrets)
      .list('default')
      .filter(({ metadata }) => metadata.labels?.of === source.metadata.name).length
    const want = Number(source.data.count)
    if (have >= want) return NOTHING
    const metadata = { namespace: 'default', generateName: 'copy-', labels: { of: source.metadata.name } }
    return {
      verb: 'copy',
      reason: `want ${want}, have ${have}: make 1`,
      writes: [
        {
          do: 'create',
          resource: secrets,
          object: { metadata },
          done: (made) => [{ about: source, type: 'Normal', reason: 'Copied', message: `Made ${made.metadata.name}` }],
        },
      ],
    }
  },
}

it('does what is wanted exactly once, however late the caches are, and says why', async () => {
  const lab = new Laboratory(50)
  const run = async () => {
    await lab.ready()
    runControllers(lab.client.process, lab.client, [copier])
    await lab.client.create(configMaps, { metadata: { name: 'c', namespace: 'default' }, data: { count: '3' } })
    await lab.kernel.clock.sleep(20_000)
    return lab.ask('GET', '/api/v1/namespaces/default/events')
  }
  const events = (await settled(lab.kernel, run())).body as {
    items: { reason: string; source: object; involvedObject: { name: string } }[]
  }
  expect(events.items).toHaveLength(3)
  expect(events.items[0]).toMatchObject({
    reason: 'Copied',
    source: { component: 'copier-controller' },
    involvedObject: { kind: 'ConfigMap', name: 'c' },
  })
  const { events: trace } = lab.kernel.trace
  const decisions = trace.filter((event) => event.kind === 'decision')
  expect(decisions.map((event) => event.about.reason)).toEqual([
    'want 3, have 0: make 1',
    'want 3, have 1: make 1',
    'want 3, have 2: make 1',
  ])
  expect(trace[decisions[1]!.cause!]).toMatchObject({
    kind: 'message',
    topic: 'apiserver.watch',
    about: { type: 'ADDED', kind: 'Secret' },
  })
  expect(lab.kernel.bugs).toEqual([])
})

it('comes back after the server was away', async () => {
  const lab = new Laboratory(5)
  const run = async () => {
    await lab.ready()
    runControllers(lab.client.process, lab.client, [copier])
    await lab.kernel.clock.sleep(1000)
    for (const process of [...lab.machine.pids.processes.values()])
      if (process.name !== 'kubectl') process.signal('KILL')
    lab.boot()
    await lab.kernel.clock.sleep(10_000)
    await lab.client.create(configMaps, { metadata: { name: 'c', namespace: 'default' }, data: { count: '1' } })
    await lab.kernel.clock.sleep(10_000)
    return lab.client.list(secrets, 'default')
  }
  expect((await settled(lab.kernel, run())).items).toHaveLength(1)
})
