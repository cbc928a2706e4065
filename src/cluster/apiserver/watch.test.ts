// Watches: what they tell of changes, from which revision on.
import { expect, it } from 'vitest'
import type { MessageEvent } from '../../kernel/trace.ts'
import { settled } from '../../testing/drive.ts'
import { pods } from '../kinds/pod.ts'
import { readyLaboratory } from '../../testing/laboratory.ts'

const draft = (name: string) => ({
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'main', image: 'x' }] },
})

it('tells what comes to match a selector as added, what no longer does as deleted', async () => {
  const lab = await readyLaboratory()
  const run = async () => {
    await lab.client.create(pods, draft('a'))
    const watch = await lab.client
      .watch(pods, 'default', { fieldSelector: 'spec.nodeName=n1', resourceVersion: '1000' })
      .catch(() => undefined)
    watch?.stop()
    const list = await lab.client.list(pods, 'default')
    const bound = await lab.client.watch(pods, 'default', {
      fieldSelector: 'spec.nodeName=n1',
      resourceVersion: list.metadata.resourceVersion!,
    })
    await lab.client.post(pods, 'default', 'a', 'binding', { target: { name: 'n1' } })
    const first = await bound.next()
    await lab.client.delete(pods, 'default', 'a', { gracePeriodSeconds: 0 })
    const second = await bound.next()
    return [first!.event.type, first!.event.object.spec.nodeName, second!.event.type]
  }
  expect(await settled(lab.kernel, run())).toEqual(['ADDED', 'n1', 'DELETED'])
})

it('says in the trace what each message is about and what it came from', async () => {
  const lab = await readyLaboratory()
  const run = async () => {
    const watch = await lab.client.watch(pods, '', {
      resourceVersion: (await lab.client.list(pods)).metadata.resourceVersion!,
    })
    await lab.client.create(pods, draft('a'))
    return (await watch.next())!.cause!
  }
  const { events } = lab.kernel.trace
  const chunk = events[await settled(lab.kernel, run())] as MessageEvent
  expect(chunk).toMatchObject({
    form: 'chunk',
    topic: 'apiserver.watch',
    about: { type: 'ADDED', kind: 'Pod', name: 'a', namespace: 'default' },
  })
  const stored = events[chunk.cause!]!
  expect(stored).toMatchObject({ kind: 'object', type: 'pod', id: 'default/a', place: 'cp' })
  expect(events[stored.cause!]).toMatchObject({ kind: 'message', form: 'request', topic: 'apiserver.create' })
  const toEtcd = events.filter((event) => event.kind === 'message' && event.topic === 'etcd.txn').at(-2)
  expect(toEtcd).toMatchObject({ about: { key: '/registry/pods/default/a', action: 'create' }, cause: stored.cause })
})

it('ends initial events with a bookmark', async () => {
  const lab = await readyLaboratory()
  const run = async () => {
    await lab.client.create(pods, draft('a'))
    const query =
      '?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=5'
    return (await lab.ask('GET', `/api/v1/pods${query}`)).body as string
  }
  const body = await settled(lab.kernel, run())
  const lines = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; object: { metadata: { annotations?: object } } })
  expect(lines.map((line) => line.type)).toEqual(['ADDED', 'BOOKMARK'])
  expect(lines[1]!.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
})
