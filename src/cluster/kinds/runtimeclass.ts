// RuntimeClass: what runs a pod's containers.
import type { RuntimeClass } from '../../api/kubernetes/node.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const runtimeClasses: Kind<RuntimeClass> = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  columns: [name, { name: 'Handler', cell: ({ handler }) => handler }, age],
}
