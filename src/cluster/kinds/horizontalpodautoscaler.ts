// HorizontalPodAutoscaler: as many pods as the load asks for.
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../../api/kubernetes/autoscaling.ts'
import type { JsonObject } from '../../api/kubernetes/meta.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const horizontalPodAutoscalers: Kind<HorizontalPodAutoscaler> = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  alsoServed: [{ group: 'autoscaling', version: 'v1', show, read }],
  columns: [
    name,
    {
      name: 'Reference',
      cell: ({
        spec: {
          scaleTargetRef: { kind, name },
        },
      }) => `${kind}/${name}`,
    },
    { name: 'Targets', cell: targets },
    { name: 'MinPods', cell: ({ spec }) => String(spec.minReplicas ?? '<unset>') },
    { name: 'MaxPods', type: 'integer', cell: ({ spec }) => spec.maxReplicas },
    { name: 'Replicas', type: 'integer', cell: ({ status }) => status.currentReplicas ?? 0 },
    age,
  ],
  defaults(scaler) {
    scaler.status ??= { desiredReplicas: 0 }
    scaler.spec.minReplicas ??= 1
    scaler.spec.metrics ??= [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]
  },
  prepareForCreate(scaler) {
    scaler.status = { desiredReplicas: 0, currentReplicas: 0 }
  },
  validate({ spec }, errors) {
    if ((spec.minReplicas ?? 1) < 1)
      errors.invalid('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1')
    if (!(spec.maxReplicas >= 1)) errors.invalid('spec.maxReplicas', spec.maxReplicas ?? 0, 'must be greater than 0')
    else if (spec.maxReplicas < (spec.minReplicas ?? 1)) {
      errors.invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`')
    }
  },
}

function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const list = (spec.metrics ?? []).map((metric, i) => target(metric, status.currentMetrics?.[i] ?? undefined))
  if (list.length === 0) return '<none>'
  return list.length > 2 ? `${list.slice(0, 2).join(', ')} + ${list.length - 2} more...` : list.join(', ')
}

function target({ resource, type }: MetricSpec, current: MetricStatus | undefined): string {
  if (!resource) return `<unknown>/<${type}>`
  const { averageUtilization, averageValue } = resource.target
  const now = current?.resource?.current
  if (averageUtilization !== undefined) {
    const used = now?.averageUtilization
    return `${resource.name}: ${used === undefined ? '<unknown>' : `${used}%`}/${averageUtilization}%`
  }
  return `${resource.name}: ${now?.averageValue ?? '<unknown>'}/${averageValue}`
}

/** v2 → v1: only a target for the processor's use fits. */
function show({ spec, status, ...rest }: HorizontalPodAutoscaler): JsonObject {
  const cpu = spec.metrics?.find((metric) => metric.resource?.name === 'cpu')?.resource?.target.averageUtilization
  const now = status.currentMetrics?.find((metric) => metric.resource?.name === 'cpu')?.resource?.current
    .averageUtilization
  const { metrics: _, behavior: __, ...plain } = spec
  const { currentMetrics: ___, conditions: ____, ...counts } = status
  const form = {
    ...rest,
    apiVersion: 'autoscaling/v1',
    spec: { ...plain, targetCPUUtilizationPercentage: cpu },
    status: { ...counts, currentCPUUtilizationPercentage: now },
  }
  return JSON.parse(JSON.stringify(form)) as JsonObject
}

function read(form: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage, ...spec } = (form.spec ?? {}) as JsonObject
  const { currentCPUUtilizationPercentage: _, ...status } = (form.status ?? {}) as JsonObject
  const utilization = { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage ?? 80 }
  return {
    ...form,
    spec: { ...spec, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: utilization } }] },
    status,
  }
}
