// k8s.io/api/node/v1.
import type * as raw from 'kubernetes-types/node/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/node/v1'

export type RuntimeClass = Kept<raw.RuntimeClass>
