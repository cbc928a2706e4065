// The status a kubelet reports for a pod: phase, conditions and container statuses, all from what it knows.
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '../../api/kubernetes/core.ts'
import { type ContainerFacts, type Life, type PodFacts, isSidecar } from './facts.ts'
import { qosClass } from './qos.ts'

export const rfc3339 = (unix: number): string => `${new Date(Math.floor(unix)).toISOString().slice(0, 19)}Z`

/** `now` is Unix ms; conditions that have not changed since `before` keep their times. */
export function podStatus(
  pod: Pod,
  facts: PodFacts,
  now: number,
  before: readonly PodCondition[] = pod.status.conditions ?? [],
): PodStatus {
  const initStatuses = (pod.spec.initContainers ?? []).map((container) => containerStatus(pod, container, facts))
  const statuses = pod.spec.containers.map((container) => containerStatus(pod, container, facts))
  const phase = facts.failed ? 'Failed' : phaseOf(pod, initStatuses, statuses)
  const { podIp, hostIp } = facts
  return {
    observedGeneration: pod.metadata.generation ?? 1,
    phase,
    ...facts.failed,
    conditions: conditions(pod, facts, phase, initStatuses, statuses, { now, before }),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...(podIp ? { podIP: podIp, podIPs: [{ ip: podIp }] } : {}),
    startTime: rfc3339(facts.startTime),
    ...(initStatuses.length > 0 ? { initContainerStatuses: initStatuses } : {}),
    containerStatuses: statuses,
    qosClass: qosClass(pod),
    ...(pod.status.nominatedNodeName ? { nominatedNodeName: pod.status.nominatedNodeName } : {}),
  } as PodStatus
}

function containerStatus(pod: Pod, container: Container, all: PodFacts): ContainerStatus {
  const facts: ContainerFacts = all.containers.get(container.name) ?? {
    name: container.name,
    restarts: 0,
    started: false,
    ready: false,
  }
  const { life, previous } = facts
  const running = life !== undefined && life.finishedAt === undefined
  const last = facts.waiting && life?.finishedAt !== undefined ? life : previous
  return {
    ...(container.resources?.requests ? { allocatedResources: container.resources.requests } : {}),
    ...(life ? { containerID: `containerd://${life.id}` } : {}),
    image: life?.image ?? container.image ?? '',
    imageID: life?.imageId ?? '',
    lastState: last ? terminated(last) : {},
    name: container.name,
    ready: running ? facts.ready : Boolean(isDone(pod, container, life)),
    ...(running || container.resources ? { resources: container.resources ?? {} } : {}),
    restartCount: facts.restarts,
    started: running && facts.started,
    state: stateOf(pod, facts),
    ...(container.volumeMounts?.length ? { volumeMounts: mountStatuses(container) } : {}),
  } as ContainerStatus
}

/** An init container that has done its work is ready. */
const isDone = (pod: Pod, container: Container, life: Life | undefined): boolean =>
  (pod.spec.initContainers ?? []).includes(container) && !isSidecar(container) && life?.exitCode === 0

const mountStatuses = (container: Container) =>
  container.volumeMounts!.map(({ name, mountPath, readOnly }) => ({
    mountPath,
    name,
    ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
  }))

