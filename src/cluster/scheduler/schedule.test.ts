// Scheduling decisions: pods and nodes in, a node or the reasons out.
import { describe, expect, it } from 'vitest'
import type { Node, Pod } from '../../api/kubernetes/core.ts'
import { Rng } from '../../kernel/rng.ts'
import type { NodeInfo, Snapshot } from './plugin.ts'
import { preempt, withPods } from './preemption.ts'
import { type Choice, type Failure, failureMessage, schedule } from './schedule.ts'

const META = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-23T00:00:00Z' }

function node(name: string, spec: Node['spec'] = {}, cpu = '2', labels: Record<string, string> = {}): Node {
  const metadata = { ...META, name, labels: { 'kubernetes.io/hostname': name, ...labels } }
  const status = { allocatable: { cpu, memory: '4Gi', pods: '110' } }
  return { apiVersion: 'v1', kind: 'Node', metadata, spec, status }
}

function pod(name: string, spec: Partial<Pod['spec']> = {}, labels: Record<string, string> = {}): Pod {
  const metadata = { ...META, uid: name, name, namespace: 'default', labels }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
    status: {},
  }
}

const asking = (cpu: string) => [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }]

function snapshot(...nodes: [Node, Pod[]?][]): Snapshot {
  const infos = nodes.map(([one, pods = []]) => {
    const info: NodeInfo = { node: one, pods: [], requested: new Map(), nonZero: new Map(), images: new Map() }
    return withPods(info, pods)
  })
  return { nodes: infos, claims: new Map(), volumes: new Map(), classes: new Map(), namespaceLabels: new Map() }
}

const chance = () => new Rng(1, 'test')
const chosen = (one: Pod, all: Snapshot) => (schedule(one, all, chance()) as Choice).node

function refusal(one: Pod, all: Snapshot): string {
  const failure = schedule(one, all, chance()) as Failure
  const eviction = preempt(one, all, failure)
  return failureMessage(failure, 'message' in eviction ? eviction.message : '')
}

describe('scheduling', () => {
  it('prefers the emptier node', () => {
    const full = pod('full', { containers: asking('1500m') })
    expect(chosen(pod('new'), snapshot([node('a'), [full]], [node('b')]))).toBe('b')
  })

  it('spreads pods of one set over hosts', () => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'r', controller: true }]
    const member = (name: string) => {
      const one = pod(name, {}, { app: 'web' })
      return { ...one, metadata: { ...one.metadata, ownerReferences } }
    }
    const other = pod('other', { containers: asking('200m') })
    const all = snapshot([node('a'), [member('w1')]], [node('b'), [other]])
    expect(chosen(member('w2'), all)).toBe('b')
  })

  it('says why no node will do', () => {
    const taints = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }]
    const all = snapshot([node('cp', { taints })], [node('a')], [node('b')])
    expect(refusal(pod('big', { containers: asking('3') }), all)).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    )
    expect(refusal(pod('picky', { nodeSelector: { disk: 'ssd' } }), snapshot([node('a')]))).toBe(
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    )
    const busy = pod('busy', { containers: asking('1500m') })
    expect(refusal(pod('late', { containers: asking('1') }), snapshot([node('a'), [busy]]))).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    )
  })

  it('takes the place of what matters less', () => {
    const busy = pod('busy', { containers: asking('1500m'), priority: 0 })
    const spared = pod('spared', { containers: asking('100m'), priority: 0 })
    const all = snapshot([node('a'), [busy, spared]])
    const urgent = pod('urgent', { containers: asking('1'), priority: 1000 })
    const eviction = preempt(urgent, all, schedule(urgent, all, chance()) as Failure)
    expect(eviction).toEqual({ node: 'a', victims: [busy] })
  })

  it('keeps away from pods it does not want near', () => {
    const labelSelector = { matchLabels: { app: 'db' } }
    const term = { labelSelector, topologyKey: 'kubernetes.io/hostname' }
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
    const all = snapshot([node('a'), [pod('db-0', {}, { app: 'db' })]], [node('b')])
    expect(chosen(pod('db-1', { affinity }, { app: 'db' }), all)).toBe('b')
    expect(
      refusal(pod('db-1', { affinity }, { app: 'db' }), snapshot([node('a'), [pod('db-0', {}, { app: 'db' })]])),
    ).toMatch(/^0\/1 nodes are available: 1 node\(s\) didn't match pod anti-affinity rules\./)
  })
})
