// Types of policy as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const POLICY = `
Eviction apiVersion:s deleteOptions:meta.DeleteOptions kind:s metadata:meta.ObjectMeta
PodDisruptionBudget apiVersion:s kind:s metadata:meta.ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec maxUnavailable:x minAvailable:x selector:meta.LabelSelector unhealthyPodEvictionPolicy:s
PodDisruptionBudgetStatus conditions:[meta.Condition]@type currentHealthy!:i desiredHealthy!:i disruptedPods:{t} disruptionsAllowed!:i expectedPods!:i observedGeneration:i
`
