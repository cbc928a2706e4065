// Event: what happened to an object. Kept for an hour.
import type { Event } from '../../api/kubernetes/core.ts'
import type { JsonObject, KubeObject } from '../../api/kubernetes/meta.ts'
import { ageOf } from '../../api/kubernetes/duration.ts'
import type { Kind } from './kind.ts'

export const events: Kind<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  alsoServed: [{ group: 'events.k8s.io', version: 'v1', show: regarding, read: involved }],
  columns: [
    { name: 'Last Seen', cell: lastSeen },
    { name: 'Type', cell: ({ type }) => type ?? '' },
    { name: 'Reason', cell: ({ reason }) => reason ?? '' },
    {
      name: 'Object',
      cell: ({ involvedObject: { kind = '', name } }) => (name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase()),
    },
    { name: 'Subobject', wide: true, cell: ({ involvedObject }) => involvedObject.fieldPath ?? '' },
    { name: 'Source', wide: true, cell: source },
    { name: 'Message', cell: ({ message = '' }) => message.trim() },
    { name: 'First Seen', wide: true, cell: (event, now) => ageOf(firstTime(event), now) },
    { name: 'Count', wide: true, type: 'integer', cell: ({ count, series }) => series?.count ?? (count || 1) },
    { name: 'Name', wide: true, cell: ({ metadata }) => metadata.name },
  ],
  fields({ involvedObject, reason, type, source, reportingComponent }) {
    const { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath }: Partial<Event['involvedObject']> =
      involvedObject ?? {}
    return {
      'involvedObject.kind': kind ?? '',
      'involvedObject.namespace': namespace ?? '',
      'involvedObject.name': name ?? '',
      'involvedObject.uid': uid ?? '',
      'involvedObject.apiVersion': apiVersion ?? '',
      'involvedObject.resourceVersion': resourceVersion ?? '',
      'involvedObject.fieldPath': fieldPath ?? '',
      reason: reason ?? '',
      reportingComponent: reportingComponent ?? '',
      source: source?.component ?? reportingComponent ?? '',
      type: type ?? '',
    }
  },
  validate({ involvedObject, metadata }, errors) {
    const home = involvedObject?.namespace || 'default'
    if (metadata.namespace !== home) {
      errors.invalid('involvedObject.namespace', involvedObject?.namespace ?? '', 'does not match event.namespace')
    }
  },
}

const firstTime = ({ firstTimestamp, eventTime }: Event) => firstTimestamp || eventTime

function lastSeen(event: Event, now: number): string {
  return ageOf(event.series?.lastObservedTime || event.lastTimestamp || firstTime(event), now)
}

function source({ source = {}, reportingComponent = '', reportingInstance = '' }: Event): string {
  const component = source.component || reportingComponent
  const host = source.host || reportingInstance
  return host ? `${component}, ${host}` : component
}

/** core/v1 → events.k8s.io/v1. */
function regarding(event: Event): JsonObject {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, ...rest } = event
  const form = {
    ...rest,
    apiVersion: 'events.k8s.io/v1',
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
  }
  return JSON.parse(JSON.stringify(form)) as JsonObject
}

/** events.k8s.io/v1 → core/v1. */
function involved(form: JsonObject): JsonObject {
  const {
    regarding: involvedObject,
    note,
    reportingController,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    ...rest
  } = form
  const event = {
    ...rest,
    involvedObject: involvedObject ?? {},
    message: note ?? '',
    reportingComponent: reportingController ?? '',
    source: deprecatedSource ?? {},
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    count: deprecatedCount,
  } as unknown as KubeObject
  return JSON.parse(JSON.stringify(event)) as JsonObject
}
