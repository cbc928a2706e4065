// What a kubelet does next for a pod (kuberuntime's computePodActions): one pure look at the pod and its containers.
import type { Container, Pod } from '../../api/kubernetes/core.ts'
import { type ContainerFacts, type PodFacts, hasFinished, isRunning, isSidecar } from './facts.ts'

export interface Actions {
  /** Make the sandbox first. */
  sandbox: boolean
  /** Containers to start, in order; back-off is for whoever starts them. */
  start: Container[]
  /** Nothing will ever run again: what still runs is stopped, the sandbox torn down. */
  over: boolean
}

const NOTHING: Actions = { sandbox: false, start: [], over: false }

export function podActions(pod: Pod, facts: PodFacts): Actions {
  if (facts.failed || isOver(pod, facts)) return { ...NOTHING, over: true }
  const start = [...initToStart(pod, facts)]
  if (isInitialized(pod, facts)) {
    start.push(...pod.spec.containers.filter((container) => shouldStart(pod, facts.containers.get(container.name))))
  }
  return { sandbox: !facts.sandbox && start.length > 0, start, over: false }
}

/** The sidecars whose turn has come, and the init container whose turn it is. */
function* initToStart(pod: Pod, facts: PodFacts): Iterable<Container> {
  for (const container of pod.spec.initContainers ?? []) {
    const known = facts.containers.get(container.name)
    if (isSidecar(container)) {
      if (!isRunning(known)) yield container
      if (!known?.started) return
      continue
    }
    if (succeeded(known)) continue
    if (!isRunning(known)) yield container
    return
  }
}

export function isInitialized(pod: Pod, facts: PodFacts): boolean {
  const started = pod.spec.containers.some(({ name }) => facts.containers.get(name)?.life)
  if (started) return true
  return (pod.spec.initContainers ?? []).every((container) => {
    const known = facts.containers.get(container.name)
    return isSidecar(container) ? isRunning(known) && known!.started : succeeded(known)
  })
}

const succeeded = (facts: ContainerFacts | undefined) => hasFinished(facts) && facts!.life!.exitCode === 0

function shouldStart(pod: Pod, facts: ContainerFacts | undefined): boolean {
  if (isRunning(facts)) return false
  if (!facts?.life) return true
  const policy = pod.spec.restartPolicy ?? 'Always'
  return policy === 'Always' || (policy === 'OnFailure' && facts.life.exitCode !== 0)
}

/** Every container has ended for good, or initialisation has failed for good. */
export function isOver(pod: Pod, facts: PodFacts): boolean {
  const policy = pod.spec.restartPolicy ?? 'Always'
  if (policy === 'Always') return false
  const init = (pod.spec.initContainers ?? []).filter((container) => !isSidecar(container))
  const failedInit = init.some((container) => {
    const known = facts.containers.get(container.name)
    return hasFinished(known) && known!.life!.exitCode !== 0
  })
  if (failedInit && policy === 'Never') return true
  return pod.spec.containers.every(({ name }) => {
    const known = facts.containers.get(name)
    return hasFinished(known) && (policy === 'Never' || known!.life!.exitCode === 0)
  })
}
