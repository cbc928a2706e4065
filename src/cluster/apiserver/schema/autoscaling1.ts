// Types of autoscaling1 as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const AUTOSCALING1 = `
CrossVersionObjectReference kind!:s#1 name!:s#2 apiVersion:s#3
HorizontalPodAutoscaler apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:HorizontalPodAutoscalerSpec#2 status:HorizontalPodAutoscalerStatus#3
HorizontalPodAutoscalerSpec scaleTargetRef!:CrossVersionObjectReference#1 minReplicas?:i#2 maxReplicas!:i#3 targetCPUUtilizationPercentage?:i#4
HorizontalPodAutoscalerStatus observedGeneration?:l#1 lastScaleTime:t#2 currentReplicas!:i#3 desiredReplicas!:i#4 currentCPUUtilizationPercentage?:i#5
Scale apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:ScaleSpec#2 status:ScaleStatus#3
ScaleSpec replicas:i#1
ScaleStatus replicas!:i#1 selector:s#2
`
