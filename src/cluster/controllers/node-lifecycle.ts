// The node lifecycle controller: a node that says nothing for 40 s is not ready, tainted, and its pods marked (pkg/controller/nodelifecycle).
import type { Node, NodeCondition, Pod, Taint } from '../../api/kubernetes/core.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { leases } from '../kinds/lease.ts'
import { nodes } from '../kinds/node.ts'
import { pods } from '../kinds/pod.ts'
import type { Lease } from '../../api/kubernetes/coordination.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { note, patch, status } from './plan.ts'
import { isActive, isReady } from './pod-state.ts'
import { same } from './template.ts'

/** node-monitor-grace-period. */
export const GRACE_MS = 40_000
export const NODE_LEASES = 'kube-node-lease'

const UNHEARD: [string, string, string][] = [
  ['Ready', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
  ['MemoryPressure', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
  ['DiskPressure', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
  ['PIDPressure', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
]

const PRESSURE: Record<string, string> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
  NetworkUnavailable: 'node.kubernetes.io/network-unavailable',
}

export const NOT_READY = 'node.kubernetes.io/not-ready'
export const UNREACHABLE = 'node.kubernetes.io/unreachable'
const OURS = new Set([NOT_READY, UNREACHABLE, 'node.kubernetes.io/unschedulable', ...Object.values(PRESSURE)])

export const nodeLifecycle: Controller = {
  name: 'nodelifecycle',
  component: 'node-controller',
  watches: [
    { resource: nodes, keys: itself },
    {
      resource: leases,
      keys: (lease: Lease) => (lease.metadata.namespace === NODE_LEASES ? [lease.metadata.name] : []),
    },
    { resource: pods, keys: () => [] },
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const node = caches.of(nodes).get(key)
  if (!node || node.metadata.deletionTimestamp) return NOTHING
  const plan: Plan = { writes: [], events: [] }
  const heard = lastHeard(node, caches.of(leases).get(`${NODE_LEASES}/${key}`))
  const left = heard + GRACE_MS - now
  const silent = left <= 0
  if (!silent) plan.requeueAfter = Math.ceil(left) + 1
  const conditions = silent ? unheard(node, now) : (node.status.conditions ?? [])
  if (!same(conditions, node.status.conditions ?? [])) {
    plan.writes.push(status(nodes, { ...node, status: { ...node.status, conditions } }))
    plan.verb = 'silent'
    plan.reason = `node ${key} has not been heard of for ${Math.round((now - heard) / 1000)} s`
  }
  retaint(plan, node, conditions, now)
  if (ready(conditions)?.status !== 'True' && ready(conditions)) markPods(plan, node, caches, now)
  return plan
}

const ready = (conditions: readonly NodeCondition[]) => conditions.find(({ type }) => type === 'Ready')

function lastHeard(node: Node, lease: Lease | undefined): number {
  const said = (node.status.conditions ?? []).map(({ lastHeartbeatTime }) => Date.parse(lastHeartbeatTime ?? '') || 0)
  return Math.max(Date.parse(node.metadata.creationTimestamp), Date.parse(lease?.spec.renewTime ?? '') || 0, ...said)
}

function unheard(node: Node, now: number): NodeCondition[] {
  const known = node.status.conditions ?? []
  const next = known.map((condition): NodeCondition => {
    const entry = UNHEARD.find(([type]) => type === condition.type)
    if (!entry || condition.status === 'Unknown') return condition
    return { ...condition, status: 'Unknown', reason: entry[1], message: entry[2], lastTransitionTime: rfc3339(now) }
  })
  const missing = UNHEARD.filter(([type]) => !known.some((condition) => condition.type === type))
  const time = rfc3339(now)
  return [
    ...next,
    ...missing.map(([type]) => ({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: time,
    })),
  ]
}

/** The taints that say what the conditions say. */
function retaint(plan: Plan, node: Node, conditions: readonly NodeCondition[], now: number): void {
  const is = ready(conditions)?.status
  const trouble = is === 'Unknown' ? UNREACHABLE : is === 'True' ? undefined : NOT_READY
  const wanted: Taint[] = []
  if (trouble) wanted.push({ key: trouble, effect: 'NoSchedule' })
  for (const { type, status: state } of conditions) {
    if (state === 'True' && PRESSURE[type]) wanted.push({ key: PRESSURE[type], effect: 'NoSchedule' })
  }
  if (node.spec.unschedulable) wanted.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
  if (trouble && ready(conditions)) wanted.push({ key: trouble, effect: 'NoExecute' })
  const before = node.spec.taints ?? []
  const stamp = (taint: Taint): Taint => {
    const known = before.find(({ key, effect }) => key === taint.key && effect === taint.effect)
    return known ?? { ...taint, timeAdded: rfc3339(now) }
  }
  const taints = [...before.filter(({ key }) => !OURS.has(key)), ...wanted.map(stamp)]
  if (same(taints, before)) return
  plan.writes.push(patch(nodes, node, { spec: { taints: taints.length > 0 ? taints : null } }))
  if (trouble && !before.some(({ key }) => key === trouble)) {
    plan.events!.push(note(node, 'Normal', 'NodeNotReady', `Node ${node.metadata.name} status is now: NodeNotReady`))
  }
}

/** Pods of a silent node count as not ready at once: services leave them out. */
function markPods(plan: Plan, node: Node, caches: Caches, now: number): void {
  if (ready(node.status.conditions ?? [])?.status === 'True' && plan.writes.length === 0) return
  for (const pod of caches.of(pods).list()) {
    if (pod.spec.nodeName !== node.metadata.name || !isActive(pod) || !isReady(pod)) continue
    plan.writes.push(patch(pods, pod, { status: { conditions: unready(pod, now) } }, 'status'))
    plan.events!.push(note(pod, 'Warning', 'NodeNotReady', 'Node is not ready'))
  }
}

const unready = (pod: Pod, now: number) =>
  pod.status.conditions!.map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: rfc3339(now) } : condition,
  )
