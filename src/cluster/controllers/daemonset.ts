// The daemon set controller: one pod on every node that fits (pkg/controller/daemon).
import type { ControllerRevision, DaemonSet } from '../../api/kubernetes/apps.ts'
import type { Node, Pod, Toleration } from '../../api/kubernetes/core.ts'
import { type Caches, type Controller, type Plan, NOTHING, itself } from '../client/controller.ts'
import { controllerRevisions } from '../kinds/controllerrevision.ts'
import { daemonSets } from '../kinds/daemonset.ts'
import { nodes } from '../kinds/node.ts'
import { pods } from '../kinds/pod.ts'
import { selectsNode } from '../scheduler/selector.ts'
import { tolerates } from '../scheduler/plugins/taint-toleration.ts'
import { resolve } from './deployment/revision.ts'
import { groupBy } from './grouping.ts'
import { isControlledBy } from './owner.ts'
import { create, note, remove, status } from './plan.ts'
import { isAvailable, isOver, isReady, nextAvailable } from './pod-state.ts'
import { currentRevision } from './revisions.ts'
import { podFromTemplate, same } from './template.ts'
import { everyKey, ownerKeys } from './watch.ts'

export const daemonSet: Controller = {
  name: 'daemonset',
  component: 'daemonset-controller',
  watches: [
    { resource: daemonSets, keys: itself },
    { resource: pods, keys: ownerKeys('DaemonSet') },
    { resource: controllerRevisions, keys: ownerKeys('DaemonSet') },
    { resource: nodes, keys: everyKey(daemonSets) },
  ],
  reconcile,
}

/** What daemon pods put up with: they keep running on nodes in trouble. */
const tolerations = (set: DaemonSet): Toleration[] => {
  const added: [string, string][] = [
    ['node.kubernetes.io/not-ready', 'NoExecute'],
    ['node.kubernetes.io/unreachable', 'NoExecute'],
    ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
    ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
    ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
    ['node.kubernetes.io/unschedulable', 'NoSchedule'],
  ]
  const spec = set.spec.template.spec
  if (spec?.hostNetwork) added.push(['node.kubernetes.io/network-unavailable', 'NoSchedule'])
  const own = spec?.tolerations ?? []
  const missing = added.filter(
    ([key, effect]) => !own.some((t) => t.key === key && t.effect === effect && t.operator === 'Exists'),
  )
  return [...own, ...missing.map(([key, effect]) => ({ key, operator: 'Exists', effect }))]
}

/** [should a pod run there, may one that runs there stay] */
function wanted(set: DaemonSet, node: Node): { run: boolean; stay: boolean } {
  const labels = node.metadata.labels ?? {}
  const { nodeSelector, affinity, nodeName } = set.spec.template.spec ?? {}
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const fits =
    Object.entries(nodeSelector ?? {}).every(([key, value]) => labels[key] === value) &&
    selectsNode(required, labels, node.metadata.name) &&
    (!nodeName || nodeName === node.metadata.name)
  const all = tolerations(set)
  const bothers = (effects: string[]) =>
    (node.spec.taints ?? []).some((taint) => effects.includes(taint.effect) && !all.some((t) => tolerates(t, taint)))
  return { run: fits && !bothers(['NoSchedule', 'NoExecute']), stay: fits && !bothers(['NoExecute']) }
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const set = caches.of(daemonSets).get(key)
  if (!set) return NOTHING
  const plan: Plan = { writes: [], events: [], verb: 'place' }
  const revision = currentRevision(
    set,
    { spec: { template: { ...set.spec.template, $patch: 'replace' } } },
    caches,
    plan,
  )
  const own = caches
    .of(pods)
    .list(set.metadata.namespace)
    .filter((pod) => isControlledBy(pod, set))
  const byNode = groupBy(own, nodeOf)
  if (!set.metadata.deletionTimestamp && revision) {
    place(plan, set, revision, byNode, caches)
    if (set.spec.updateStrategy?.type !== 'OnDelete' && plan.writes.length === 0)
      replace(plan, set, revision, byNode, caches, now)
  }
  const next = daemonStatus(set, revision, byNode, caches, now)
  if (!same(next, set.status)) plan.writes.push(status(daemonSets, { ...set, status: next }))
  plan.requeueAfter = nextAvailable(own, set.spec.minReadySeconds ?? 0, now)
  return plan
}

/** Before it is bound, a daemon pod names its node by affinity. */
function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return terms[0]?.matchFields?.find((field) => field.key === 'metadata.name')?.values?.[0] ?? ''
}

