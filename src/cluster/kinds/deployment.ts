// Deployment: replica sets that follow each other.
import type { Deployment } from '../../api/kubernetes/apps.ts'
import { age, containerColumns, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateImmutable, validateNonNegative, validateTemplate } from './pod-validation.ts'

export const deployments: Kind<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  generated: true,
  subresources: ['scale', 'status'],
  columns: [
    name,
    { name: 'Ready', cell: ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
    { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status.updatedReplicas ?? 0 },
    { name: 'Available', type: 'integer', cell: ({ status }) => status.availableReplicas ?? 0 },
    age,
    ...containerColumns<Deployment>(({ spec }) => spec.template?.spec?.containers ?? []),
    { name: 'Selector', wide: true, cell: ({ spec }) => selectorText(spec.selector) },
  ],
  defaults(deployment) {
    const { spec } = deployment
    deployment.status ??= {}
    spec.replicas ??= 1
    spec.revisionHistoryLimit ??= 10
    spec.progressDeadlineSeconds ??= 600
    const strategy = (spec.strategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...strategy.rollingUpdate }
    }
    if (spec.template?.spec) defaultPodSpec(spec.template.spec)
  },
  prepareForCreate(deployment) {
    deployment.status = {}
  },
  validate({ spec }, errors) {
    validateNonNegative(spec.replicas, 'spec.replicas', errors)
    validateTemplate(spec.template, spec.selector, 'spec', errors)
    validateStrategy(spec, errors)
  },
  validateUpdate(next, old, errors) {
    validateImmutable(next.spec.selector, old.spec.selector, 'spec.selector', errors)
  },
}

function validateStrategy({ strategy }: Deployment['spec'], errors: FieldErrors): void {
  const types = ['Recreate', 'RollingUpdate']
  if (strategy?.type && !types.includes(strategy.type))
    return errors.notSupported('spec.strategy.type', strategy.type, types)
  if (strategy?.type === 'Recreate' && strategy.rollingUpdate) {
    return errors.forbidden('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")
  }
  const { maxUnavailable, maxSurge } = strategy?.rollingUpdate ?? {}
  const none = (value: number | string | undefined) => value === 0 || value === '0%'
  if (none(maxUnavailable) && none(maxSurge)) {
    errors.invalid('spec.strategy.rollingUpdate.maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0')
  }
}
