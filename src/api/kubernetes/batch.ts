// k8s.io/api/batch/v1: work that ends.
import type * as raw from 'kubernetes-types/batch/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/batch/v1'

export type Job = Kept<raw.Job, 'spec' | 'status'>
export type CronJob = Kept<raw.CronJob, 'spec' | 'status'>
