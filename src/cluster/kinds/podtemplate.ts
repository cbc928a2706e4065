// PodTemplate.
import type { PodTemplate } from '../../api/kubernetes/core.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const podTemplates: Kind<PodTemplate> = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  namespaced: true,
  columns: [name, age],
}
