// ControllerRevision: a template as it once was.
import type { ControllerRevision } from '../../api/kubernetes/apps.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const controllerRevisions: Kind<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  namespaced: true,
  columns: [
    name,
    { name: 'Controller', cell: controller },
    { name: 'Revision', type: 'integer', cell: ({ revision }) => revision },
    age,
  ],
}

const GROUPS: Record<string, string> = { StatefulSet: 'statefulset.apps', DaemonSet: 'daemonset.apps' }

function controller({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller)
  return owner ? `${GROUPS[owner.kind] ?? owner.kind.toLowerCase()}/${owner.name}` : '<none>'
}
