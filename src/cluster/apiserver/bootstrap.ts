// What a new cluster has before anybody asks for anything (upstream: the API server's post-start hooks).
import type { Service } from '../../api/kubernetes/core.ts'
import type { Draft, KubeObject } from '../../api/kubernetes/meta.ts'
import { clusterRoleBindings } from '../kinds/clusterrolebinding.ts'
import { clusterRoles } from '../kinds/clusterrole.ts'
import { endpoints } from '../kinds/endpoints.ts'
import { endpointSlices } from '../kinds/endpointslice.ts'
import type { Kind } from '../kinds/kind.ts'
import { namespaces } from '../kinds/namespace.ts'
import { priorityClasses } from '../kinds/priorityclass.ts'
import { services } from '../kinds/service.ts'
import { nthAddress } from '../../net/address.ts'
import { bootstrapRoles } from './bootstrap-roles.ts'
import type { Cluster } from './cluster.ts'
import { createObject } from './create.ts'
import { Refusal } from './status.ts'

/** Makes what is not there yet. */
export async function bootstrap(cluster: Cluster): Promise<void> {
  const first = ['kube-system', 'kube-public', 'kube-node-lease', 'default']
  await Promise.all([
    ...first.map((name) => ensure(cluster, namespaces, { metadata: { name } })),
    ensure(cluster, priorityClasses, priorityClass('system-node-critical', 2000001000, 'nodes')),
    ensure(cluster, priorityClasses, priorityClass('system-cluster-critical', 2000000000, 'clusters')),
    ...bootstrapRoles.roles.map((role) => ensure(cluster, clusterRoles, role)),
    ...bootstrapRoles.bindings.map((binding) => ensure(cluster, clusterRoleBindings, binding)),
  ])
  await Promise.all([ensure(cluster, services, kubernetesService(cluster)), ...announce(cluster)])
}

async function ensure<T extends KubeObject>(cluster: Cluster, kind: Kind<T>, draft: Draft<T>): Promise<void> {
  const { name, namespace } = draft.metadata
  if (cluster.get(kind, kind.namespaced ? `${namespace}/${name}` : name!)) return
  const object = JSON.parse(JSON.stringify(draft)) as T
  const { process } = cluster
  try {
    await process.alive(() => createObject(cluster, kind, object, namespace ?? '', process.cause))
  } catch (error) {
    if (!(error instanceof Refusal) || error.status.reason !== 'AlreadyExists') throw error
  }
}

const LABELS = { component: 'apiserver', provider: 'kubernetes' }

const kubernetesService = ({ options }: Cluster): Draft<Service> => ({
  metadata: { name: 'kubernetes', namespace: 'default', labels: LABELS },
  spec: {
    type: 'ClusterIP',
    clusterIP: nthAddress(options.serviceSubnet, 1),
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: options.port }],
  },
})

/** Endpoints and EndpointSlice of the service `kubernetes`: the server itself. */
function announce(cluster: Cluster): Promise<void>[] {
  const { advertise, port } = cluster.options
  const name = 'kubernetes'
  return [
    ensure(cluster, endpoints, {
      metadata: { name, namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: advertise }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
    }),
    ensure(cluster, endpointSlices, {
      metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [advertise], conditions: { ready: true } }],
      ports: [{ name: 'https', port, protocol: 'TCP' }],
    }),
  ]
}

const priorityClass = (name: string, value: number, needed: string) => ({
  metadata: { name },
  value,
  description: `Used for system critical pods that must ${needed === 'nodes' ? 'not be moved from their current node' : 'run in the cluster, but can be moved to another node if necessary'}.`,
})
