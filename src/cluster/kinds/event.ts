// Event.
import type { Event } from '../../api/kubernetes/core.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const events: Kind<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  columns: [name, age],
}
