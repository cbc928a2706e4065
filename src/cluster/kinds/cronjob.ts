// CronJob: jobs by the clock.
import type { CronJob } from '../../api/kubernetes/batch.ts'
import { age, containerColumns, name } from './columns.ts'
import { ageOf } from '../../api/kubernetes/duration.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateTemplateSpec } from './pod-validation.ts'

export const cronJobs: Kind<CronJob> = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  generated: true,
  subresources: ['status'],
  columns: [
    name,
    { name: 'Schedule', cell: ({ spec }) => spec.schedule },
    { name: 'Timezone', cell: ({ spec }) => spec.timeZone ?? '<none>' },
    { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
    { name: 'Active', type: 'integer', cell: ({ status }) => status.active?.length ?? 0 },
    {
      name: 'Last Schedule',
      cell: ({ status }, now) => (status.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : '<none>'),
    },
    age,
    ...containerColumns<CronJob>(({ spec }) => spec.jobTemplate?.spec?.template?.spec?.containers ?? []),
    { name: 'Selector', wide: true, cell: ({ spec }) => selectorText(spec.jobTemplate?.spec?.selector) },
  ],
  defaults(job) {
    const { spec } = job
    job.status ??= {}
    spec.concurrencyPolicy ??= 'Allow'
    spec.suspend ??= false
    spec.successfulJobsHistoryLimit ??= 3
    spec.failedJobsHistoryLimit ??= 1
    const pod = spec.jobTemplate?.spec?.template?.spec
    if (pod) defaultPodSpec(pod)
  },
  prepareForCreate(job) {
    job.status = {}
  },
  validate({ spec, metadata }, errors) {
    if (metadata.name.length > 52) errors.invalid('metadata.name', metadata.name, 'must be no more than 52 characters')
    if (!spec.schedule) errors.required('spec.schedule')
    else validateSchedule(spec.schedule, (why) => errors.invalid('spec.schedule', spec.schedule, why))
    const policies = ['Allow', 'Forbid', 'Replace']
    if (!policies.includes(spec.concurrencyPolicy ?? ''))
      errors.notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy, policies)
    const template = spec.jobTemplate?.spec?.template
    validateTemplateSpec(template, 'spec.jobTemplate.spec.template', errors)
    if (template?.spec?.restartPolicy === 'Always') {
      errors.required('spec.jobTemplate.spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"')
    }
  },
}

const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

/** As robfig/cron's standard parser words it. */
function validateSchedule(schedule: string, wrong: (why: string) => void): void {
  if (NICKNAMES.includes(schedule) || schedule.startsWith('@every ')) return
  if (schedule.startsWith('@')) return wrong(`unrecognized descriptor: ${schedule}`)
  const fields = schedule.trim().split(/\s+/)
  if (fields.length !== 5) return wrong(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const bounds: [number, number][] = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 6],
  ]
  for (const [i, field] of fields.entries()) {
    for (const word of field.split(',')) {
      const range = word.split('/')[0]!
      if (range === '*' || range === '?') continue
      for (const part of range.split('-')) {
        if (/^[a-zA-Z]{3}$/.test(part) && i > 2) continue
        if (!/^\d+$/.test(part))
          return wrong(
            `failed to parse int from ${part}: strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`,
          )
        const [least, most] = bounds[i]!
        if (Number(part) > most) return wrong(`end of range (${part}) above maximum (${most}): ${word}`)
        if (Number(part) < least) return wrong(`beginning of range (${part}) below minimum (${least}): ${word}`)
      }
    }
  }
}
