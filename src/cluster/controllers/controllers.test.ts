// Controllers' decisions: what the caches hold in, the plan out.
import { describe, expect, it } from 'vitest'
import type { Deployment, ReplicaSet } from '../../api/kubernetes/apps.ts'
import type { Job } from '../../api/kubernetes/batch.ts'
import type { Node, Pod, Service } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Caches, Controller, Plan } from '../client/controller.ts'
import { Cache } from '../client/informer.ts'
import { deployments } from '../kinds/deployment.ts'
import { jobs } from '../kinds/job.ts'
import { type Resource, objectKey } from '../kinds/kind.ts'
import { nodes } from '../kinds/node.ts'
import { pods } from '../kinds/pod.ts'
import { replicaSets } from '../kinds/replicaset.ts'
import { services } from '../kinds/service.ts'
import { cronJob } from './cronjob.ts'
import { cronJobs } from '../kinds/cronjob.ts'
import { deployment } from './deployment/deployment.ts'
import { endpointSlice } from './endpointslice.ts'
import { garbageCollector } from './garbage-collector.ts'
import { job } from './job.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { ownedBy } from './owner.ts'
import { replicaSet } from './replicaset.ts'
import { taintEviction } from './taint-eviction.ts'

const NOW = Date.UTC(2026, 10, 23, 12)
const time = (seconds = 0) => `${new Date(NOW + seconds * 1000).toISOString().slice(0, 19)}Z`

function cachesOf(...held: [Resource, KubeObject[]][]): Caches {
  const table = new Map(
    held.map(([resource, objects]) => {
      const cache = new Cache()
      for (const object of objects) cache.set(objectKey(object), object)
      return [resource.plural, cache]
    }),
  )
  const of: Caches['of'] = <T extends KubeObject>(resource: Resource<T>) =>
    (table.get(resource.plural) ?? new Cache<T>()) as unknown as Cache<T>
  return { of }
}

/** The plan in a few words: `create pods web-`, `delete pods web-1`, and its events. */
function told({ writes, events = [], reason }: Plan): string[] {
  const lines = writes.map((write) => {
    const plural = write.resource.plural
    if (write.do === 'create')
      return `create ${plural} ${write.object.metadata.name ?? write.object.metadata.generateName}`
    if (write.do === 'update' || write.do === 'status') return `${write.do} ${plural} ${write.object.metadata.name}`
    return `${write.do} ${plural} ${'name' in write ? write.name : ''}`
  })
  return [...lines, ...events.map((event) => `${event.reason}: ${event.message}`), ...(reason ? [reason] : [])]
}

const run = (controller: Controller, key: string, caches: Caches, seconds = 0): Plan =>
  controller.reconcile(key, caches, NOW + seconds * 1000)

const meta = (name: string, more: object = {}) => ({
  name,
  namespace: 'default',
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: time(-100),
  generation: 1,
  ...more,
})
const TEMPLATE = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
const SELECTOR = { matchLabels: { app: 'web' } }

const set = (name: string, replicas: number, more: Partial<ReplicaSet> = {}): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta(name),
  spec: { replicas, selector: SELECTOR, template: TEMPLATE },
  status: { replicas: 0 },
  ...more,
})

function podOf(name: string, owner?: KubeObject, ready = true, more: Partial<Pod['spec']> = {}): Pod {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: time(-50) }]
  const references = owner ? { ownerReferences: [ownedBy(owner)] } : {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(name, { labels: { app: 'web' }, ...references }),
    spec: { containers: [{ name: 'c', image: 'nginx' }], nodeName: 'a', ...more },
    status: { phase: 'Running', conditions, podIP: '10.244.0.5' },
  }
}

describe('replica sets', () => {
  it('make what is missing', () => {
    const owner = set('web', 3)
    expect(
      told(run(replicaSet, 'default/web', cachesOf([replicaSets, [owner]], [pods, [podOf('web-1', owner)]]))),
    ).toEqual([
      'create pods web-',
      'create pods web-',
      'status replicasets web',
      'default/web wants 3 pods and has 1: creates 2',
    ])
  })

  it('delete the pods that are missed least', () => {
    const owner = set('web', 1)
    const all = [podOf('old', owner), podOf('unready', owner, false)]
    expect(told(run(replicaSet, 'default/web', cachesOf([replicaSets, [owner]], [pods, all])))).toEqual([
      'delete pods unready',
      'status replicasets web',
      'SuccessfulDelete: Deleted pod: unready',
      'default/web wants 1 pods and has 2: deletes 1',
    ])
  })

  it('adopt orphans that match', () => {
    const owner = set('web', 1)
    expect(told(run(replicaSet, 'default/web', cachesOf([replicaSets, [owner]], [pods, [podOf('stray')]])))[0]).toBe(
      'patch pods stray',
    )
  })
})

describe('deployments', () => {
  const web = (image: string): Deployment => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('web'),
    spec: {
      replicas: 4,
      selector: SELECTOR,
      template: { ...TEMPLATE, spec: { containers: [{ name: 'c', image }] } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    },
    status: {},
  })

  it('begin with a replica set of full size', () => {
    const plan = run(deployment, 'default/web', cachesOf([deployments, [web('nginx')]]))
    const [first] = plan.writes
    expect(first).toMatchObject({ do: 'create', object: { spec: { replicas: 4 } } })
    expect(first!.done!({ ...set('web-x', 4) })).toMatchObject([
      { message: expect.stringMatching(/^Scaled up replica set web-\w+ from 0 to 4$/) },
    ])
  })

  it('roll on within surge and unavailability', () => {
    const owner = web('nginx:2')
    const annotations = (revision: string) => ({
      'deployment.kubernetes.io/revision': revision,
      'deployment.kubernetes.io/desired-replicas': '4',
      'deployment.kubernetes.io/max-replicas': '5',
    })
    const owned = { ownerReferences: [ownedBy(owner)] }
    const status = (n: number) => ({ replicas: n, readyReplicas: n, availableReplicas: n })
    const old = set('web-old', 4, {
      metadata: meta('web-old', { ...owned, annotations: annotations('1') }),
      status: status(4),
    })
    const fresh = set('web-new', 1, {
      metadata: meta('web-new', { ...owned, annotations: annotations('2') }),
      spec: { replicas: 1, selector: SELECTOR, template: owner.spec.template },
      status: { replicas: 1 },
    })
    const caches = cachesOf([deployments, [owner]], [replicaSets, [old, fresh]])
    expect(told(run(deployment, 'default/web', caches))).toContain(
      'ScalingReplicaSet: Scaled down replica set web-old from 4 to 3',
    )
  })
})

