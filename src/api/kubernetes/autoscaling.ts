// k8s.io/api/autoscaling/v2, and the Scale of v1.
import type * as raw from 'kubernetes-types/autoscaling/v2'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/autoscaling/v2'

export type HorizontalPodAutoscaler = Kept<raw.HorizontalPodAutoscaler, 'spec' | 'status'>

export type { Scale } from 'kubernetes-types/autoscaling/v1'
