// The admission chain: what the cluster adds to objects on their way in, and what it refuses (upstream: plugin/pkg/admission).
import type { KubeObject } from '../../../api/kubernetes/meta.ts'
import type { Cause } from '../../../kernel/trace.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Cluster } from '../cluster.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { nodeTaints } from './node-taints.ts'
import { podTolerations } from './pod-tolerations.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resource-quota.ts'
import { serviceAccount } from './service-account.ts'
import { serviceAddresses } from './service-addresses.ts'

export interface Attributes {
  cluster: Cluster
  operation: 'CREATE' | 'UPDATE' | 'DELETE'
  kind: Kind
  /** May be changed. */
  object: KubeObject
  old: KubeObject | undefined
  cause: Cause
}

/** What was reserved and is given back when the object is not stored after all. */
export interface Reservation {
  addresses: string[]
  ports: number[]
}

/** Throws a Refusal to refuse. */
export type Admission = (attributes: Attributes, taken: Reservation) => void

const CHAIN: readonly Admission[] = [
  namespaceLifecycle,
  serviceAccount,
  podTolerations,
  priority,
  nodeTaints,
  limitRanger,
  defaultStorageClass,
  serviceAddresses,
  resourceQuota,
]

export function admit(attributes: Attributes): Reservation {
  const taken: Reservation = { addresses: [], ports: [] }
  try {
    for (const admission of CHAIN) admission(attributes, taken)
  } catch (error) {
    release(attributes.cluster, taken)
    throw error
  }
  return taken
}

export function release({ allocator }: Cluster, { addresses, ports }: Reservation): void {
  for (const address of addresses) allocator.releaseAddress(address)
  for (const port of ports) allocator.releasePort(port)
}