function place(
  plan: Plan,
  set: DaemonSet,
  revision: ControllerRevision,
  byNode: Map<string, Pod[]>,
  caches: Caches,
): void {
  const alive = new Set<string>()
  for (const node of caches.of(nodes).list()) {
    const { name } = node.metadata
    alive.add(name)
    const { run, stay } = wanted(set, node)
    const here = (byNode.get(name) ?? []).filter((pod) => !pod.metadata.deletionTimestamp)
    const running = here.filter((pod) => !isOver(pod))
    for (const pod of here.filter(isOver)) {
      plan.writes.push(remove(pods, pod))
      const message = `Found ${pod.status.phase === 'Failed' ? 'failed' : 'succeeded'} daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${name}, will try to kill it`
      plan.events!.push(
        note(
          set,
          pod.status.phase === 'Failed' ? 'Warning' : 'Normal',
          pod.status.phase === 'Failed' ? 'FailedDaemonPod' : 'SucceededDaemonPod',
          message,
        ),
      )
    }
    const leaving = (byNode.get(name) ?? []).length > here.length
    if (run && running.length === 0 && !leaving && here.length === 0) plan.writes.push(newPod(set, revision, name))
    const surplus = stay ? running.slice(1) : running
    for (const pod of surplus) plan.writes.push(remove(pods, pod))
    for (const pod of surplus)
      plan.events!.push(note(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`))
  }
  if (plan.writes.length > 0) plan.reason = `daemon set ${set.metadata.name}: one pod on every node that fits`
  for (const [name, orphans] of byNode) {
    if (name === '' || alive.has(name)) continue
    for (const pod of orphans) if (!pod.metadata.deletionTimestamp) plan.writes.push(remove(pods, pod))
  }
}

function newPod(set: DaemonSet, revision: ControllerRevision, node: string) {
  const template = set.spec.template
  const nodeAffinity = {
    ...template.spec?.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
    },
  }
  const labels = {
    'controller-revision-hash': revision.metadata.labels?.['controller-revision-hash'] ?? '',
    'pod-template-generation': set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1',
  }
  const spec = { affinity: { ...template.spec?.affinity, nodeAffinity }, tolerations: tolerations(set) }
  return create(pods, podFromTemplate(set, template, { labels, spec }), {
    done: (name) => note(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`),
    failed: (message) => note(set, 'Warning', 'FailedCreate', `Error creating: ${message}`),
  })
}

const isNew = (pod: Pod, revision: ControllerRevision | undefined) =>
  pod.metadata.labels?.['controller-revision-hash'] === revision?.metadata.labels?.['controller-revision-hash']

/** Rolling update: as many old pods as may be missing at once are deleted. */
function replace(
  plan: Plan,
  set: DaemonSet,
  revision: ControllerRevision,
  byNode: Map<string, Pod[]>,
  caches: Caches,
  now: number,
): void {
  const wantedNodes = caches
    .of(nodes)
    .list()
    .filter((node) => wanted(set, node).run)
  const { maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {}
  const most = Math.max(1, resolve(maxUnavailable, wantedNodes.length, true))
  const alive = wantedNodes.map(
    (node) => (byNode.get(node.metadata.name) ?? []).filter((pod) => !pod.metadata.deletionTimestamp)[0],
  )
  const available = (pod: Pod | undefined) => pod !== undefined && isAvailable(pod, set.spec.minReadySeconds ?? 0, now)
  let missing = alive.filter((pod) => !available(pod)).length
  for (const pod of alive.toSorted((a, b) => Number(available(a)) - Number(available(b)))) {
    if (!pod || isNew(pod, revision)) continue
    if (available(pod) && missing >= most) continue
    if (available(pod)) missing++
    plan.writes.push(remove(pods, pod))
    plan.events!.push(note(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`))
    plan.reason = `daemon set ${set.metadata.name}: replaces pods of an old revision, ${most} at a time`
  }
}

function daemonStatus(
  set: DaemonSet,
  revision: ControllerRevision | undefined,
  byNode: Map<string, Pod[]>,
  caches: Caches,
  now: number,
): DaemonSet['status'] {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 }
  for (const node of caches.of(nodes).list()) {
    const { run, stay } = wanted(set, node)
    const here = (byNode.get(node.metadata.name) ?? []).filter((pod) => !pod.metadata.deletionTimestamp)
    if (!run) {
      if (!stay && here.length > 0) counts.misscheduled++
      continue
    }
    counts.desired++
    const pod = here[0]
    if (!pod) continue
    counts.current++
    if (isReady(pod)) counts.ready++
    if (isAvailable(pod, set.spec.minReadySeconds ?? 0, now)) counts.available++
    if (isNew(pod, revision)) counts.updated++
  }
  const unavailable = counts.desired - counts.available
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    observedGeneration: set.metadata.generation ?? 1,
    ...(counts.updated ? { updatedNumberScheduled: counts.updated } : {}),
    ...(counts.available ? { numberAvailable: counts.available } : {}),
    ...(unavailable ? { numberUnavailable: unavailable } : {}),
  }
}
