// k8s.io/api/apps/v1: workloads.
import type * as raw from 'kubernetes-types/apps/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/apps/v1'

export type Deployment = Kept<raw.Deployment, 'spec' | 'status'>
export type ReplicaSet = Kept<raw.ReplicaSet, 'spec' | 'status'>
export type DaemonSet = Kept<raw.DaemonSet, 'spec' | 'status'>
export type StatefulSet = Kept<raw.StatefulSet, 'spec' | 'status'>
export type ControllerRevision = Kept<raw.ControllerRevision>
