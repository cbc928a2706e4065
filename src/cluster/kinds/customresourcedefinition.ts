// CustomResourceDefinition.
import type { CustomResourceDefinition } from '../../api/kubernetes/apiextensions.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const customResourceDefinitions: Kind<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: ['status'],
  columns: [name, age],
}
