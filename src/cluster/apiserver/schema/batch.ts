// Types of batch as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const BATCH = `
CronJob apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:CronJobSpec#2 status:CronJobStatus#3
CronJobSpec schedule!:s#1 timeZone?:s#8 startingDeadlineSeconds?:l#2 concurrencyPolicy:s#3 suspend?:b#4 jobTemplate!:JobTemplateSpec#5 successfulJobsHistoryLimit?:i#6 failedJobsHistoryLimit?:i#7
CronJobStatus active:[core.ObjectReference]#1 lastScheduleTime:t#4 lastSuccessfulTime:t#5
Job apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec:JobSpec#2 status:JobStatus#3
JobCondition type!:s#1 status!:s#2 lastProbeTime:t#3 lastTransitionTime:t#4 reason:s#5 message:s#6
JobSpec parallelism?:i#1 completions?:i#2 activeDeadlineSeconds?:l#3 podFailurePolicy:PodFailurePolicy#11 successPolicy:SuccessPolicy#16 backoffLimit?:i#7 backoffLimitPerIndex?:i#12 maxFailedIndexes?:i#13 selector:meta.LabelSelector#4 manualSelector?:b#5 template!:core.PodTemplateSpec#6 ttlSecondsAfterFinished?:i#8 completionMode?:s#9 suspend?:b#10 podReplacementPolicy?:s#14 managedBy?:s#15
JobStatus conditions:[JobCondition]#1@type startTime:t#2 completionTime:t#3 active:i#4 succeeded:i#5 failed:i#6 terminating?:i#11 completedIndexes:s#7 failedIndexes?:s#10 uncountedTerminatedPods:UncountedTerminatedPods#8 ready?:i#9
JobTemplateSpec metadata:meta.ObjectMeta#1 spec:JobSpec#2
PodFailurePolicy rules!:[PodFailurePolicyRule]#1
PodFailurePolicyOnExitCodesRequirement containerName?:s#1 operator!:s#2 values!:[i]#3@!
PodFailurePolicyOnPodConditionsPattern type!:s#1 status!:s#2
PodFailurePolicyRule action!:s#1 onExitCodes:PodFailurePolicyOnExitCodesRequirement#2 onPodConditions:[PodFailurePolicyOnPodConditionsPattern]#3
SuccessPolicy rules!:[SuccessPolicyRule]#1
SuccessPolicyRule succeededIndexes?:s#1 succeededCount?:i#2
UncountedTerminatedPods succeeded:[s]#1@! failed:[s]#2@!
`
