// A scheduler plugin (kube-scheduler's framework): what it refuses a node for, and how it ranks those that are left.
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/kubernetes/core.ts'
import type { StorageClass } from '../../api/kubernetes/storage.ts'
import type { Resources } from './resources.ts'

export interface NodeInfo {
  node: Node
  /** Pods that are bound or assumed to be on it. */
  pods: Pod[]
  requested: Resources
  /** Requests with a believable amount for containers that state none; only for scoring. */
  nonZero: Resources
  /** Repository names of images on it, with their size in bytes. */
  images: Map<string, number>
}

/** The cluster at the moment of one decision. */
export interface Snapshot {
  nodes: NodeInfo[]
  claims: Map<string, PersistentVolumeClaim>
  volumes: Map<string, PersistentVolume>
  classes: Map<string, StorageClass>
  namespaceLabels: Map<string, Record<string, string>>
}

/** Why a node will not do. `unresolvable`: no preemption could help. */
export interface Refusal {
  reasons: string[]
  unresolvable?: boolean
}

export interface Plugin {
  name: string
  filter?: (pod: Pod, info: NodeInfo, snapshot: Snapshot) => Refusal | undefined
  /** Any number; `normalize` brings the numbers of all nodes to 0…100. */
  score?: (pod: Pod, info: NodeInfo, snapshot: Snapshot, feasible: readonly NodeInfo[]) => number
  normalize?: 'highest' | 'lowest' | 'range'
  /** A score plugin that has nothing to say about this pod is left out. */
  concerns?: (pod: Pod) => boolean
  weight?: number
}

export const refuse = (...reasons: string[]): Refusal => ({ reasons })
export const refuseForGood = (...reasons: string[]): Refusal => ({ reasons, unresolvable: true })

export const nodeName = (info: NodeInfo): string => info.node.metadata?.name ?? ''
export const nodeLabels = (info: NodeInfo): Record<string, string> => info.node.metadata?.labels ?? {}
