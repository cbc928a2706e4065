// Types of discovery as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const DISCOVERY = `
Endpoint addresses!:[s] conditions:EndpointConditions deprecatedTopology:{s} hints:EndpointHints hostname:s nodeName:s targetRef:core.ObjectReference zone:s
EndpointConditions ready:b serving:b terminating:b
EndpointHints forNodes:[ForNode] forZones:[ForZone]
EndpointPort appProtocol:s name:s port:i protocol:s
EndpointSlice addressType!:s apiVersion:s endpoints!:[Endpoint] kind:s metadata:meta.ObjectMeta ports:[EndpointPort]
ForNode name!:s
ForZone name!:s
`
