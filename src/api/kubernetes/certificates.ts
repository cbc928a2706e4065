// k8s.io/api/certificates/v1.
import type * as raw from 'kubernetes-types/certificates/v1'
import type { Kept } from './meta.ts'

export type * from 'kubernetes-types/certificates/v1'

export type CertificateSigningRequest = Kept<raw.CertificateSigningRequest, 'spec' | 'status'>
