// The namespace controller: a namespace that is being deleted goes when all in it is gone (pkg/controller/namespace).
import type { Namespace } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { kinds } from '../kinds/index.ts'
import { type Kind, groupResource } from '../kinds/kind.ts'
import { namespaces } from '../kinds/namespace.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { patch, remove, status } from './plan.ts'
import { same } from './template.ts'
import { watchable } from './watch.ts'

/** What can be in a namespace. */
const contents: readonly Kind[] = kinds.filter((kind) => kind.namespaced && watchable(kind))

export const namespace: Controller = {
  name: 'namespace',
  component: 'namespace-controller',
  watches: [
    { resource: namespaces, keys: itself },
    ...contents.map((resource) => ({
      resource,
      keys: (object: KubeObject, caches: Caches) => {
        const home = object.metadata.namespace ?? ''
        return caches.of(namespaces).get(home)?.metadata.deletionTimestamp ? [home] : []
      },
    })),
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const target = caches.of(namespaces).get(key)
  if (!target?.metadata.deletionTimestamp) return NOTHING
  const left = contents.flatMap((kind) =>
    caches
      .of(kind)
      .list(key)
      .map((object) => ({ kind, object })),
  )
  const plan: Plan = { writes: [], verb: 'terminate' }
  for (const { kind, object } of left)
    if (!object.metadata.deletionTimestamp) plan.writes.push(remove(kind, object, { propagationPolicy: 'Background' }))
  if (left.length > 0) {
    plan.reason = `namespace ${key} goes: ${left.length} objects are still in it`
    const next = { ...target.status, conditions: conditions(target, left, now) }
    if (!same(next, target.status)) plan.writes.push(status(namespaces, { ...target, status: next }))
    return plan
  }
  plan.reason = `namespace ${key} is empty`
  const finalizers = (target.spec.finalizers ?? []).filter((name) => name !== 'kubernetes')
  plan.writes.push(patch(namespaces, target, { spec: { finalizers } }, 'finalize'))
  return plan
}

function conditions(target: Namespace, left: { kind: Kind; object: KubeObject }[], now: number) {
  const counts = new Map<string, number>()
  for (const { kind } of left) counts.set(groupResource(kind), (counts.get(groupResource(kind)) ?? 0) + 1)
  const remaining = [...counts].map(
    ([name, count]) => `${name.includes('.') ? name : `${name}.`} has ${count} resource instances`,
  )
  const blocked = left.flatMap(({ object }) => object.metadata.finalizers ?? [])
  const said: [string, boolean, string, string][] = [
    ['NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ],
    [
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    ['NamespaceContentRemaining', true, 'SomeResourcesRemain', `Some resources are remaining: ${remaining.join(', ')}`],
    blocked.length > 0
      ? [
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${[...new Set(blocked)].map((name) => `${name} in ${blocked.filter((other) => other === name).length} resource instances`).join(', ')}`,
        ]
      : ['NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
  ]
  return said.map(([type, is, reason, message]) => {
    const before = target.status.conditions?.find((condition) => condition.type === type)
    const value = is ? 'True' : 'False'
    const lastTransitionTime = before?.status === value ? before.lastTransitionTime : rfc3339(now)
    return { type, status: value, lastTransitionTime, reason, message }
  })
}
