// ResourceQuota: how much a namespace may hold.
import type { ResourceQuota } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const resourceQuotas: Kind<ResourceQuota> = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  namespaced: true,
  returnsDeleted: true,
  subresources: ['status'],
  columns: [
    name,
    { name: 'Request', cell: (quota) => usage(quota, (resource) => !resource.startsWith('limits.')) },
    { name: 'Limit', cell: (quota) => usage(quota, (resource) => resource.startsWith('limits.')) },
    age,
  ],
  defaults(quota) {
    quota.status ??= {}
  },
  prepareForCreate(quota) {
    quota.status = {}
  },
}

function usage({ status }: ResourceQuota, wanted: (resource: string) => boolean): string {
  const resources = Object.keys(status.hard ?? {})
    .filter(wanted)
    .sort()
  return resources.map((one) => `${one}: ${status.used?.[one] ?? '0'}/${status.hard![one]}`).join(', ')
}
