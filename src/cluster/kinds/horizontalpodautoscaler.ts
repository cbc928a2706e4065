// HorizontalPodAutoscaler.
import type { HorizontalPodAutoscaler } from '../../api/kubernetes/autoscaling.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

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
  columns: [name, age],
}
