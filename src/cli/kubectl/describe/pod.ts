// kubectl describe pod.
import type { Pod, Toleration } from 'kubernetes-types/core/v1'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { describeContainers } from './container.ts'
import { eventsOf, writeEvents } from './events.ts'
import { rfc1123z } from './time.ts'
import { describeVolumes } from './volume.ts'
import { Page } from './writer.ts'

export async function describePod(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const pod = object as unknown as Pod & { metadata: AnyObject['metadata'] }
  const { metadata, spec, status } = pod
  const page = new Page()
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace)
  if (spec?.priority !== undefined) page.line(0, `Priority:\t${spec.priority}`)
  if (spec?.priorityClassName) page.field(0, 'Priority Class Name', spec.priorityClassName)
  page.field(0, 'Service Account', spec?.serviceAccountName)
  page.field(0, 'Node', spec?.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>')
  if (status?.startTime) page.field(0, 'Start Time', rfc1123z(status.startTime as string))
  page.map(0, 'Labels', metadata.labels)
  page.annotations(0, metadata.annotations)
  if (metadata.deletionTimestamp) terminating(kube, page, object)
  else page.field(0, 'Status', status?.phase)
  if (status?.reason) page.field(0, 'Reason', status.reason)
  if (status?.message) page.field(0, 'Message', status.message)
  if (spec?.securityContext?.seccompProfile) page.field(0, 'SeccompProfile', spec.securityContext.seccompProfile.type)
  page.line(0, `IP:\t${status?.podIP ?? ''}`)
  addresses(page, status?.podIPs)
  controlledBy(page, object)
  describeContainers(page, 'Init Containers', spec?.initContainers, status?.initContainerStatuses, 0, object)
  describeContainers(page, 'Containers', spec?.containers, status?.containerStatuses, 0, object)
  conditions(page, status?.conditions)
  describeVolumes(page, spec?.volumes)
  page.field(0, 'QoS Class', status?.qosClass)
  page.map(0, 'Node-Selectors', spec?.nodeSelector)
  tolerations(page, spec?.tolerations)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

function terminating(kube: Kube, page: Page, object: AnyObject): void {
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata
  const lasts = Math.max(0, Math.floor((kube.process.kernel.clock.unix() - Date.parse(deletionTimestamp!)) / 1000))
  page.field(0, 'Status', `Terminating (lasts ${lasts > 0 ? `${lasts}s` : '<invalid>'})`)
  page.line(0, `Termination Grace Period:\t${String(deletionGracePeriodSeconds)}s`)
}

function addresses(page: Page, ips: readonly { ip?: string }[] | undefined): void {
  if (!ips || ips.length === 0) return void page.field(0, 'IPs', '<none>')
  page.line(0, 'IPs:')
  for (const { ip } of ips) page.line(1, `IP:\t${ip}`)
}

export function controlledBy(page: Page, object: AnyObject): void {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller)
  if (owner) page.line(0, `Controlled By:\t${owner.kind}/${owner.name}`)
}

function conditions(page: Page, list: readonly { type: string; status: string }[] | undefined): void {
  if (!list || list.length === 0) return
  page.line(0, 'Conditions:\n  Type\tStatus')
  for (const { type, status } of list) page.line(1, `${type} \t${status} `)
}

export function tolerations(page: Page, list: readonly Toleration[] | undefined, level = 0): void {
  if (!list || list.length === 0) return void page.field(level, 'Tolerations', '<none>')
  const lines = list.map(tolerationText).sort()
  lines.forEach((text, i) => page.line(level, `${i === 0 ? 'Tolerations:' : ''}\t${text}`))
}

function tolerationText({ key, operator, value, effect, tolerationSeconds }: Toleration): string {
  let out = key ?? ''
  if (value) out += `=${value}`
  if (effect) out += `:${effect}`
  if (operator === 'Exists') out += out === '' ? 'op=Exists' : ' op=Exists'
  if (tolerationSeconds !== undefined) out += ` for ${tolerationSeconds}s`
  return out
}
