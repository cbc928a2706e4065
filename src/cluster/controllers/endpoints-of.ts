// The pods behind a service, as both endpoint controllers see them.
import type { Pod, Service, ServicePort } from '../../api/kubernetes/core.ts'
import type { Caches } from '../client/controller.ts'
import { objectKey } from '../kinds/kind.ts'
import { pods } from '../kinds/pod.ts'
import { services } from '../kinds/service.ts'
import { selectsMap } from '../scheduler/selector.ts'
import { isOver } from './pod-state.ts'

/** Pods with an address that the service selects, in the order of their names. */
export const selectedPods = (service: Service, caches: Caches): Pod[] =>
  caches
    .of(pods)
    .list(service.metadata.namespace)
    .filter((pod) => pod.status.podIP && !isOver(pod) && selectsMap(service.spec.selector, pod.metadata.labels))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))

export interface TargetPort {
  name: string
  protocol: string
  port: number
  appProtocol?: string
}

/** Named target ports are looked up in the pod; undefined where it has none of that name. */
export function targetPort(port: ServicePort, pod: Pod): TargetPort | undefined {
  const { name = '', protocol = 'TCP', targetPort: target = port.port, appProtocol } = port
  const number =
    typeof target === 'number'
      ? target
      : pod.spec.containers
          .flatMap((container) => container.ports ?? [])
          .find((known) => known.name === target && (known.protocol ?? 'TCP') === protocol)?.containerPort
  return number === undefined ? undefined : { name, protocol, port: number, ...(appProtocol ? { appProtocol } : {}) }
}

/** Services that select a pod. */
export const servicesOf = (pod: Pod, caches: Caches): string[] =>
  caches
    .of(services)
    .list(pod.metadata.namespace)
    .filter((service) => selectsMap(service.spec.selector, pod.metadata.labels))
    .map(objectKey)

export const podReference = (pod: Pod) => ({
  kind: 'Pod',
  namespace: pod.metadata.namespace,
  name: pod.metadata.name,
  uid: pod.metadata.uid,
})