describe('jobs', () => {
  const owner: Job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: meta('sum'),
    spec: { completions: 2, parallelism: 1, backoffLimit: 1, template: TEMPLATE },
    status: { startTime: time(-60) },
  }
  const ended = (name: string, phase: string) => {
    const one = podOf(name, owner)
    const terminated = { exitCode: 1, finishedAt: time(-3) }
    return {
      ...one,
      status: {
        phase,
        containerStatuses: [
          { name: 'c', image: '', imageID: '', ready: false, restartCount: 0, state: { terminated } },
        ],
      },
    }
  }

  it('go on until they are complete', () => {
    const caches = (all: Pod[]) => cachesOf([jobs, [owner]], [pods, all])
    expect(told(run(job, 'default/sum', caches([ended('a', 'Succeeded')])))[0]).toBe('create pods sum-')
    expect(told(run(job, 'default/sum', caches([ended('a', 'Succeeded'), ended('b', 'Succeeded')])))).toContain(
      'Completed: Job completed',
    )
  })

  it('wait after a failure, and give up', () => {
    const one = run(job, 'default/sum', cachesOf([jobs, [owner]], [pods, [ended('a', 'Failed')]]))
    expect(one.requeueAfter).toBe(7000)
    const two = run(job, 'default/sum', cachesOf([jobs, [owner]], [pods, [ended('a', 'Failed'), ended('b', 'Failed')]]))
    expect(told(two)).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit')
  })
})

describe('cron jobs', () => {
  it('start a job when it is due', () => {
    const jobTemplate = { spec: { template: TEMPLATE } }
    const cron = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('tick'),
      spec: { schedule: '*/1 * * * *', jobTemplate },
      status: {},
    }
    const plan = run(cronJob, 'default/tick', cachesOf([cronJobs, [cron]]), 30)
    expect(told(plan)[0]).toBe(`create jobs tick-${NOW / 60_000}`)
    expect(plan.requeueAfter).toBe(30_100)
  })
})

describe('endpoint slices', () => {
  it('hold the ready pods of a service', () => {
    const spec = { selector: { app: 'web' }, clusterIP: '10.96.0.7', ports: [{ port: 80, targetPort: 8080 }] }
    const service: Service = { apiVersion: 'v1', kind: 'Service', metadata: meta('web'), spec, status: {} }
    const plan = run(
      endpointSlice,
      'default/web',
      cachesOf([services, [service]], [pods, [podOf('a'), podOf('b', undefined, false)]]),
    )
    expect(plan.reason).toBe('service web now has 1 ready endpoints')
    expect(plan.writes[0]).toMatchObject({
      do: 'create',
      object: {
        ports: [{ name: '', port: 8080, protocol: 'TCP' }],
        endpoints: [{ conditions: { ready: true } }, { conditions: { ready: false } }],
      },
    })
  })
})

describe('nodes', () => {
  const node = (heard: number, taints: Node['spec']['taints'] = []): Node => {
    const conditions = [
      { type: 'Ready', status: 'True', lastHeartbeatTime: time(heard), lastTransitionTime: time(-1000) },
    ]
    const { namespace: _, ...metadata } = meta('a', { creationTimestamp: time(-1000) })
    return { apiVersion: 'v1', kind: 'Node', metadata, spec: { taints }, status: { conditions } }
  }

  it('are unreachable after 40 s of silence', () => {
    expect(run(nodeLifecycle, 'a', cachesOf([nodes, [node(-10)]])).requeueAfter).toBe(30_001)
    expect(told(run(nodeLifecycle, 'a', cachesOf([nodes, [node(-41)]], [pods, [podOf('web')]])))).toEqual([
      'status nodes a',
      'patch nodes a',
      'patch pods web',
      'NodeNotReady: Node a status is now: NodeNotReady',
      'NodeNotReady: Node is not ready',
      'node a has not been heard of for 41 s',
    ])
  })

  it('lose their pods when tolerance ends', () => {
    const taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: time(-100) }
    const tolerations = [{ key: taint.key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }]
    const caches = cachesOf([nodes, [node(-200, [taint])]], [pods, [podOf('web', undefined, true, { tolerations })]])
    expect(run(taintEviction, 'default/web', caches).requeueAfter).toBe(200_000)
    expect(told(run(taintEviction, 'default/web', caches, 200))).toContain('delete pods web')
  })
})

describe('the garbage collector', () => {
  it('collects what has no owner any more', () => {
    const owner = set('web', 1)
    const plan = run(garbageCollector, 'pods|default/web-1', cachesOf([pods, [podOf('web-1', owner)]]))
    expect(told(plan)).toEqual(['delete pods web-1', 'Pod default/web-1: its owner ReplicaSet web is gone'])
    const alive = cachesOf([pods, [podOf('web-1', owner)]], [replicaSets, [owner]])
    expect(told(run(garbageCollector, 'pods|default/web-1', alive))).toEqual([])
  })
})
