// StatefulSet: pods with names and volumes of their own.
import type { StatefulSet } from '../../api/kubernetes/apps.ts'
import { age, containerColumns, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateNonNegative, validateTemplate } from './pod-validation.ts'

export const statefulSets: Kind<StatefulSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  generated: true,
  subresources: ['scale', 'status'],
  columns: [
    name,
    { name: 'Ready', cell: ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
    age,
    ...containerColumns<StatefulSet>(({ spec }) => spec.template?.spec?.containers ?? []),
  ],
  defaults(set) {
    const { spec } = set
    set.status ??= { replicas: 0 }
    spec.replicas ??= 1
    spec.revisionHistoryLimit ??= 10
    spec.podManagementPolicy ||= 'OrderedReady'
    const strategy = (spec.updateStrategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') strategy.rollingUpdate = { partition: 0, ...strategy.rollingUpdate }
    spec.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: 'Retain', whenScaled: 'Retain' }
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion = 'v1'
      claim.kind = 'PersistentVolumeClaim'
      if (claim.spec) claim.spec.volumeMode ||= 'Filesystem'
      Object.assign(claim, { status: { phase: 'Pending' } })
    }
    if (spec.template?.spec) defaultPodSpec(spec.template.spec)
  },
  prepareForCreate(set) {
    set.status = { replicas: 0, availableReplicas: 0 }
  },
  validate({ spec }, errors) {
    validateNonNegative(spec.replicas, 'spec.replicas', errors)
    const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '')
    validateTemplate(spec.template, spec.selector, 'spec', errors, ['Always'], claims)
  },
  validateUpdate(next, old, errors) {
    const fixed = ({ spec }: StatefulSet) => {
      const {
        replicas: _,
        template: __,
        updateStrategy: ___,
        persistentVolumeClaimRetentionPolicy: ____,
        minReadySeconds: _____,
        ordinals: ______,
        revisionHistoryLimit: _______,
        ...rest
      } = spec
      return JSON.stringify(rest)
    }
    if (fixed(next) !== fixed(old)) {
      errors.forbidden(
        'spec',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      )
    }
  },
}
