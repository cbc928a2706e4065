// Types of certificates as the schema table writes them (see schema.ts); names and numbers from the published API, Kubernetes 1.36.

export const CERTIFICATES = `
CertificateSigningRequest apiVersion:s kind:s metadata:meta.ObjectMeta#1 spec!:CertificateSigningRequestSpec#2 status:CertificateSigningRequestStatus#3
CertificateSigningRequestCondition type!:s#1 status!:s#6 reason:s#2 message:s#3 lastUpdateTime:t#4 lastTransitionTime:t#5
CertificateSigningRequestSpec request!:y#1 signerName!:s#7 expirationSeconds?:i#8 usages:[s]#5 username:s#2 uid:s#3 groups:[s]#4 extra:{[s]}#6
CertificateSigningRequestStatus conditions:[CertificateSigningRequestCondition]#1@!type certificate:y#2
`
