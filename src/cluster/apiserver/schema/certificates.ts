// Types of certificates as the schema table writes them (see schema.ts); from the published API, Kubernetes 1.36.

export const CERTIFICATES = `
CertificateSigningRequest apiVersion:s kind:s metadata:meta.ObjectMeta spec!:CertificateSigningRequestSpec status:CertificateSigningRequestStatus
CertificateSigningRequestCondition lastTransitionTime:t lastUpdateTime:t message:s reason:s status!:s type!:s
CertificateSigningRequestSpec expirationSeconds:i extra:{[s]} groups:[s] request!:s signerName!:s uid:s usages:[s] username:s
CertificateSigningRequestStatus certificate:s conditions:[CertificateSigningRequestCondition]
`
