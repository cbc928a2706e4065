// Types of events as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const EVENTS = `
Event apiVersion:s kind:s metadata:meta.ObjectMeta#1 eventTime!:u#2 series:EventSeries#3 reportingController:s#4 reportingInstance:s#5 action:s#6 reason:s#7 regarding:core.ObjectReference#8 related:core.ObjectReference#9 note:s#10 type:s#11 deprecatedSource:core.EventSource#12 deprecatedFirstTimestamp:t#13 deprecatedLastTimestamp:t#14 deprecatedCount:i#15
EventSeries count!:i#1 lastObservedTime!:u#2
`
