// A pod's API object, read the way `kubectl get pods` reads it.
import type { Content, Detail, Tone } from './box.ts'
import type { State, Thing } from './state.ts'

interface ContainerState {
  waiting?: { reason?: string }
  running?: unknown
  terminated?: { reason?: string; exitCode?: number; signal?: number }
}

interface ContainerStatus {
  name: string
  ready?: boolean
  restartCount?: number
  state?: ContainerState
}

export interface PodShape {
  metadata: {
    name: string
    namespace?: string
    deletionTimestamp?: string
    ownerReferences?: { kind: string; name: string }[]
  }
  spec?: { nodeName?: string; containers?: { name: string; image?: string }[] }
  status?: {
    phase?: string
    reason?: string
    podIP?: string
    containerStatuses?: ContainerStatus[]
    initContainerStatuses?: ContainerStatus[]
  }
}

export const podOf = (thing: Thing) => thing.data as unknown as PodShape

const BUSY = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'Terminating'])
const BAD = /BackOff|Err|Error|Failed|Invalid|Evicted|OOMKilled|Unknown/

/** The STATUS column. */
export function podPhase({ metadata, spec, status }: PodShape): string {
  let phase = status?.reason ?? status?.phase ?? 'Pending'
  if (phase === 'Pending' && spec?.nodeName && status?.containerStatuses?.length) phase = 'ContainerCreating'
  for (const { state } of (status?.containerStatuses ?? []).toReversed()) {
    if (state?.waiting?.reason) phase = state.waiting.reason
    else if (state?.terminated) phase = state.terminated.reason ?? `ExitCode:${state.terminated.exitCode ?? 0}`
  }
  return metadata.deletionTimestamp ? 'Terminating' : phase
}

export function phaseTone(phase: string, ready = true): Tone {
  if (phase === 'Running') return ready ? 'good' : 'busy'
  if (phase === 'Completed' || phase === 'Succeeded') return 'idle'
  if (BAD.test(phase)) return 'bad'
  return BUSY.has(phase) ? 'busy' : 'warn'
}

function containerTone({ state, ready }: ContainerStatus): Tone {
  if (state?.running) return ready ? 'good' : 'busy'
  if (state?.terminated) return state.terminated.exitCode ? 'bad' : 'idle'
  return state?.waiting?.reason && BAD.test(state.waiting.reason) ? 'bad' : 'busy'
}

export function podContent(thing: Thing, detail: Detail, state: State): Content {
  const pod = podOf(thing)
  const { name, namespace = 'default' } = pod.metadata
  const statuses = pod.status?.containerStatuses ?? []
  const phase = podPhase(pod)
  const wait = BAD.test(phase) ? state.waits.get(`${namespace}/${name}`) : undefined
  return {
    kind: 'pod',
    name,
    namespace,
    phase,
    tone: phaseTone(
      phase,
      statuses.every(({ ready }) => ready),
    ),
    address: pod.status?.podIP ?? '',
    restarts: statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
    containers: (pod.spec?.containers ?? []).map((container) => {
      const status = statuses.find((one) => one.name === container.name)
      return { name: container.name, image: container.image ?? '', tone: status ? containerTone(status) : 'idle' }
    }),
    retryAt: wait && wait.at + Number(wait.about.seconds) * 1000,
    detail,
  }
}

/** Held off by the kubelet: a countdown stands in it. */
export const isWaiting = (pod: PodShape) => /BackOff|^Err/.test(podPhase(pod))

export const isSystem = (thing: Thing) => podOf(thing).metadata.namespace?.startsWith('kube-') ?? false
