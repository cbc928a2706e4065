// Types of batch as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const BATCH = `
CronJob apiVersion:s kind:s metadata:meta.ObjectMeta spec:CronJobSpec status:CronJobStatus
CronJobSpec concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate!:JobTemplateSpec schedule!:s startingDeadlineSeconds:i successfulJobsHistoryLimit:i suspend:b timeZone:s
CronJobStatus active:[core.ObjectReference] lastScheduleTime:t lastSuccessfulTime:t
Job apiVersion:s kind:s metadata:meta.ObjectMeta spec:JobSpec status:JobStatus
JobCondition lastProbeTime:t lastTransitionTime:t message:s reason:s status!:s type!:s
JobSpec activeDeadlineSeconds:i backoffLimit:i backoffLimitPerIndex:i completionMode:s completions:i managedBy:s manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:PodFailurePolicy podReplacementPolicy:s selector:meta.LabelSelector successPolicy:SuccessPolicy suspend:b template!:core.PodTemplateSpec ttlSecondsAfterFinished:i
JobStatus active:i completedIndexes:s completionTime:t conditions:[JobCondition]@type failed:i failedIndexes:s ready:i startTime:t succeeded:i terminating:i uncountedTerminatedPods:UncountedTerminatedPods
JobTemplateSpec metadata:meta.ObjectMeta spec:JobSpec
PodFailurePolicy rules!:[PodFailurePolicyRule]
PodFailurePolicyOnExitCodesRequirement containerName:s operator!:s values!:[i]
PodFailurePolicyOnPodConditionsPattern status!:s type!:s
PodFailurePolicyRule action!:s onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern]
SuccessPolicy rules!:[SuccessPolicyRule]
SuccessPolicyRule succeededCount:i succeededIndexes:s
UncountedTerminatedPods failed:[s] succeeded:[s]
`
