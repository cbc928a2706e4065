// Deployment.
import type { Deployment } from '../../api/kubernetes/apps.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const deployments: Kind<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  columns: [name, age],
}
