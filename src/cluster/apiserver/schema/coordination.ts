// Types of coordination as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const COORDINATION = `
Lease apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:LeaseSpec#2
LeaseSpec holderIdentity?:s#1 leaseDurationSeconds?:i#2 acquireTime:u#3 renewTime:u#4 leaseTransitions?:i#5 strategy?:s#6 preferredHolder?:s#7
`
