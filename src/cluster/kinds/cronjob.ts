// CronJob.
import type { CronJob } from '../../api/kubernetes/batch.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const cronJobs: Kind<CronJob> = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  columns: [name, age],
}
