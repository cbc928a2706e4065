// The revisions of a deployment: which replica set is of its present template, which are old (deployment/util).
import type { Deployment, ReplicaSet } from '../../../api/kubernetes/apps.ts'
import type { PodTemplateSpec } from '../../../api/kubernetes/core.ts'
import { ownedBy } from '../owner.ts'
import { same, shortHash } from '../template.ts'

const HASH_LABEL = 'pod-template-hash'
export const REVISION = 'deployment.kubernetes.io/revision'
export const DESIRED = 'deployment.kubernetes.io/desired-replicas'
const MAX = 'deployment.kubernetes.io/max-replicas'
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return same(withoutHash(a), withoutHash(b))
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels, creationTimestamp: undefined } }
}

const age = (set: ReplicaSet) => Date.parse(set.metadata.creationTimestamp)

/** The oldest of them, where several fit. */
export const findNew = (deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  sets.toSorted((a, b) => age(a) - age(b)).find((set) => sameTemplate(set.spec.template, deployment.spec.template))

export const revisionOf = (object: { metadata: { annotations?: Record<string, string> } }): number =>
  Number(object.metadata.annotations?.[REVISION] ?? 0)

export const nextRevision = (old: readonly ReplicaSet[]): number => Math.max(0, ...old.map(revisionOf)) + 1

/** An absolute number or a percentage of `total`. */
export function resolve(value: string | number | undefined, total: number, up: boolean): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(value ?? '')
  if (!percent) return Number(value ?? 0)
  const exact = (Number(percent[1]) * total) / 100
  return up ? Math.ceil(exact) : Math.floor(exact)
}

export interface Bounds {
  surge: number
  unavailable: number
}

export function bounds(deployment: Deployment): Bounds {
  const { replicas = 1, strategy } = deployment.spec
  if (strategy?.type === 'Recreate') return { surge: 0, unavailable: replicas }
  const surge = resolve(strategy?.rollingUpdate?.maxSurge ?? '25%', replicas, true)
  const unavailable = Math.min(replicas, resolve(strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, false))
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable }
}

export function setAnnotations(deployment: Deployment, revision: number, before: Record<string, string> = {}) {
  const { replicas = 1 } = deployment.spec
  const { [LAST_APPLIED]: _, [REVISION]: __, ...own } = deployment.metadata.annotations ?? {}
  return {
    ...before,
    ...own,
    [DESIRED]: String(replicas),
    [MAX]: String(replicas + bounds(deployment).surge),
    [REVISION]: String(revision),
  }
}

export function newSet(deployment: Deployment, revision: number, replicas: number) {
  const { template, selector } = deployment.spec
  const hash = shortHash(withoutHash(template), deployment.status.collisionCount)
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: setAnnotations(deployment, revision),
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas,
      ...(deployment.spec.minReadySeconds ? { minReadySeconds: deployment.spec.minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}
