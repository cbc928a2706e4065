// Node: a machine that runs pods.
import type { Node } from '../../api/kubernetes/core.ts'
import { age, name } from './columns.ts'
import type { Kind } from './kind.ts'

export const nodes: Kind<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  subresources: ['proxy', 'status'],
  columns: [
    name,
    { name: 'Status', cell: status },
    { name: 'Roles', cell: (node) => roles(node).join(',') || '<none>' },
    age,
    { name: 'Version', cell: (node) => node.status.nodeInfo?.kubeletVersion ?? '' },
    { name: 'Internal-IP', wide: true, cell: (node) => address(node, 'InternalIP') },
    { name: 'External-IP', wide: true, cell: (node) => address(node, 'ExternalIP') },
    { name: 'OS-Image', wide: true, cell: (node) => node.status.nodeInfo?.osImage || '<unknown>' },
    { name: 'Kernel-Version', wide: true, cell: (node) => node.status.nodeInfo?.kernelVersion || '<unknown>' },
    {
      name: 'Container-Runtime',
      wide: true,
      cell: (node) => node.status.nodeInfo?.containerRuntimeVersion || '<unknown>',
    },
  ],
  fields: ({ spec }) => ({ 'spec.unschedulable': String(spec?.unschedulable ?? false) }),
  defaults(node) {
    node.spec ??= {}
    node.status ??= {}
  },
  validate({ spec }, errors) {
    const seen = new Set<string>()
    spec.taints?.forEach(({ key, effect }, i) => {
      const at = `metadata.taints[${i}]`
      if (seen.has(`${key}:${effect}`)) errors.duplicate(at, `${key}:${effect}`)
      seen.add(`${key}:${effect}`)
    })
  },
}

function status({ spec, status }: Node): string {
  const ready = status.conditions?.find((condition) => condition.type === 'Ready')
  const word = !ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return spec.unschedulable ? `${word},SchedulingDisabled` : word
}

const ROLE = 'node-role.kubernetes.io/'

function roles({ metadata }: Node): string[] {
  const found = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE) && key.length > ROLE.length) found.add(key.slice(ROLE.length))
    else if (key === 'kubernetes.io/role' && value) found.add(value)
  }
  return [...found].sort()
}

const address = ({ status }: Node, type: string) =>
  status.addresses?.find((one) => one.type === type)?.address ?? '<none>'
