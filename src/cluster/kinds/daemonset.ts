// DaemonSet: a pod on every node.
import type { DaemonSet } from '../../api/kubernetes/apps.ts'
import { age, containerColumns, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { labelsText, selectorText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'
import { validateImmutable, validateTemplate } from './pod-validation.ts'

const NONE = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }

export const daemonSets: Kind<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  generated: true,
  subresources: ['status'],
  columns: [
    name,
    { name: 'Desired', type: 'integer', cell: ({ status }) => status.desiredNumberScheduled },
    { name: 'Current', type: 'integer', cell: ({ status }) => status.currentNumberScheduled },
    { name: 'Ready', type: 'integer', cell: ({ status }) => status.numberReady },
    { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status.updatedNumberScheduled ?? 0 },
    { name: 'Available', type: 'integer', cell: ({ status }) => status.numberAvailable ?? 0 },
    { name: 'Node Selector', cell: ({ spec }) => labelsText(spec.template.spec?.nodeSelector) },
    age,
    ...containerColumns<DaemonSet>(({ spec }) => spec.template?.spec?.containers ?? []),
    { name: 'Selector', wide: true, cell: ({ spec }) => selectorText(spec.selector) },
  ],
  defaults(set) {
    const { spec } = set
    set.status ??= { ...NONE }
    spec.revisionHistoryLimit ??= 10
    const strategy = (spec.updateStrategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate')
      strategy.rollingUpdate = { maxUnavailable: 1, maxSurge: 0, ...strategy.rollingUpdate }
    if (spec.template?.spec) defaultPodSpec(spec.template.spec)
  },
  prepareForCreate(set) {
    set.status = { ...NONE }
    set.metadata.annotations = { 'deprecated.daemonset.template.generation': '1', ...set.metadata.annotations }
  },
  validate({ spec }, errors) {
    validateTemplate(spec.template, spec.selector, 'spec', errors)
  },
  validateUpdate(next, old, errors) {
    validateImmutable(next.spec.selector, old.spec.selector, 'spec.selector', errors)
  },
}
