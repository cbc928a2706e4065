// Types of scheduling as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const SCHEDULING = `
PriorityClass apiVersion:s kind:s metadata:meta.ObjectMeta#1 value!:i#2 globalDefault:b#3 description:s#4 preemptionPolicy?:s#5
`
