// Types of authorization as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const AUTHORIZATION = `
FieldSelectorAttributes rawSelector:s#1 requirements:[meta.FieldSelectorRequirement]#2
LabelSelectorAttributes rawSelector:s#1 requirements:[meta.LabelSelectorRequirement]#2
LocalSubjectAccessReview apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:SubjectAccessReviewSpec#2 status:SubjectAccessReviewStatus#3
NonResourceAttributes path:s#1 verb:s#2
NonResourceRule verbs!:[s]#1 nonResourceURLs:[s]#2
ResourceAttributes namespace:s#1 verb:s#2 group:s#3 version:s#4 resource:s#5 subresource:s#6 name:s#7 fieldSelector:FieldSelectorAttributes#8 labelSelector:LabelSelectorAttributes#9
ResourceRule verbs:[s]#1 apiGroups:[s]#2 resources:[s]#3 resourceNames:[s]#4
SelfSubjectAccessReview apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:SelfSubjectAccessReviewSpec#2 status:SubjectAccessReviewStatus#3
SelfSubjectAccessReviewSpec resourceAttributes:ResourceAttributes#1 nonResourceAttributes:NonResourceAttributes#2
SelfSubjectRulesReview apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:SelfSubjectRulesReviewSpec#2 status:SubjectRulesReviewStatus#3
SelfSubjectRulesReviewSpec namespace:s#1
SubjectAccessReview apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:SubjectAccessReviewSpec#2 status:SubjectAccessReviewStatus#3
SubjectAccessReviewSpec resourceAttributes:ResourceAttributes#1 nonResourceAttributes:NonResourceAttributes#2 user:s#3 groups:[s]#4 extra:{[s]}#5 uid:s#6
SubjectAccessReviewStatus allowed!:b#1 denied:b#4 reason:s#2 evaluationError:s#3
SubjectRulesReviewStatus resourceRules!:[ResourceRule]#1 nonResourceRules!:[NonResourceRule]#2 incomplete!:b#3 evaluationError:s#4
`
