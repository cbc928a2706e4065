// Types of authentication as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const AUTHENTICATION = `
BoundObjectReference apiVersion:s kind:s name:s uid:s
SelfSubjectReview apiVersion:s kind:s metadata:meta.ObjectMeta status:SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo:UserInfo
TokenRequest apiVersion:s kind:s metadata:meta.ObjectMeta spec!:TokenRequestSpec status:TokenRequestStatus
TokenRequestSpec audiences!:[s] boundObjectRef:BoundObjectReference expirationSeconds:i
TokenRequestStatus expirationTimestamp!:t token!:s
TokenReview apiVersion:s kind:s metadata:meta.ObjectMeta spec!:TokenReviewSpec status:TokenReviewStatus
TokenReviewSpec audiences:[s] token:s
TokenReviewStatus audiences:[s] authenticated:b error:s user:UserInfo
UserInfo extra:{[s]} groups:[s] uid:s username:s
`
