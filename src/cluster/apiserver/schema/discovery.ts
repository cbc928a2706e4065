// Types of discovery as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const DISCOVERY = `
Endpoint addresses!:[s]#1@! conditions:EndpointConditions#2 hostname?:s#3 targetRef:core.ObjectReference#4 deprecatedTopology:{s}#5 nodeName?:s#6 zone?:s#7 hints:EndpointHints#8
EndpointConditions ready?:b#1 serving?:b#2 terminating?:b#3
EndpointHints forZones:[ForZone]#1 forNodes:[ForNode]#2
EndpointPort name?:s#1 protocol?:s#2 port?:i#3 appProtocol?:s#4
EndpointSlice apiVersion:s kind:s metadata:meta.ObjectMeta#1 addressType!:s#4 endpoints!:[Endpoint]#2 ports:[EndpointPort]#3
ForNode name!:s#1
ForZone name!:s#1
`
