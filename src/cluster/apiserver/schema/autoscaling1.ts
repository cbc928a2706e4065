// Types of autoscaling1 as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const AUTOSCALING1 = `
CrossVersionObjectReference apiVersion:s kind!:s name!:s
HorizontalPodAutoscaler apiVersion:s kind:s metadata:meta.ObjectMeta spec:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerSpec maxReplicas!:i minReplicas:i scaleTargetRef!:CrossVersionObjectReference targetCPUUtilizationPercentage:i
HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:i currentReplicas!:i desiredReplicas!:i lastScaleTime:t observedGeneration:i
Scale apiVersion:s kind:s metadata:meta.ObjectMeta spec:ScaleSpec status:ScaleStatus
ScaleSpec replicas:i
ScaleStatus replicas!:i selector:s
`
