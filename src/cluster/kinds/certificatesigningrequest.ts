// CertificateSigningRequest: a wish for a certificate.
import type { CertificateSigningRequest } from '../../api/kubernetes/certificates.ts'
import { age, name } from './columns.ts'
import { humanDuration } from '../../api/kubernetes/duration.ts'
import type { Kind } from './kind.ts'

export const certificateSigningRequests: Kind<CertificateSigningRequest> = {
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  namespaced: false,
  subresources: ['approval', 'status'],
  columns: [
    name,
    age,
    { name: 'SignerName', cell: ({ spec }) => spec.signerName ?? '<none>' },
    { name: 'Requestor', cell: ({ spec }) => spec.username ?? '' },
    {
      name: 'RequestedDuration',
      cell: ({ spec }) => (spec.expirationSeconds ? humanDuration(spec.expirationSeconds * 1000) : '<none>'),
    },
    { name: 'Condition', cell: condition },
  ],
  fields: ({ spec }) => ({ 'spec.signerName': spec?.signerName ?? '' }),
  defaults(request) {
    request.status ??= {}
  },
  prepareForCreate(request) {
    request.status = {}
    request.spec.username ??= 'kubernetes-admin'
    request.spec.groups ??= ['system:masters', 'system:authenticated']
  },
  validate({ spec }, errors) {
    if (!spec.request) errors.required('spec.request')
    if (!spec.signerName) errors.required('spec.signerName')
    if (!spec.usages?.length) errors.required('spec.usages', 'usages are required')
  },
}

function condition({ status }: CertificateSigningRequest): string {
  const types = (status.conditions ?? []).map(({ type }) => type)
  const decided = ['Denied', 'Approved'].find((type) => types.includes(type))
  const parts = [
    decided ?? 'Pending',
    ...(types.includes('Failed') ? ['Failed'] : []),
    ...(status.certificate ? ['Issued'] : []),
  ]
  return parts.join(',')
}
