// Types of policy as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const POLICY = `
Eviction apiVersion:s kind:s metadata:meta.ObjectMeta#1 deleteOptions:meta.DeleteOptions#2
PodDisruptionBudget apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:PodDisruptionBudgetSpec#2 status:PodDisruptionBudgetStatus#3
PodDisruptionBudgetSpec minAvailable:x#1 selector:meta.LabelSelector#2 maxUnavailable:x#3 unhealthyPodEvictionPolicy?:s#4
PodDisruptionBudgetStatus observedGeneration:l#1 disruptedPods:{t}#2 disruptionsAllowed!:i#3 currentHealthy!:i#4 desiredHealthy!:i#5 expectedPods!:i#6 conditions:[meta.Condition]#7@type
`
