// NodePorts: a host port is used by one pod of a node.
import type { Pod } from '../../../api/kubernetes/core.ts'
import { type Plugin, refuse } from '../plugin.ts'

interface HostPort {
  ip: string
  protocol: string
  port: number
}

export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter: (pod, info) => {
    const wanted = hostPorts(pod)
    const used = wanted.length > 0 ? info.pods.flatMap(hostPorts) : []
    return wanted.some((port) => used.some((other) => conflict(port, other)))
      ? refuse("node(s) didn't have free ports for the requested pod ports")
      : undefined
  },
}

const hostPorts = (pod: Pod): HostPort[] =>
  (pod.spec?.containers ?? []).flatMap((container) =>
    (container.ports ?? [])
      .filter((port) => port.hostPort)
      .map((port) => ({ ip: port.hostIP || '0.0.0.0', protocol: port.protocol ?? 'TCP', port: port.hostPort! })),
  )

const conflict = (a: HostPort, b: HostPort) =>
  a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0')
