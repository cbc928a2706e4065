// PodTemplate: a template that stands alone.
import type { PodTemplate } from '../../api/kubernetes/core.ts'
import { containerColumns, name } from './columns.ts'
import type { Kind } from './kind.ts'
import { labelsText } from './label-selector.ts'
import { defaultPodSpec } from './pod-defaults.ts'

export const podTemplates: Kind<PodTemplate> = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  namespaced: true,
  generated: true,
  columns: [
    name,
    ...containerColumns<PodTemplate>(({ template }) => template?.spec?.containers ?? []).map((column) => ({
      ...column,
      wide: false,
    })),
    { name: 'Pod Labels', cell: ({ template }) => labelsText(template?.metadata?.labels) },
  ],
  defaults({ template }) {
    if (template?.spec) defaultPodSpec(template.spec)
  },
}