function stateOf(pod: Pod, facts: ContainerFacts): ContainerState {
  const { life, waiting } = facts
  if (waiting) return { waiting }
  if (!life) return { waiting: { reason: pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' } }
  return life.finishedAt === undefined ? { running: { startedAt: rfc3339(life.startedAt) } } : terminated(life)
}

const terminated = (life: Life): ContainerState => ({
  terminated: {
    containerID: `containerd://${life.id}`,
    exitCode: life.exitCode ?? 0,
    finishedAt: rfc3339(life.finishedAt ?? 0),
    ...(life.message ? { message: life.message } : {}),
    reason: life.reason ?? 'Error',
    startedAt: rfc3339(life.startedAt),
  },
})

/** pkg/kubelet getPhase: waiting before running before stopped. */
export function phaseOf(pod: Pod, init: readonly ContainerStatus[], main: readonly ContainerStatus[]): string {
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name)
  const policy = pod.spec.restartPolicy ?? 'Always'
  let pendingInit = 0
  let failedInit = 0
  for (const status of init) {
    if (sidecars.includes(status.name)) {
      if (!status.started && !status.state?.terminated) pendingInit++
      continue
    }
    const ended = status.state?.terminated ?? (status.state?.waiting ? status.lastState?.terminated : undefined)
    if (!ended) pendingInit++
    else if (ended.exitCode !== 0) failedInit++
  }
  const ended = main.map(
    (status) => status.state?.terminated ?? (status.state?.waiting && status.lastState?.terminated),
  )
  const running = main.filter((status) => status.state?.running).length
  const stopped = ended.filter((state) => state !== undefined)
  if (failedInit > 0 && policy === 'Never') return 'Failed'
  if (pendingInit > 0 || failedInit > 0) return 'Pending'
  if (running + stopped.length < main.length) return 'Pending'
  if (running > 0) return 'Running'
  if (policy === 'Always') return 'Running'
  if (stopped.every((state) => state.exitCode === 0)) return 'Succeeded'
  return policy === 'Never' ? 'Failed' : 'Running'
}

type Wanted = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>

function conditions(
  pod: Pod,
  facts: PodFacts,
  phase: string,
  init: readonly ContainerStatus[],
  main: readonly ContainerStatus[],
  time: { now: number; before: readonly PodCondition[] },
): PodCondition[] {
  const over = phase === 'Succeeded' || phase === 'Failed'
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name)
  const unready = [...init.filter(({ name }) => sidecars.includes(name)), ...main].filter(({ ready }) => !ready)
  const incomplete = init.filter(({ name, ready, started }) => (sidecars.includes(name) ? !started : !ready))
  const ready = containersCondition(phase, unready)
  const wanted: Wanted[] = [
    { type: 'PodReadyToStartContainers', status: facts.sandbox && !over ? 'True' : 'False' },
    initialized(phase, incomplete),
    { ...ready, ...gates(pod, ready), type: 'Ready' },
    { ...ready, type: 'ContainersReady' },
    { type: 'PodScheduled', status: 'True' },
  ]
  const others = (pod.status.conditions ?? []).filter(
    ({ type }) => !wanted.some((condition) => condition.type === type),
  )
  return [...wanted.map((condition) => stamped(pod, condition, time.before, time.now)), ...others]
}

function stamped(pod: Pod, condition: Wanted, kept: readonly PodCondition[], now: number): PodCondition {
  const before = kept.find(({ type }) => type === condition.type)
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : rfc3339(now)
  const { type, status, reason, message } = condition
  return {
    lastProbeTime: null,
    lastTransitionTime,
    ...(message ? { message } : {}),
    observedGeneration: pod.metadata.generation ?? 1,
    ...(reason ? { reason } : {}),
    status,
    type,
  } as unknown as PodCondition
}

function initialized(phase: string, incomplete: readonly ContainerStatus[]): Wanted {
  const type = 'Initialized'
  if (incomplete.length === 0)
    return { type, status: 'True', ...(phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) }
  const message = `containers with incomplete status: [${incomplete.map(({ name }) => name).join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotInitialized', message }
}

function containersCondition(phase: string, unready: readonly ContainerStatus[]): Wanted {
  const type = 'ContainersReady'
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  if (unready.length === 0) return { type, status: 'True' }
  const message = `containers with unready status: [${unready.map(({ name }) => name).join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotReady', message }
}

function gates(pod: Pod, ready: Wanted): Partial<Wanted> {
  if (ready.status !== 'True') return {}
  const closed = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) => pod.status.conditions?.find(({ type }) => type === conditionType)?.status !== 'True',
  )
  if (closed.length === 0) return {}
  const message = closed
    .map(({ conditionType }) => `corresponding condition of pod readiness gate "${conditionType}" does not exist.`)
    .join(', ')
  return { status: 'False', reason: 'ReadinessGatesNotReady', message }
}
