// The job controller: pods that run to an end, so many times, so many at once (pkg/controller/job).
import type { Job, JobCondition } from '../../api/kubernetes/batch.ts'
import type { Pod } from '../../api/kubernetes/core.ts'
import { type Caches, type Controller, NOTHING, type Plan, itself } from '../client/controller.ts'
import { jobs } from '../kinds/job.ts'
import { pods } from '../kinds/pod.ts'
import { rfc3339 } from '../kubelet/status.ts'
import { isControlledBy } from './owner.ts'
import { create, note, remove, status } from './plan.ts'
import { isActive, isReady, leastMissedFirst } from './pod-state.ts'
import { podFromTemplate, same } from './template.ts'
import { ownerKeys } from './watch.ts'

const INDEX = 'batch.kubernetes.io/job-completion-index'
/** The wait after a failed pod doubles from here. */
const FIRST_DELAY_MS = 10_000
const LAST_DELAY_MS = 600_000

export const job: Controller = {
  name: 'job',
  component: 'job-controller',
  watches: [
    { resource: jobs, keys: itself },
    { resource: pods, keys: ownerKeys('Job') },
  ],
  reconcile,
}

interface Count {
  active: Pod[]
  succeeded: Pod[]
  failed: Pod[]
}

const finished = (of: Job): JobCondition | undefined =>
  of.status.conditions?.find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True')

function reconcile(key: string, caches: Caches, now: number): Plan {
  const target = caches.of(jobs).get(key)
  if (!target || target.metadata.deletionTimestamp) return NOTHING
  const plan: Plan = { writes: [], events: [] }
  const own = caches
    .of(pods)
    .list(target.metadata.namespace)
    .filter((pod) => isControlledBy(pod, target))
  const count: Count = {
    active: own.filter(isActive),
    succeeded: own.filter((pod) => pod.status.phase === 'Succeeded'),
    failed: own.filter((pod) => pod.status.phase === 'Failed'),
  }
  if (finished(target)) return plan
  const end = outcome(target, count, now)
  if (end) {
    for (const pod of count.active) plan.writes.push(remove(pods, pod))
    plan.events!.push(note(target, end.type === 'Complete' ? 'Normal' : 'Warning', end.event, end.told ?? end.message))
    plan.verb = 'end'
    plan.reason = `job ${target.metadata.name}: ${end.message}`
  } else {
    resize(plan, target, count, now)
  }
  const next = jobStatus(target, end ? { ...count, active: [] } : count, end, now)
  if (!same(next, target.status)) plan.writes.push(status(jobs, { ...target, status: next }))
  const deadline = target.spec.activeDeadlineSeconds
  if (!end && deadline !== undefined && next.startTime) {
    const left = Date.parse(next.startTime) + deadline * 1000 - now
    plan.requeueAfter = Math.min(plan.requeueAfter ?? Infinity, Math.max(left, 1))
  }
  return plan
}

interface End {
  type: 'Complete' | 'Failed'
  reason: string
  message: string
  event: string
  /** Message of the event, where it is another than the condition's. */
  told?: string
}

function outcome(target: Job, count: Count, now: number): End | undefined {
  const { backoffLimit = 6, activeDeadlineSeconds: deadline, completions, parallelism = 1 } = target.spec
  const failures = count.failed.length + restarts(target, count)
  if (failures > backoffLimit) {
    const message = 'Job has reached the specified backoff limit'
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message, event: 'BackoffLimitExceeded' }
  }
  const { startTime } = target.status
  if (deadline !== undefined && startTime && now >= Date.parse(startTime) + deadline * 1000) {
    const message = 'Job was active longer than specified deadline'
    return { type: 'Failed', reason: 'DeadlineExceeded', message, event: 'DeadlineExceeded' }
  }
  const done = succeededCount(target, count)
  const complete =
    completions === undefined ? done > 0 && count.active.length === 0 : done >= completions && parallelism >= 0
  if (!complete) return undefined
  return {
    type: 'Complete',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
    event: 'Completed',
    told: 'Job completed',
  }
}

const succeededCount = (target: Job, { succeeded }: Count): number =>
  target.spec.completionMode === 'Indexed' ? new Set(succeeded.map(indexOf)).size : succeeded.length

const indexOf = (pod: Pod): string => pod.metadata.annotations?.[INDEX] ?? ''

/** With restartPolicy OnFailure failures are restarts of containers. */
const restarts = (target: Job, { active }: Count): number =>
  target.spec.template.spec?.restartPolicy === 'OnFailure'
    ? active
        .flatMap((pod) => pod.status.containerStatuses ?? [])
        .reduce((sum, { restartCount }) => sum + restartCount, 0)
    : 0

