// The horizontal pod autoscaler, as far as it goes without a metrics server: bounds are kept, metrics are missing (pkg/controller/podautoscaler).
import type { HorizontalPodAutoscaler } from '../../api/kubernetes/autoscaling.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { deployments } from '../kinds/deployment.ts'
import { horizontalPodAutoscalers } from '../kinds/horizontalpodautoscaler.ts'
import type { Kind } from '../kinds/kind.ts'
import { replicaSets } from '../kinds/replicaset.ts'
import { replicationControllers } from '../kinds/replicationcontroller.ts'
import { statefulSets } from '../kinds/statefulset.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { note, patch, status } from './plan.ts'
import { same } from './template.ts'
import { everyKeyBeside } from './watch.ts'

const scalable: readonly Kind[] = [deployments, replicaSets, statefulSets, replicationControllers] as readonly Kind[]

/** Metrics that are not there are asked for again, as upstream's sync period has it, but told only now and then. */
const SYNC_MS = 15 * 60_000

export const horizontalPodAutoscaler: Controller = {
  name: 'hpa',
  component: 'horizontal-pod-autoscaler',
  watches: [
    { resource: horizontalPodAutoscalers, keys: itself },
    ...scalable.map((resource) => ({ resource, keys: everyKeyBeside(horizontalPodAutoscalers) })),
  ],
  reconcile,
}

function reconcile(key: string, caches: Caches, now: number): Plan {
  const scaler = caches.of(horizontalPodAutoscalers).get(key)
  if (!scaler || scaler.metadata.deletionTimestamp) return NOTHING
  const { kind: name, name: targetName } = scaler.spec.scaleTargetRef
  const kind = scalable.find((candidate) => candidate.kind === name)
  const target = kind && (caches.of(kind).get(`${scaler.metadata.namespace}/${targetName}`) as Scalable | undefined)
  if (!kind || !target) {
    const message = `the HPA controller was unable to get the target's current scale: ${name.toLowerCase()}s.apps "${targetName}" not found`
    return told(scaler, [{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message }], 0, 0, now, [
      note(scaler, 'Warning', 'FailedGetScale', message.replace(/^.*scale: /, '')),
    ])
  }
  const current = target.spec.replicas ?? 1
  const least = scaler.spec.minReplicas ?? 1
  const wanted = current === 0 ? 0 : Math.min(Math.max(current, least), scaler.spec.maxReplicas)
  if (wanted !== current) return rescale(scaler, kind, target, current, wanted, now)
  if (current === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    return told(
      scaler,
      [able(), { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message }],
      0,
      0,
      now,
      [],
    )
  }
  const metric = scaler.spec.metrics?.find(({ type }) => type === 'Resource')?.resource?.name ?? 'cpu'
  const cause = `unable to get metrics for resource ${metric}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`
  const message = `the HPA was unable to compute the replica count: failed to get ${metric} utilization: ${cause}`
  const inactive = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message }
  return told(scaler, [able(), inactive], current, current, now, [
    note(scaler, 'Warning', 'FailedGetResourceMetric', `failed to get ${metric} utilization: ${cause}`),
  ])
}

type Scalable = KubeObject & { spec: { replicas?: number } }
type Said = { type: string; status: string; reason: string; message: string }

const able = (): Said => ({
  type: 'AbleToScale',
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
})

function rescale(
  scaler: HorizontalPodAutoscaler,
  kind: Kind,
  target: Scalable,
  current: number,
  wanted: number,
  now: number,
): Plan {
  const reason =
    wanted > current
      ? 'Current number of replicas below Spec.MinReplicas'
      : 'Current number of replicas above Spec.MaxReplicas'
  const message = `New size: ${wanted}; reason: ${reason}`
  const plan = told(
    scaler,
    [
      {
        ...able(),
        reason: 'SucceededRescale',
        message: `the HPA controller was able to update the target scale to ${wanted}`,
      },
    ],
    current,
    wanted,
    now,
    [],
  )
  plan.writes.unshift(patch(kind, target, { spec: { replicas: wanted } }))
  plan.events = [note(scaler, 'Normal', 'SuccessfulRescale', message)]
  return { ...plan, verb: 'scale', reason: message }
}

function told(
  scaler: HorizontalPodAutoscaler,
  said: Said[],
  current: number,
  desired: number,
  now: number,
  events: NonNullable<Plan['events']>,
): Plan {
  const conditions = said.map((condition) => {
    const before = scaler.status.conditions?.find(({ type }) => type === condition.type)
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : rfc3339(now)
    return { ...condition, lastTransitionTime }
  })
  const next = {
    ...scaler.status,
    currentMetrics: null,
    conditions,
    currentReplicas: current,
    desiredReplicas: desired,
  }
  const writes = same(next, scaler.status)
    ? []
    : [status(horizontalPodAutoscalers, { ...scaler, status: next as unknown as HorizontalPodAutoscaler['status'] })]
  return { writes, events: writes.length > 0 ? events : [], requeueAfter: SYNC_MS }
}
