// Pod.
import type { Pod } from '../../api/kubernetes/core.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const pods: Kind<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: [
    'status',
    'binding',
    'eviction',
    'log',
    'exec',
    'attach',
    'portforward',
    'proxy',
    'ephemeralcontainers',
    'resize',
  ],
  columns: [name, age],
}
