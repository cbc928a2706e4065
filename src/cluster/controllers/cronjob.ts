// The cron job controller: makes jobs by the clock (pkg/controller/cronjob).
import { Cron } from 'croner'
import type { CronJob, Job } from '../../api/kubernetes/batch.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { cronJobs } from '../kinds/cronjob.ts'
import { jobs } from '../kinds/job.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { isControlledBy, ownedBy } from './owner.ts'
import { create, note, remove, status } from './plan.ts'
import { same } from './template.ts'
import { ownerKeys } from './watch.ts'

export const cronJob: Controller = {
  name: 'cronjob',
  component: 'cronjob-controller',
  watches: [
    { resource: cronJobs, keys: itself },
    { resource: jobs, keys: ownerKeys('CronJob') },
  ],
  reconcile,
}

const MAX_MISSED = 100

function reconcile(key: string, caches: Caches, now: number): Plan {
  const cron = caches.of(cronJobs).get(key)
  if (!cron || cron.metadata.deletionTimestamp) return NOTHING
  const plan: Plan = { writes: [], events: [] }
  const own = caches
    .of(jobs)
    .list(cron.metadata.namespace)
    .filter((job) => isControlledBy(job, cron))
  prune(plan, cron, own)
  const seen = observe(plan, cron, own)
  const started = cron.spec.suspend ? undefined : start(plan, cron, seen, own, now)
  const next = { ...seen, ...started }
  if (!same(next, cron.status)) plan.writes.push(status(cronJobs, { ...cron, status: next }))
  const due = cron.spec.suspend ? undefined : nextRun(cron, now)
  if (due !== undefined) plan.requeueAfter = due - now + 100
  return plan
}

const ended = (job: Job) =>
  job.status.conditions?.find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True')
    ?.type

/** Jobs that came or ended since. */
function observe(plan: Plan, cron: CronJob, own: readonly Job[]): CronJob['status'] {
  const active: NonNullable<CronJob['status']['active']> = []
  for (const reference of cron.status.active ?? []) {
    const job = own.find((candidate) => candidate.metadata.uid === reference.uid)
    if (job && !ended(job)) active.push(reference)
    else if (job) {
      const message = `Saw completed job: ${reference.name}, condition: ${ended(job)}`
      plan.events!.push(note(cron, 'Normal', 'SawCompletedJob', message))
    } else plan.events!.push(note(cron, 'Normal', 'MissingJob', `Active job went missing: ${reference.name}`))
  }
  for (const job of own) {
    if (ended(job) || active.some(({ uid }) => uid === job.metadata.uid)) continue
    const { name, namespace, uid, resourceVersion } = job.metadata
    active.push({ kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion })
  }
  const success = own
    .filter((job) => ended(job) === 'Complete')
    .map((job) => job.status.completionTime ?? '')
    .toSorted()
    .at(-1)
  const { active: _, ...rest } = cron.status
  return {
    ...rest,
    ...(active.length > 0 ? { active } : {}),
    ...(success ? { lastSuccessfulTime: success } : {}),
  }
}

const schedule = (cron: CronJob) =>
  new Cron(cron.spec.schedule, { timezone: cron.spec.timeZone ?? 'UTC', paused: true, mode: '5-part' })

/** Unix ms of the next time after `now`; undefined for a schedule that cannot be read or never comes. */
function nextRun(cron: CronJob, now: number): number | undefined {
  try {
    return schedule(cron).nextRun(new Date(now))?.getTime()
  } catch {
    return undefined
  }
}

/** The latest time that should have started a job and has not. */
function missedRun(cron: CronJob, now: number): number | undefined {
  const { lastScheduleTime } = cron.status
  const begin = Date.parse(lastScheduleTime ?? cron.metadata.creationTimestamp)
  const deadline = cron.spec.startingDeadlineSeconds
  let at = deadline === undefined ? begin : Math.max(begin, now - deadline * 1000)
  let missed: number | undefined
  for (let i = 0; i < MAX_MISSED; i++) {
    const next = nextRun(cron, at)
    if (next === undefined || next > now) break
    missed = next
    at = next
  }
  return missed
}

function start(plan: Plan, cron: CronJob, seen: CronJob['status'], own: readonly Job[], now: number) {
  const due = missedRun(cron, now)
  if (due === undefined) return undefined
  const name = `${cron.metadata.name}-${Math.floor(due / 60_000)}`
  if (own.some((job) => job.metadata.name === name)) return { lastScheduleTime: rfc3339(due) }
  const active = seen.active ?? []
  if (cron.spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    plan.events!.push(note(cron, 'Normal', 'JobAlreadyActive', message))
    return undefined
  }
  if (cron.spec.concurrencyPolicy === 'Replace') {
    for (const job of own.filter((candidate) => !ended(candidate))) {
      plan.writes.push(remove(jobs, job, { propagationPolicy: 'Background' }))
      plan.events!.push(note(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`))
    }
  }
  const { jobTemplate } = cron.spec
  const annotations = {
    ...jobTemplate.metadata?.annotations,
    'batch.kubernetes.io/cronjob-scheduled-timestamp': rfc3339(due),
  }
  const { labels } = jobTemplate.metadata ?? {}
  const metadata = {
    name,
    namespace: cron.metadata.namespace,
    annotations,
    ...(labels ? { labels } : {}),
    ownerReferences: [ownedBy(cron)],
  }
  plan.verb = 'start'
  plan.reason = `cron job ${cron.metadata.name} was due at ${rfc3339(due)}`
  plan.writes.push(
    create(
      jobs,
      { metadata, spec: jobTemplate.spec! },
      {
        done: (made) => note(cron, 'Normal', 'SuccessfulCreate', `Created job ${made}`),
        failed: (message) => note(cron, 'Warning', 'FailedCreate', `Error creating job: ${message}`),
      },
    ),
  )
  return { lastScheduleTime: rfc3339(due) }
}

/** Finished jobs beyond the history limits go, oldest first. */
function prune(plan: Plan, cron: CronJob, own: readonly Job[]): void {
  const limits = { Complete: cron.spec.successfulJobsHistoryLimit ?? 3, Failed: cron.spec.failedJobsHistoryLimit ?? 1 }
  for (const [how, limit] of Object.entries(limits)) {
    const over = own
      .filter((job) => ended(job) === how)
      .toSorted((a, b) => Date.parse(a.status.startTime ?? '') - Date.parse(b.status.startTime ?? ''))
    for (const job of over.slice(0, Math.max(0, over.length - limit))) {
      if (job.metadata.deletionTimestamp) continue
      plan.writes.push(remove(jobs, job, { propagationPolicy: 'Background' }))
      plan.events!.push(note(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`))
    }
  }
}
