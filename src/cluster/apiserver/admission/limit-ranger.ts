// LimitRanger: default requests and limits of containers, and the bounds they must keep.
import type { Container, LimitRangeItem, Pod } from '../../../api/kubernetes/core.ts'
import { parseQuantity } from '../../../api/kubernetes/quantity.ts'
import { limitRanges } from '../../kinds/limitrange.ts'
import { pods } from '../../kinds/pod.ts'
import { forbidden } from '../status.ts'
import type { Admission } from './admission.ts'

export const limitRanger: Admission = ({ cluster, operation, kind, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Pod') return
  const { metadata, spec } = object as Pod
  const items = cluster.list(limitRanges, metadata.namespace).flatMap((range) => range.spec.limits)
  const bounds = items.filter((item) => item.type === 'Container')
  if (bounds.length === 0) return
  const mistakes: string[] = []
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    for (const item of bounds) {
      fill(container, item)
      check(container, item, mistakes)
    }
  }
  if (mistakes.length === 0) return
  const why = mistakes.length === 1 ? mistakes[0]! : `[${mistakes.join(', ')}]`
  throw forbidden(pods, metadata.name, why, 'apiserver.refuse')
}

function fill(container: Container, item: LimitRangeItem): void {
  const resources = (container.resources ??= {})
  const limits = { ...item.default, ...resources.limits }
  const requests = { ...item.defaultRequest, ...resources.requests }
  for (const [name, limit] of Object.entries(resources.limits ?? {}))
    if (!resources.requests?.[name]) requests[name] = limit
  if (Object.keys(limits).length > 0) resources.limits = limits
  if (Object.keys(requests).length > 0) resources.requests = requests
}

function check({ resources }: Container, item: LimitRangeItem, mistakes: string[]): void {
  for (const [name, least] of Object.entries(item.min ?? {})) {
    const request = resources?.requests?.[name]
    if (request === undefined)
      mistakes.push(`minimum ${name} usage per Container is ${least}.  No request is specified`)
    else if (parseQuantity(request) < parseQuantity(least)) {
      mistakes.push(`minimum ${name} usage per Container is ${least}, but request is ${request}`)
    }
  }
  for (const [name, most] of Object.entries(item.max ?? {})) {
    const limit = resources?.limits?.[name]
    if (limit === undefined) mistakes.push(`maximum ${name} usage per Container is ${most}.  No limit is specified`)
    else if (parseQuantity(limit) > parseQuantity(most)) {
      mistakes.push(`maximum ${name} usage per Container is ${most}, but limit is ${limit}`)
    }
  }
}
