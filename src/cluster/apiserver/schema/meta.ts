// Types of meta as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const META = `
Condition lastTransitionTime!:t message!:s observedGeneration:i reason!:s status!:s type!:s
DeleteOptions apiVersion:s dryRun:[s] gracePeriodSeconds:i kind:s orphanDependents:b preconditions:Preconditions propagationPolicy:s
LabelSelector matchExpressions:[LabelSelectorRequirement] matchLabels:{s}
LabelSelectorRequirement key!:s operator!:s values:[s]
ListMeta continue:s remainingItemCount:i resourceVersion:s selfLink:s
ManagedFieldsEntry apiVersion:s fieldsType:s fieldsV1:o manager:s operation:s subresource:s time:t
ObjectMeta annotations:{s} creationTimestamp:t deletionGracePeriodSeconds:i deletionTimestamp:t finalizers:[s]@ generateName:s generation:i labels:{s} managedFields:[ManagedFieldsEntry] name:s namespace:s ownerReferences:[OwnerReference]@uid resourceVersion:s selfLink:s uid:s
OwnerReference apiVersion!:s blockOwnerDeletion:b controller:b kind!:s name!:s uid!:s
Preconditions resourceVersion:s uid:s
Status apiVersion:s code:i details:StatusDetails kind:s message:s metadata:ListMeta reason:s status:s
StatusCause field:s message:s reason:s
StatusDetails causes:[StatusCause] group:s kind:s name:s retryAfterSeconds:i uid:s
`
