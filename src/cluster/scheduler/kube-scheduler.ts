// kube-scheduler: gives every pod without a node the best one (pkg/scheduler). One pod at a time, so that none is placed twice.
import type { Node, Pod } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { Program } from '../../machine/program.ts'
import { plain } from '../../net/http.ts'
import { ApiClient } from '../client/client.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself, runControllers } from '../client/controller.ts'
import { note, patch, remove } from '../controllers/plan.ts'
import { same } from '../controllers/template.ts'
import { objectKey } from '../kinds/kind.ts'
import { namespaces } from '../kinds/namespace.ts'
import { nodes } from '../kinds/node.ts'
import { persistentVolumeClaims } from '../kinds/persistentvolumeclaim.ts'
import { persistentVolumes } from '../kinds/persistentvolume.ts'
import { pods } from '../kinds/pod.ts'
import { storageClasses } from '../kinds/storageclass.ts'
import { flags, readKubeconfig } from '../kubelet/configuration.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { type Choice, type Failure, failureMessage, schedule } from './schedule.ts'
import { preempt } from './preemption.ts'
import { isWaiting, snapshotOf } from './snapshot.ts'

const PORT = 10259

const waiting = (_: KubeObject, caches: Caches): string[] => caches.of(pods).list().filter(isWaiting).map(objectKey)

/** What of a node could make a pod fit that did not: its heartbeat cannot. */
const nodeKeys = () => {
  const seen = new Map<string, unknown>()
  return (node: Node, caches: Caches): string[] => {
    const { metadata, spec, status } = node
    const matters = [metadata.labels, spec, status.allocatable, caches.of(nodes).get(metadata.name) !== undefined]
    if (same(seen.get(metadata.name), matters)) return []
    seen.set(metadata.name, matters)
    return waiting(node, caches)
  }
}

const FIRST_BACKOFF_MS = 1000
const LAST_BACKOFF_MS = 10_000

/** A pod that fitted nowhere rests before it is tried again, longer each time (upstream's backoffQ). */
class Backoff {
  private readonly pods = new Map<string, { attempts: number; until: number }>()

  /** ms that the pod still rests. */
  left(uid: string, now: number): number {
    return Math.max(0, (this.pods.get(uid)?.until ?? 0) - now)
  }

  failed(uid: string, now: number): void {
    const attempts = (this.pods.get(uid)?.attempts ?? 0) + 1
    const until = now + Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LAST_BACKOFF_MS)
    this.pods.set(uid, { attempts, until })
  }

  forget(uid: string): void {
    this.pods.delete(uid)
  }
}

export const scheduling = (
  chance: Rng,
  assumed: Map<string, string> = new Map(),
  backoff = new Backoff(),
): Controller => ({
  name: 'scheduler',
  component: 'default-scheduler',
  workers: 1,
  watches: [
    {
      resource: pods,
      keys: (pod: Pod, caches) => {
        if (isWaiting(pod)) return itself(pod)
        const known = caches.of(pods).get(objectKey(pod))
        return known === pod && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed'
          ? []
          : waiting(pod, caches)
      },
    },
    { resource: nodes, keys: nodeKeys() },
    { resource: persistentVolumeClaims, keys: waiting },
    { resource: persistentVolumes, keys: waiting },
    { resource: storageClasses, keys: waiting },
    { resource: namespaces, keys: () => [] },
  ],
  reconcile: (key, caches, now) => {
    const pod = caches.of(pods).get(key)
    if (!pod || !isWaiting(pod) || assumed.has(pod.metadata.uid)) return NOTHING
    const { uid } = pod.metadata
    const rest = backoff.left(uid, now)
    if (rest > 0) return { ...NOTHING, requeueAfter: rest }
    const snapshot = snapshotOf(caches, assumed)
    const found = schedule(pod, snapshot, chance)
    if ('node' in found) {
      backoff.forget(uid)
      return bind(pod, found, assumed)
    }
    backoff.failed(uid, now)
    const eviction = found.total > 0 ? preempt(pod, snapshot, found) : { message: '' }
    if ('victims' in eviction) return evict(pod, eviction.node, eviction.victims, found, now)
    return refuse(pod, failureMessage(found, eviction.message), now)
  },
})

/** Until the caches show it, a pod that was bound counts as being on its node (upstream's assumed pods). */
function bind(pod: Pod, { node, scores, feasible }: Choice, assumed: Map<string, string>): Plan {
  const { name, namespace = '', uid } = pod.metadata
  const target = { apiVersion: 'v1', kind: 'Node', name: node }
  const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target }
  const ranked = [...scores].map(([other, score]) => `${other} ${Math.round(score)}`).join(', ')
  const reason = feasible === 1 ? `only ${node} fits` : `${node} is best of ${feasible} nodes that fit (${ranked})`
  const message = `Successfully assigned ${namespace}/${name} to ${node}`
  return {
    writes: [
      {
        do: 'post',
        resource: pods,
        namespace,
        name,
        subresource: 'binding',
        body,
        done: () => {
          assumed.set(uid, node)
          return [note(pod, 'Normal', 'Scheduled', message)]
        },
      },
    ],
    verb: 'bind',
    reason,
    about: { pod: `${namespace}/${name}`, node, scores: ranked },
  }
}

function refuse(pod: Pod, message: string, now: number): Plan {
  const known = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')
  const said = known?.status === 'False' && known.message === message
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastProbeTime: null,
    lastTransitionTime: known?.status === 'False' ? known.lastTransitionTime : rfc3339(now),
  }
  const conditions = [...(pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled'), condition]
  return {
    writes: said ? [] : [patch(pods, pod, { status: { conditions } }, 'status')],
    events: [note(pod, 'Warning', 'FailedScheduling', message)],
    requeueAfter: UNSCHEDULABLE_MS,
    verb: 'refuse',
    reason: message,
    about: { pod: objectKey(pod) },
  }
}

/** Pods that fit nowhere are looked at again after five minutes, whatever happens. */
const UNSCHEDULABLE_MS = 300_000

function evict(pod: Pod, node: string, victims: readonly Pod[], failure: Failure, now: number): Plan {
  const plan = refuse(pod, failureMessage(failure, ''), now)
  if (pod.status.nominatedNodeName === node) return { ...plan, events: [] }
  return {
    ...plan,
    writes: [
      ...plan.writes,
      patch(pods, pod, { status: { nominatedNodeName: node } }, 'status'),
      ...victims.map((victim) => remove(pods, victim)),
    ],
    events: [
      ...(plan.events ?? []),
      ...victims.map((victim) =>
        note(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${node}`),
      ),
    ],
    verb: 'preempt',
    reason: `pod ${objectKey(pod)} takes the place of ${victims.map((victim) => victim.metadata.name).join(', ')} on ${node}`,
  }
}

export const kubeScheduler: Program = async (process) => {
  const path = flags(process.argv).get('kubeconfig') ?? '/etc/kubernetes/scheduler.conf'
  if (!process.fs.exists(path)) {
    await process.error(`E run.go:72] "command failed" err="stat ${path}: no such file or directory"\n`)
    return 1
  }
  process.listen(PORT, { http: () => plain(200, 'ok'), tls: true })
  process.allocate(24_000_000)
  process.on('TERM', () => process.signal('KILL'))
  runControllers(process, new ApiClient(process, readKubeconfig(process, path)), [
    scheduling(process.kernel.chance('scheduler')),
  ])
  return process.forever()
}
