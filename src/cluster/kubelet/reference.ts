// What a pod can read about itself: fieldRef and resourceFieldRef (pkg/fieldpath, pkg/api/v1/resource).
import type { Container, Node, Pod } from '../../api/kubernetes/core.ts'
import { parseQuantity } from '../../api/kubernetes/quantity.ts'

export interface Surroundings {
  node: Node | undefined
  hostIp: string
  podIp: string | undefined
}

/** undefined: no such field. */
export function fieldValue(pod: Pod, path: string, around: Surroundings): string | undefined {
  const { metadata, spec } = pod
  const key = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (key) return metadata[key[1] as 'labels' | 'annotations']?.[key[2]!] ?? ''
  const fields: Record<string, string | undefined> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'metadata.labels': pairs(metadata.labels),
    'metadata.annotations': pairs(metadata.annotations),
    'spec.nodeName': spec?.nodeName,
    'spec.serviceAccountName': spec?.serviceAccountName ?? 'default',
    'status.hostIP': around.hostIp,
    'status.hostIPs': around.hostIp,
    'status.podIP': around.podIp ?? '',
    'status.podIPs': around.podIp ?? '',
  }
  return fields[path]
}

const pairs = (map: Record<string, string> | undefined): string =>
  Object.entries(map ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')

/** Limits that are not set are what the node can give. */
export function resourceValue(
  container: Container,
  resource: string,
  divisor: string | undefined,
  node: Node | undefined,
): string {
  const [kind, ...rest] = resource.split('.')
  const name = rest.join('.')
  const stated = container.resources?.[kind === 'limits' ? 'limits' : 'requests']?.[name]
  const fallback = kind === 'limits' ? node?.status?.allocatable?.[name] : '0'
  const value = parseQuantity(stated ?? fallback ?? '0')
  const unit = divisor && divisor !== '0' ? parseQuantity(divisor) : 1
  return String(Math.ceil(value / unit))
}
