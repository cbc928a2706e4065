// Job: pods that run to their end.
import type { Job } from '../../api/kubernetes/batch.ts'
import { age, containerColumns, name } from './columns.ts'
import { humanDuration } from '../../api/kubernetes/duration.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateImmutable, validateNonNegative, validateTemplateSpec } from './pod-validation.ts'

export const jobs: Kind<Job> = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  categories: ['all'],
  namespaced: true,
  generated: true,
  nameRule: 'subdomain',
  subresources: ['status'],
  columns: [
    name,
    { name: 'Status', cell: status },
    { name: 'Completions', cell: completions },
    { name: 'Duration', cell: duration },
    age,
    ...containerColumns<Job>(({ spec }) => spec.template?.spec?.containers ?? []),
    { name: 'Selector', wide: true, cell: ({ spec }) => selectorText(spec.selector) },
  ],
  fields: ({ status }) => ({ 'status.successful': String(status?.succeeded ?? 0) }),
  defaults(job) {
    const { spec } = job
    job.status ??= {}
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
    spec.parallelism ??= 1
    spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2147483647
    spec.completionMode ??= 'NonIndexed'
    spec.suspend ??= false
    spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
    if (spec.template?.spec) defaultPodSpec(spec.template.spec)
  },
  prepareForCreate(job) {
    job.status = {}
    if (job.spec.manualSelector) return
    const { uid, name: jobName } = job.metadata
    const own = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': jobName }
    const template = (job.spec.template.metadata ??= {})
    template.labels = { ...own, 'controller-uid': uid, 'job-name': jobName, ...template.labels }
    job.spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }
  },
  validate({ spec }, errors) {
    validateNonNegative(spec.parallelism, 'spec.parallelism', errors)
    validateNonNegative(spec.completions, 'spec.completions', errors)
    validateNonNegative(spec.backoffLimit, 'spec.backoffLimit', errors)
    validateTemplateSpec(spec.template, 'spec.template', errors)
    if (spec.template?.spec?.restartPolicy === 'Always') {
      errors.required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"')
    }
  },
  validateUpdate(next, old, errors) {
    validateImmutable(next.spec.selector, old.spec.selector, 'spec.selector', errors)
    validateImmutable(next.spec.template, old.spec.template, 'spec.template', errors)
    if (next.spec.completionMode !== 'Indexed')
      validateImmutable(next.spec.completions, old.spec.completions, 'spec.completions', errors)
  },
}

function status({ status, metadata }: Job): string {
  const holds = (type: string) =>
    status.conditions?.some((condition) => condition.type === type && condition.status === 'True')
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (metadata.deletionTimestamp) return 'Terminating'
  if (holds('Suspended')) return 'Suspended'
  if (holds('FailureTarget')) return 'FailureTarget'
  return holds('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running'
}

function completions({ spec, status }: Job): string {
  if (spec.completions !== undefined) return `${status.succeeded ?? 0}/${spec.completions}`
  const { parallelism = 0 } = spec
  return parallelism > 1 ? `${status.succeeded ?? 0}/1 of ${parallelism}` : `${status.succeeded ?? 0}/1`
}

function duration({ status }: Job, now: number): string {
  if (!status.startTime) return ''
  const end = status.completionTime ? Date.parse(status.completionTime) : now
  return humanDuration(end - Date.parse(status.startTime))
}
