// The cells of `kubectl get pods` (upstream: printPod in pkg/printers/internalversion/printers.go).
import type { Container, ContainerStatus, Pod } from '../../api/kubernetes/core.ts'
import { ageOf } from '../../api/kubernetes/duration.ts'

export interface PodSummary {
  ready: string
  status: string
  restarts: string
}

interface Tally {
  restarts: number
  /** RFC 3339 of the last end of a container; '' for none. */
  last: string
  ready: number
}

/** `now` is Unix ms. */
export function summarize(pod: Pod, now: number): PodSummary {
  const { spec, status, metadata } = pod
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map((container) => container.name))
  const init = initialization(pod, sidecars)
  const initialized = condition(pod, 'Initialized') === 'True'
  let tally = init.tally
  let reason = init.reason ?? firstReason(pod)
  if (init.reason === undefined || initialized) {
    const main = mainContainers(pod, reason)
    reason = main.reason
    tally = add(init.sidecars, main.tally)
    tally.ready += init.tally.ready
  }
  if (metadata.deletionTimestamp) {
    const over = status.phase === 'Failed' || status.phase === 'Succeeded'
    if (status.reason === 'NodeLost') reason = 'Unknown'
    else if (!over) reason = 'Terminating'
  }
  const since = tally.restarts > 0 && tally.last ? ` (${ageOf(tally.last, now)} ago)` : ''
  return {
    ready: `${tally.ready}/${spec.containers.length + sidecars.size}`,
    status: reason,
    restarts: `${tally.restarts}${since}`,
  }
}

const isSidecar = (container: Container) => container.restartPolicy === 'Always'

const condition = ({ status }: Pod, type: string) => status.conditions?.find((one) => one.type === type)?.status

function firstReason({ status }: Pod): string {
  const gated = status.conditions?.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated')
  return gated ? 'SchedulingGated' : status.reason || (status.phase ?? '')
}

const add = (a: Tally, b: Tally): Tally => ({
  restarts: a.restarts + b.restarts,
  last: a.last > b.last ? a.last : b.last,
  ready: b.ready,
})

const count = (tally: Tally, { restartCount, lastState }: ContainerStatus): void => {
  tally.restarts += restartCount
  const ended = lastState?.terminated?.finishedAt ?? ''
  if (ended > tally.last) tally.last = ended
}

/** `reason` is set while an init container holds up the rest. */
function initialization({ spec, status }: Pod, sidecars: Set<string>) {
  const tally: Tally = { restarts: 0, last: '', ready: 0 }
  const aside: Tally = { restarts: 0, last: '', ready: 0 }
  let reason: string | undefined
  for (const [i, container] of (status.initContainerStatuses ?? []).entries()) {
    const { terminated, waiting } = container.state ?? {}
    const sidecar = sidecars.has(container.name)
    count(tally, container)
    if (sidecar) count(aside, container)
    if (terminated?.exitCode === 0) continue
    if (sidecar && container.started) {
      if (container.ready) tally.ready++
      continue
    }
    if (terminated)
      reason = `Init:${terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`)}`
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`
    else reason = `Init:${i}/${spec.initContainers?.length ?? 0}`
    break
  }
  return { tally, sidecars: aside, reason }
}

function mainContainers(pod: Pod, before: string): { reason: string; tally: Tally } {
  const tally: Tally = { restarts: 0, last: '', ready: 0 }
  let reason = before
  let running = false
  for (const container of [...(pod.status.containerStatuses ?? [])].reverse()) {
    const { terminated, waiting, running: runs } = container.state ?? {}
    count(tally, container)
    if (waiting?.reason) reason = waiting.reason
    else if (terminated)
      reason =
        terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`)
    else if (container.ready && runs) {
      running = true
      tally.ready++
    }
  }
  if (reason === 'Completed' && running) reason = condition(pod, 'Ready') === 'True' ? 'Running' : 'NotReady'
  return { reason, tally }
}
