// Types of coordination as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const COORDINATION = `
Lease apiVersion:s kind:s metadata:meta.ObjectMeta spec:LeaseSpec
LeaseSpec acquireTime:t holderIdentity:s leaseDurationSeconds:i leaseTransitions:i renewTime:t
`
