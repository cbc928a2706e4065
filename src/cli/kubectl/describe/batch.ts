// kubectl describe of jobs and cron jobs.
import type { CronJob, Job, JobTemplateSpec } from 'kubernetes-types/batch/v1'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { controlledBy } from './pod.ts'
import { selectorText } from './selector.ts'
import { writeTemplate } from './template.ts'
import { humanDuration } from '../../../api/kubernetes/duration.ts'
import { rfc1123z } from './time.ts'
import { Page } from './writer.ts'

export async function describeJob(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as Job & { metadata: AnyObject['metadata'] }
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  if (spec?.selector) page.line(0, `Selector:\t${selectorText(spec.selector)}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  controlledBy(page, object)
  if (spec?.parallelism !== undefined) page.line(0, `Parallelism:\t${spec.parallelism}`)
  page.line(0, `Completions:\t${spec?.completions ?? '<unset>'}`)
  if (spec?.completionMode) page.line(0, `Completion Mode:\t${spec.completionMode}`)
  if (spec?.suspend !== undefined) page.line(0, `Suspend:\t${spec.suspend}`)
  if (spec?.backoffLimit !== undefined) page.line(0, `Backoff Limit:\t${spec.backoffLimit}`)
  if (spec?.ttlSecondsAfterFinished !== undefined)
    page.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`)
  const [start, end] = [status?.startTime as string | undefined, status?.completionTime as string | undefined]
  if (start) page.line(0, `Start Time:\t${rfc1123z(start)}`)
  if (end) page.line(0, `Completed At:\t${rfc1123z(end)}`)
  if (start && end) page.line(0, `Duration:\t${humanDuration(Date.parse(end) - Date.parse(start))}`)
  if (spec?.activeDeadlineSeconds !== undefined)
    page.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`)
  const ready = status?.ready === undefined ? '' : ` (${status.ready} Ready)`
  page.line(
    0,
    `Pods Statuses:\t${status?.active ?? 0} Active${ready} / ${status?.succeeded ?? 0} Succeeded / ${status?.failed ?? 0} Failed`,
  )
  if (spec?.completionMode === 'Indexed') page.line(0, `Completed Indexes:\t${status?.completedIndexes || '<none>'}`)
  writeTemplate(page, spec?.template)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

export async function describeCronJob(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as CronJob & { metadata: AnyObject['metadata'] }
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Schedule:\t${spec?.schedule}`).line(0, `Concurrency Policy:\t${spec?.concurrencyPolicy}`)
  page.line(0, `Suspend:\t${capital(spec?.suspend)}`)
  page.line(0, `Time Zone:\t${(spec as { timeZone?: string } | undefined)?.timeZone ?? '<unset>'}`)
  page.line(0, `Successful Job History Limit:\t${spec?.successfulJobsHistoryLimit ?? '<unset>'}`)
  page.line(0, `Failed Job History Limit:\t${spec?.failedJobsHistoryLimit ?? '<unset>'}`)
  const deadline = spec?.startingDeadlineSeconds
  page.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? '<unset>' : `${deadline}s`}`)
  jobTemplate(page, spec?.jobTemplate)
  page.line(
    0,
    `Last Schedule Time:\t${status?.lastScheduleTime ? rfc1123z(status.lastScheduleTime as string) : '<unset>'}`,
  )
  const active = (status?.active ?? []).map(({ name }) => name).join(', ')
  page.line(0, `Active Jobs:\t${active || '<none>'}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

const capital = (flag: boolean | undefined): string => (flag === undefined ? '<unset>' : flag ? 'True' : 'False')

function jobTemplate(page: Page, template: JobTemplateSpec | undefined): void {
  const spec = template?.spec
  page.line(0, `Selector:\t${spec?.selector ? selectorText(spec.selector) : '<unset>'}`)
  page.line(0, `Parallelism:\t${spec?.parallelism ?? '<unset>'}`)
  page.line(0, `Completions:\t${spec?.completions ?? '<unset>'}`)
  if (spec?.activeDeadlineSeconds !== undefined)
    page.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`)
  writeTemplate(page, spec?.template)
}
