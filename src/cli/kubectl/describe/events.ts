// The Events section that closes most descriptions.
import type { AnyObject } from '../object.ts'
import { at } from '../object.ts'
import type { Kube } from '../session.ts'
import { humanDuration } from '../../../api/kubernetes/duration.ts'
import { since } from './time.ts'
import type { Page } from './writer.ts'

/** Events about one object, oldest first. */
export async function eventsOf(kube: Kube, object: AnyObject): Promise<AnyObject[]> {
  const { name, namespace, uid } = object.metadata
  const selector = [
    `involvedObject.name=${name}`,
    namespace ? `involvedObject.namespace=${namespace}` : '',
    `involvedObject.kind=${object.kind}`,
  ].filter(Boolean)
  const events = await kube.mapper.find('events')
  const items: AnyObject[] = []
  // A node is called by its name in what its kubelet says, by its uid in what controllers say.
  for (const id of object.kind === 'Node' ? [name, uid] : [uid]) {
    const fieldSelector = [...selector, ...(id ? [`involvedObject.uid=${id}`] : [])].join(',')
    items.push(...(await kube.list(events, namespace, { fieldSelector })).items)
  }
  const time = (event: AnyObject) =>
    String(at(event, 'lastTimestamp') ?? at(event, 'eventTime') ?? event.metadata.creationTimestamp ?? '')
  return items.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0))
}

export function writeEvents(page: Page, kube: Kube, events: AnyObject[]): void {
  if (events.length === 0) {
    page.field(0, 'Events', '<none>')
    return
  }
  page.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage')
  page.line(1, '----\t------\t----\t----\t-------')
  for (const event of events) {
    const source = (at(event, 'source', 'component') ?? at(event, 'reportingComponent') ?? '') as string
    page.line(
      1,
      `${String(event.type)}\t${String(event.reason)}\t${age(kube, event)}\t${source}\t${String(event.message ?? '').trim()}`,
    )
  }
}

function age(kube: Kube, event: AnyObject): string {
  const first = (at(event, 'firstTimestamp') ?? at(event, 'eventTime') ?? event.metadata.creationTimestamp) as string
  const series = at(event, 'series') as { count: number; lastObservedTime: string } | undefined
  const count = series?.count ?? Number(event.count ?? 1)
  const last = series?.lastObservedTime ?? ((event.lastTimestamp as string | undefined) || first)
  if (count <= 1) return since(kube.process, last)
  return `${since(kube.process, last)} (x${count} over ${humanDuration(kube.process.kernel.clock.unix() - Date.parse(first))})`
}
