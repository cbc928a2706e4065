// ReplicationController: so many pods, in the form of the first days.
import type { ReplicationController } from '../../api/kubernetes/core.ts'
import { age, containerColumns, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { labelsText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateNonNegative, validateTemplateSpec } from './pod-validation.ts'
import { selects } from './label-selector.ts'

export const replicationControllers: Kind<ReplicationController> = {
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
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
    ...containerColumns<ReplicationController>(({ spec }) => spec.template?.spec?.containers ?? []),
    { name: 'Selector', wide: true, cell: ({ spec }) => labelsText(spec.selector) },
  ],
  fields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  defaults(controller) {
    const { spec, metadata } = controller
    controller.status ??= { replicas: 0 }
    spec.replicas ??= 1
    const labels = spec.template?.metadata?.labels
    if (labels) {
      if (!spec.selector || Object.keys(spec.selector).length === 0) spec.selector = labels
      if (!metadata.labels || Object.keys(metadata.labels).length === 0) metadata.labels = labels
    }
    if (spec.template?.spec) defaultPodSpec(spec.template.spec)
  },
  prepareForCreate(controller) {
    controller.status = { replicas: 0 }
  },
  validate({ spec }, errors) {
    validateNonNegative(spec.replicas, 'spec.replicas', errors)
    if (!spec.selector || Object.keys(spec.selector).length === 0) errors.required('spec.selector')
    if (!spec.template) return errors.required('spec.template')
    const labels = spec.template.metadata?.labels
    if (spec.selector && !selects({ matchLabels: spec.selector }, labels)) {
      errors.invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`')
    }
    validateTemplateSpec(spec.template, 'spec.template', errors)
    const policy = spec.template.spec?.restartPolicy
    if (policy && policy !== 'Always') errors.notSupported('spec.template.spec.restartPolicy', policy, ['Always'])
  },
}
