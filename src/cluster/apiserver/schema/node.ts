// Types of node as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const NODE = `
Overhead podFixed:{q}
RuntimeClass apiVersion:s handler!:s kind:s metadata:meta.ObjectMeta overhead:Overhead scheduling:Scheduling
Scheduling nodeSelector:{s} tolerations:[core.Toleration]
`
