// Types of events as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const EVENTS = `
Event action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedSource:core.EventSource eventTime!:t kind:s metadata:meta.ObjectMeta note:s reason:s regarding:core.ObjectReference related:core.ObjectReference reportingController:s reportingInstance:s series:EventSeries type:s
EventSeries count!:i lastObservedTime!:t
`
