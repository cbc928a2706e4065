// What a kubelet knows of a pod it runs: the lives of its containers, and why some do not live.
import type { Container, Pod } from '../../api/kubernetes/core.ts'

/** One run of a container. Times are Unix ms. */
export interface Life {
  /** 64 hexadecimal digits. */
  id: string
  image: string
  imageId: string
  startedAt: number
  finishedAt?: number
  exitCode?: number
  /** Completed, Error, OOMKilled, StartError … */
  reason?: string
  message?: string
}

export interface ContainerFacts {
  name: string
  /** The present or latest run. */
  life?: Life
  /** The run before it. */
  previous?: Life
  restarts: number
  /** Why it does not run. */
  waiting?: { reason: string; message?: string }
  /** The startup probe, if any, has succeeded. */
  started: boolean
  ready: boolean
}

export interface PodFacts {
  /** The sandbox stands: network and namespaces are there. */
  sandbox: boolean
  podIp?: string
  hostIp: string
  /** Unix ms at which the kubelet first saw the pod. */
  startTime: number
  containers: Map<string, ContainerFacts>
  /** The kubelet refused the pod, or gave it up: phase Failed with this. */
  failed?: { reason: string; message: string }
}

export const isRunning = (facts: ContainerFacts | undefined): boolean =>
  facts?.life !== undefined && facts.life.finishedAt === undefined

export const hasFinished = (facts: ContainerFacts | undefined): boolean => facts?.life?.finishedAt !== undefined

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always'

export const allContainers = (pod: Pod): Container[] => [...(pod.spec.initContainers ?? []), ...pod.spec.containers]

export function factsOf(facts: PodFacts, name: string): ContainerFacts {
  const known = facts.containers.get(name)
  if (known) return known
  const fresh = { name, restarts: 0, started: false, ready: false }
  facts.containers.set(name, fresh)
  return fresh
}
