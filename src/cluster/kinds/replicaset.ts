// ReplicaSet: so many pods of one template.
import type { ReplicaSet } from '../../api/kubernetes/apps.ts'
import { age, containerColumns, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateImmutable, validateNonNegative, validateTemplate } from './pod-validation.ts'

export const replicaSets: Kind<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  generated: true,
  subresources: ['scale', 'status'],
  columns: [
    name,
    { name: 'Desired', type: 'integer', cell: ({ spec }) => spec.replicas ?? 0 },
    { name: 'Current', type: 'integer', cell: ({ status }) => status.replicas ?? 0 },
    { name: 'Ready', type: 'integer', cell: ({ status }) => status.readyReplicas ?? 0 },
    age,
    ...containerColumns<ReplicaSet>(({ spec }) => spec.template?.spec?.containers ?? []),
    { name: 'Selector', wide: true, cell: ({ spec }) => selectorText(spec.selector) },
  ],
  fields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  defaults(set) {
    set.status ??= { replicas: 0 }
    set.spec.replicas ??= 1
    if (set.spec.template?.spec) defaultPodSpec(set.spec.template.spec)
  },
  prepareForCreate(set) {
    set.status = { replicas: 0 }
  },
  validate({ spec }, errors) {
    validateNonNegative(spec.replicas, 'spec.replicas', errors)
    validateTemplate(spec.template, spec.selector, 'spec', errors)
  },
  validateUpdate(next, old, errors) {
    validateImmutable(next.spec.selector, old.spec.selector, 'spec.selector', errors)
  },
}
