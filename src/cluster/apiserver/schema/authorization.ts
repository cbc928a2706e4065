// Types of authorization as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const AUTHORIZATION = `
LocalSubjectAccessReview apiVersion:s kind:s metadata:meta.ObjectMeta spec!:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
NonResourceAttributes path:s verb:s
NonResourceRule nonResourceURLs:[s] verbs!:[s]
ResourceAttributes group:s name:s namespace:s resource:s subresource:s verb:s version:s
ResourceRule apiGroups:[s] resourceNames:[s]
SelfSubjectAccessReview apiVersion:s kind:s metadata:meta.ObjectMeta spec!:SelfSubjectAccessReviewSpec status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
SelfSubjectRulesReview apiVersion:s kind:s metadata:meta.ObjectMeta spec!:SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace:s
SubjectAccessReview apiVersion:s kind:s metadata:meta.ObjectMeta spec!:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
SubjectAccessReviewSpec extra:{[s]} groups:[s] nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid:s user:s
SubjectAccessReviewStatus allowed!:b denied:b evaluationError:s reason:s
SubjectRulesReviewStatus evaluationError:s incomplete!:b nonResourceRules!:[NonResourceRule] resourceRules!:[ResourceRule]
`
