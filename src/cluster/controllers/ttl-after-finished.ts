// The TTL-after-finished controller: finished jobs go after the time they set.
import { type Controller, NOTHING, itself } from '../client/controller.ts'
import { jobs } from '../kinds/job.ts'
import { remove } from './plan.ts'

export const ttlAfterFinished: Controller = {
  name: 'ttl',
  component: 'ttl-after-finished-controller',
  watches: [{ resource: jobs, keys: itself }],
  reconcile: (key, caches, now) => {
    const job = caches.of(jobs).get(key)
    const ttl = job?.spec.ttlSecondsAfterFinished
    if (!job || ttl === undefined || job.metadata.deletionTimestamp) return NOTHING
    const end = job.status.conditions?.find(
      ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
    )
    if (!end) return NOTHING
    const left = Date.parse(end.lastTransitionTime ?? '') + ttl * 1000 - now
    if (left > 0) return { writes: [], requeueAfter: Math.ceil(left) }
    const reason = `job ${job.metadata.name} finished ${ttl} s ago`
    return { writes: [remove(jobs, job, { propagationPolicy: 'Foreground' })], verb: 'expire', reason }
  },
}
