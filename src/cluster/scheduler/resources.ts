// What a pod asks of a node: the sums of k8s.io/component-helpers/resource.
import type { Container, Pod, ResourceRequirements } from '../../api/kubernetes/core.ts'
import { parseQuantity } from '../../api/kubernetes/quantity.ts'

/** By resource name; `cpu` in cores, all else in its own unit. */
export type Resources = Map<string, number>

/** What the scoring plugins count for a container that asks for nothing (upstream's non-zero requests). */
export const UNSTATED: Readonly<Record<string, number>> = { cpu: 0.1, memory: 200 * 1024 * 1024 }

export function quantities(list: Record<string, string> | undefined): Resources {
  return new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, parseQuantity(quantity)]))
}

/** What the running pod needs at once: its containers and sidecars, or the greediest moment of initialisation. */
export function podRequests(pod: Pod, unstated: Readonly<Record<string, number>> = {}): Resources {
  return podTotal(pod, (resources) => resources?.requests, unstated)
}

export function podLimits(pod: Pod): Resources {
  return podTotal(pod, (resources) => resources?.limits, {})
}

function podTotal(
  pod: Pod,
  pick: (resources: ResourceRequirements | undefined) => Record<string, string> | undefined,
  unstated: Readonly<Record<string, number>>,
): Resources {
  const of = (container: Container): Resources => {
    const asked = quantities(pick(container.resources))
    for (const [name, value] of Object.entries(unstated)) if (!asked.has(name)) asked.set(name, value)
    return asked
  }
  const total: Resources = new Map()
  for (const container of pod.spec?.containers ?? []) add(total, of(container))
  const sidecars: Resources = new Map()
  const initial: Resources = new Map()
  for (const container of pod.spec?.initContainers ?? []) {
    const asked = of(container)
    if (container.restartPolicy === 'Always') {
      add(sidecars, asked)
      raise(initial, sidecars)
    } else {
      const moment = new Map(sidecars)
      add(moment, asked)
      raise(initial, moment)
    }
  }
  add(total, sidecars)
  raise(total, initial)
  add(total, quantities(pod.spec?.overhead))
  return total
}

export function add(into: Resources, more: Resources): void {
  for (const [name, value] of more) into.set(name, (into.get(name) ?? 0) + value)
}

function raise(into: Resources, floor: Resources): void {
  for (const [name, value] of floor) into.set(name, Math.max(into.get(name) ?? 0, value))
}
