// k8s.io/api/policy/v1.
import type * as raw from 'kubernetes-types/policy/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/policy/v1'

export type PodDisruptionBudget = Kept<raw.PodDisruptionBudget, 'spec' | 'status'>