function resize(plan: Plan, target: Job, count: Count, now: number): void {
  const { completions, parallelism = 1, suspend } = target.spec
  const done = succeededCount(target, count)
  const left = completions === undefined ? (done > 0 ? count.active.length : parallelism) : completions - done
  const wanted = suspend ? 0 : Math.max(0, Math.min(parallelism, left))
  const missing = wanted - count.active.length
  if (missing < 0) {
    for (const pod of leastMissedFirst(count.active, () => 0).slice(0, -missing)) {
      plan.writes.push(remove(pods, pod))
      plan.events!.push(note(target, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`))
    }
    return
  }
  const wait = missing > 0 ? backoff(count, now) : 0
  if (wait > 0) {
    plan.requeueAfter = Math.ceil(wait)
    return
  }
  const free = freeIndexes(target, count)
  for (let i = 0; i < missing; i++) plan.writes.push(newPod(target, free[i]))
  if (missing > 0) {
    plan.verb = 'create'
    plan.reason = `job ${target.metadata.name}: ${done} of ${completions ?? 1} done, ${count.active.length} running: creates ${missing}`
  }
}

/** ms to leave alone after the last failures. */
function backoff({ failed, succeeded }: Count, now: number): number {
  const end = (pod: Pod) =>
    Math.max(
      0,
      ...(pod.status.containerStatuses ?? []).map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? '') || 0),
    )
  const lastSuccess = Math.max(0, ...succeeded.map(end))
  const since = failed.filter((pod) => end(pod) > lastSuccess)
  if (since.length === 0) return 0
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (since.length - 1), LAST_DELAY_MS)
  return Math.max(0, Math.max(...since.map(end)) + delay - now)
}

function freeIndexes(target: Job, { active, succeeded }: Count): string[] {
  if (target.spec.completionMode !== 'Indexed') return []
  const used = new Set([...active, ...succeeded].map(indexOf))
  const all = Array.from({ length: target.spec.completions ?? 0 }, (_, i) => String(i))
  return all.filter((index) => !used.has(index))
}

function newPod(target: Job, index: string | undefined) {
  const { name, uid } = target.metadata
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
    ...(index === undefined ? {} : { [INDEX]: index }),
  }
  const env = [{ name: 'JOB_COMPLETION_INDEX', value: index ?? '' }]
  const { template } = target.spec
  const spec =
    index === undefined
      ? {}
      : {
          hostname: `${name}-${index}`,
          containers: template.spec!.containers.map((container) => ({
            ...container,
            env: [...(container.env ?? []), ...env],
          })),
        }
  const draft = podFromTemplate(target, template, {
    labels,
    spec,
    ...(index === undefined ? {} : { annotations: { [INDEX]: index } }),
  })
  if (index !== undefined) draft.metadata = { ...draft.metadata, generateName: `${name}-${index}-` }
  return create(pods, draft, {
    done: (made) => note(target, 'Normal', 'SuccessfulCreate', `Created pod: ${made}`),
    failed: (message) => note(target, 'Warning', 'FailedCreate', `Error creating: ${message}`),
  })
}

function jobStatus(target: Job, count: Count, end: End | undefined, now: number): Job['status'] {
  const before = target.status
  const time = rfc3339(now)
  const ending: JobCondition[] = !end
    ? []
    : [
        ...(end.type === 'Complete'
          ? [condition('SuccessCriteriaMet', end, time)]
          : [condition('FailureTarget', end, time)]),
        condition(end.type, end, time),
      ]
  const suspended = before.conditions?.find(({ type }) => type === 'Suspended')
  const suspend = target.spec.suspend ? 'True' : suspended ? 'False' : undefined
  const others = (before.conditions ?? []).filter(({ type }) => type !== 'Suspended')
  const conditions = [
    ...others,
    ...(suspend === suspended?.status && suspended ? [suspended] : suspend ? [suspension(suspend, time)] : []),
    ...ending,
  ]
  const { active, succeeded, failed } = count
  const terminating = 0
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(target.spec.suspend ? {} : { startTime: before.startTime ?? time }),
    ...(end?.type === 'Complete' ? { completionTime: time } : {}),
    ...(active.length ? { active: active.length } : {}),
    ...(succeeded.length ? { succeeded: succeeded.length } : {}),
    ...(failed.length ? { failed: failed.length } : {}),
    terminating,
    uncountedTerminatedPods: {},
    ready: active.filter(isReady).length,
  }
}

const condition = (type: string, { reason, message }: End, time: string): JobCondition => ({
  type,
  status: 'True',
  lastProbeTime: time,
  lastTransitionTime: time,
  reason,
  message,
})

const suspension = (is: string, time: string): JobCondition => ({
  type: 'Suspended',
  status: is,
  lastProbeTime: time,
  lastTransitionTime: time,
  reason: is === 'True' ? 'JobSuspended' : 'JobResumed',
  message: is === 'True' ? 'Job suspended' : 'Job resumed',
})
