// NamespaceLifecycle: nothing is made in a namespace that is not there or is going; the first ones are never deleted.
import { namespaces } from '../../kinds/namespace.ts'
import { Refusal, forbidden, notFound } from '../status.ts'
import type { Admission } from './admission.ts'

const IMMORTAL = ['default', 'kube-system', 'kube-public']

export const namespaceLifecycle: Admission = ({ cluster, operation, kind, object }) => {
  const { name, namespace } = object.metadata
  if (operation === 'DELETE' && kind.kind === 'Namespace' && IMMORTAL.includes(name)) {
    throw forbidden(kind, name, 'this namespace may not be deleted', 'apiserver.refuse')
  }
  if (operation !== 'CREATE' || !kind.namespaced) return
  const home = cluster.get(namespaces, namespace!)
  if (!home) throw notFound(namespaces, namespace!)
  if (!home.metadata.deletionTimestamp) return
  const refusal = forbidden(
    kind,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    'apiserver.refuse',
  )
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  throw new Refusal(
    403,
    'Forbidden',
    refusal.message,
    { ...refusal.status.details, causes: [cause] },
    'apiserver.refuse',
  )
}
