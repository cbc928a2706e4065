// k8s.io/api/coordination/v1: heartbeats and leaders.
import type * as raw from 'kubernetes-types/coordination/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/coordination/v1'

export type Lease = Kept<raw.Lease, 'spec'>
