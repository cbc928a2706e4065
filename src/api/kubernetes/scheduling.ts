// k8s.io/api/scheduling/v1.
import type * as raw from 'kubernetes-types/scheduling/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/scheduling/v1'

export type PriorityClass = Kept<raw.PriorityClass>
