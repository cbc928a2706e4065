// RuntimeClass.
import type { RuntimeClass } from '../../api/kubernetes/node.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const runtimeClasses: Kind<RuntimeClass> = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  columns: [name, age],
}
