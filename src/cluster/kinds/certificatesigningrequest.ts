// CertificateSigningRequest.
import type { CertificateSigningRequest } from '../../api/kubernetes/certificates.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const certificateSigningRequests: Kind<CertificateSigningRequest> = {
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  namespaced: false,
  subresources: ['status', 'approval'],
  columns: [name, age],
}
