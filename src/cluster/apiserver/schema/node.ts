// Types of node as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const NODE = `
Overhead podFixed:{q}#1
RuntimeClass apiVersion:s kind:s metadata:meta.ObjectMeta#1 handler!:s#2 overhead:Overhead#3 scheduling:Scheduling#4
Scheduling nodeSelector:{s}#1 tolerations:[core.Toleration]#2
`
