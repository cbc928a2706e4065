// ControllerRevision.
import type { ControllerRevision } from '../../api/kubernetes/apps.ts'
import type { Kind } from './kind.ts'
import { age, name } from './columns.ts'

export const controllerRevisions: Kind<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  namespaced: true,
  columns: [name, age],
}
