// k8s.io/api/events/v1: the newer form of events.
export type { Event as RegardingEvent, EventSeries } from 'kubernetes-types/events/v1'
