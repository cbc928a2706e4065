// Types of authentication as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const AUTHENTICATION = `
BoundObjectReference kind:s#1 apiVersion:s#2 name:s#3 uID:s#4
SelfSubjectReview apiVersion:s kind:s metadata:meta.ObjectMeta#1 status:SelfSubjectReviewStatus#2
SelfSubjectReviewStatus userInfo:UserInfo#1
TokenRequest apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:TokenRequestSpec#2 status:TokenRequestStatus#3
TokenRequestSpec audiences!:[s]#1 expirationSeconds?:l#4 boundObjectRef:BoundObjectReference#3
TokenRequestStatus token!:s#1 expirationTimestamp!:t#2
TokenReview apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:TokenReviewSpec#2 status:TokenReviewStatus#3
TokenReviewSpec token:s#1 audiences:[s]#2
TokenReviewStatus authenticated:b#1 user:UserInfo#2 audiences:[s]#4 error:s#3
UserInfo username:s#1 uid:s#2 groups:[s]#3 extra:{[s]}#4
`
