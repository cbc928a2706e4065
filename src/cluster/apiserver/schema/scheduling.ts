// Types of scheduling as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const SCHEDULING = `
PriorityClass apiVersion:s description:s globalDefault:b kind:s metadata:meta.ObjectMeta preemptionPolicy:s value!:i
`
