// kubectl describe of horizontal pod autoscalers.
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from 'kubernetes-types/autoscaling/v2'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { rfc1123z } from './time.ts'
import { Page } from './writer.ts'

export async function describeAutoscaler(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as HorizontalPodAutoscaler & { metadata: AnyObject['metadata'] }
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `CreationTimestamp:\t${rfc1123z(metadata.creationTimestamp)}`)
  page.line(0, `Reference:\t${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`)
  const metrics = spec?.metrics ?? []
  if (metrics.length > 0) page.line(0, 'Metrics:\t( current / target )')
  metrics.forEach((metric, i) => page.line(1, metricText(metric, status?.currentMetrics?.[i])))
  page.line(0, `Min replicas:\t${spec?.minReplicas ?? '<unset>'}`).line(0, `Max replicas:\t${spec?.maxReplicas}`)
  const scaled = spec?.scaleTargetRef.kind ?? ''
  page.line(0, `${scaled} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`)
  if (status?.conditions?.length) {
    page.line(0, 'Conditions:')
    const rows = status.conditions.map(({ type, status: is, reason, message }) => [
      type,
      is,
      reason ?? '',
      message ?? '',
    ])
    page.table(1, ['Type', 'Status', 'Reason', 'Message'], rows)
  }
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

function metricText({ type, resource }: MetricSpec, now: MetricStatus | undefined): string {
  if (type !== 'Resource' || !resource) return `<unknown metric type "${type}">`
  const { name, target } = resource
  const current = now?.resource?.current
  if (target.averageValue !== undefined)
    return `resource ${name} on pods:\t${current?.averageValue ?? '<unknown>'} / ${target.averageValue}`
  const used =
    current?.averageUtilization === undefined
      ? '<unknown>'
      : `${current.averageUtilization}% (${current.averageValue ?? ''})`
  const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`
  return `resource ${name} on pods  (as a percentage of request):\t${used} / ${wanted}`
}
