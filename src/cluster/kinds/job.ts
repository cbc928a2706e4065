// Job.
import type { Job } from '../../api/kubernetes/batch.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const jobs: Kind<Job> = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  columns: [name, age],
}
