// Objects and lists as the API server keeps and gives them.
import { beforeEach, describe, expect, it } from 'vitest'
import { settled } from '../../testing/drive.ts'
import { type Answer, DEPLOYMENTS, type Laboratory, PODS, pod, readyLaboratory, web } from '../../testing/laboratory.ts'

let lab: Laboratory

beforeEach(async () => {
  lab = await readyLaboratory()
})

const ask = (...request: Parameters<Laboratory['ask']>): Promise<Answer> => settled(lab.kernel, lab.ask(...request))

describe('objects', () => {
  it('are completed with what nobody said', async () => {
    const { status, body } = await ask('POST', PODS, pod('a'))
    expect(status).toBe(201)
    expect(body).toMatchObject({
      metadata: { name: 'a', namespace: 'default', generation: 1, creationTimestamp: '2026-11-23T00:00:03Z' },
      spec: { restartPolicy: 'Always', serviceAccountName: 'default', priority: 0, schedulerName: 'default-scheduler' },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    })
    const { spec } = body as {
      spec: { volumes: { name: string }[]; containers: { volumeMounts: { name: string }[] }[] }
    }
    expect(spec.volumes[0]!.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/)
    expect(spec.containers[0]!.volumeMounts[0]!.name).toBe(spec.volumes[0]!.name)
  })

  it('are not overwritten by who read an older one', async () => {
    const made = (await ask('POST', DEPLOYMENTS, web())).body as { metadata: { resourceVersion: string } }
    await ask(
      'PATCH',
      `${DEPLOYMENTS}/web`,
      { spec: { replicas: 5 } },
      { 'content-type': 'application/merge-patch+json' },
    )
    const late = await ask('PUT', `${DEPLOYMENTS}/web`, {
      ...web(3),
      metadata: { name: 'web', resourceVersion: made.metadata.resourceVersion },
    })
    expect(late.body).toMatchObject({
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    })
  })

  it('count changes of the spec as generations, and leave the status to its own path', async () => {
    await ask('POST', DEPLOYMENTS, web())
    const type = { 'content-type': 'application/merge-patch+json' }
    const labelled = await ask(
      'PATCH',
      `${DEPLOYMENTS}/web`,
      { metadata: { labels: { a: 'b' } }, status: { replicas: 9 } },
      type,
    )
    expect(labelled.body).toMatchObject({ metadata: { generation: 1 }, status: {} })
    const scaled = await ask('PATCH', `${DEPLOYMENTS}/web/scale`, { spec: { replicas: 4 } }, type)
    expect(scaled.body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 4 },
      status: { replicas: 0, selector: 'app=web' },
    })
    const reported = await ask(
      'PATCH',
      `${DEPLOYMENTS}/web/status`,
      { spec: { replicas: 7 }, status: { replicas: 4 } },
      type,
    )
    expect(reported.body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 4 }, status: { replicas: 4 } })
  })

  it('go after their grace, or at once where nothing runs', async () => {
    await ask('POST', PODS, pod('a'))
    await ask('POST', `${PODS}/a/binding`, { target: { kind: 'Node', name: 'n1' } })
    const going = await ask('DELETE', `${PODS}/a`)
    expect(going.body).toMatchObject({
      metadata: { deletionGracePeriodSeconds: 30, deletionTimestamp: '2026-11-23T00:00:33Z' },
    })
    expect((await ask('GET', `${PODS}/a`)).status).toBe(200)
    await ask('DELETE', `${PODS}/a?gracePeriodSeconds=0`)
    expect((await ask('GET', `${PODS}/a`)).status).toBe(404)
    await ask('POST', DEPLOYMENTS, web())
    expect((await ask('DELETE', `${DEPLOYMENTS}/web`)).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'web', group: 'apps', kind: 'deployments' },
    })
  })

  it('with finalizers wait for them', async () => {
    await ask('POST', '/api/v1/namespaces/default/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', finalizers: ['naru/wait'] },
    })
    await ask('DELETE', '/api/v1/namespaces/default/configmaps/c')
    const patch = [{ op: 'remove', path: '/metadata/finalizers' }]
    expect((await ask('GET', '/api/v1/namespaces/default/configmaps/c')).status).toBe(200)
    await ask('PATCH', '/api/v1/namespaces/default/configmaps/c', patch, {
      'content-type': 'application/json-patch+json',
    })
    expect((await ask('GET', '/api/v1/namespaces/default/configmaps/c')).status).toBe(404)
  })

  it('of a stateful set may take its claims for volumes of its pods', async () => {
    const labels = { app: 'db' }
    const spec = {
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'c', image: 'redis', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    }
    const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec }
    const path = '/apis/apps/v1/namespaces/default/statefulsets'
    expect(await ask('POST', path, set)).toMatchObject({ status: 201 })
  })

  it('are only tried with dryRun', async () => {
    expect((await ask('POST', `${PODS}?dryRun=All`, pod('a'))).status).toBe(201)
    expect((await ask('GET', `${PODS}/a`)).status).toBe(404)
  })

  it('outlive the server: etcd keeps them', async () => {
    await ask('POST', PODS, pod('a'))
    const restart = async () => {
      for (const process of [...lab.machine.pids.processes.values()])
        if (process.name !== 'kubectl') process.signal('KILL')
      lab.boot()
      await lab.ready()
    }
    await settled(lab.kernel, restart())
    expect((await ask('GET', `${PODS}/a`)).body).toMatchObject({ metadata: { name: 'a' } })
  })
})

describe('lists', () => {
  it('are cut into pages', async () => {
    for (const name of ['a', 'b', 'c']) await ask('POST', PODS, pod(name))
    const first = (await ask('GET', `${PODS}?limit=2`)).body as {
      metadata: { continue: string; remainingItemCount: number }
      items: unknown[]
    }
    expect([first.items.length, first.metadata.remainingItemCount]).toEqual([2, 1])
    const second = (await ask('GET', `${PODS}?limit=2&continue=${first.metadata.continue}`)).body
    expect(second).toMatchObject({ items: [{ metadata: { name: 'c' } }] })
  })

  it('are selected by label and field', async () => {
    for (const name of ['a', 'b', 'c']) await ask('POST', PODS, pod(name))
    const names = async (query: string) =>
      ((await ask('GET', `${PODS}?${query}`)).body as { items: { metadata: { name: string } }[] }).items.map(
        (item) => item.metadata.name,
      )
    expect(await names('labelSelector=app%20in%20(a,c)')).toEqual(['a', 'c'])
    expect(await names('labelSelector=app!%3Da')).toEqual(['b', 'c'])
    expect(await names('fieldSelector=metadata.name%3Db')).toEqual(['b'])
  })

  it('come as a Table to those who print', async () => {
    await ask('POST', PODS, pod('a'))
    const { body } = await ask('GET', PODS, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    expect(body).toMatchObject({
      kind: 'Table',
      columnDefinitions: [
        { name: 'Name', format: 'name' },
        { name: 'Ready' },
        { name: 'Status' },
        { name: 'Restarts' },
        { name: 'Age' },
        { name: 'IP', priority: 1 },
        {},
        {},
        {},
      ],
      rows: [
        {
          cells: ['a', '0/1', 'Pending', '0', '0s', '<none>', '<none>', '<none>', '<none>'],
          object: { kind: 'PartialObjectMetadata' },
        },
      ],
    })
  })
})
