// Where an object stands in etcd (upstream: the storage prefixes of each registry).
import type { Kind } from '../kinds/kind.ts'

const PREFIXES: Record<string, string> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  replicationcontrollers: 'controllers',
  ingresses: 'ingress',
}

/** Groups whose resources stand below the group's name. */
const QUALIFIED = /\./

/** `/registry/pods/default/crane`. */
export function etcdKey(kind: Kind, key: string): string {
  const builtIn =
    !QUALIFIED.test(kind.group) || (kind.group.endsWith('.k8s.io') && kind.group !== 'apiextensions.k8s.io')
  const prefix = builtIn ? (PREFIXES[kind.plural] ?? kind.plural) : `${kind.group}/${kind.plural}`
  return `/registry/${prefix}/${key}`
}
