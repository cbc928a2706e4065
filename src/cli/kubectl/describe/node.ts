// kubectl describe node.
import type { Node } from 'kubernetes-types/core/v1'
import { ApiFailure } from '../answer.ts'
import { type AnyObject, at } from '../object.ts'
import { containersOf } from '../pods.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { cpuText, memoryText, amountOf } from './quantity.ts'
import { rfc1123z, since } from './time.ts'
import { Page } from './writer.ts'

export async function describeNode(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const node = object as unknown as Node & { metadata: AnyObject['metadata'] }
  const { metadata, spec, status } = node
  const page = new Page()
  page.field(0, 'Name', metadata.name).field(0, 'Roles', roles(metadata.labels))
  page.map(0, 'Labels', metadata.labels)
  page.annotations(0, metadata.annotations)
  page.field(0, 'CreationTimestamp', rfc1123z(metadata.creationTimestamp))
  const taints = (spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)
  if (taints.length === 0) page.field(0, 'Taints', '<none>')
  taints.forEach((taint, i) => page.line(0, `${i === 0 ? 'Taints:' : ''}\t${taint}`))
  page.line(0, `Unschedulable:\t${spec?.unschedulable ?? false}`)
  await lease(kube, page, metadata.name!)
  conditions(page, status?.conditions as never)
  page.line(0, 'Addresses:')
  for (const { type, address } of status?.addresses ?? []) page.line(1, `${type}:\t${address}`)
  resources(page, 'Capacity', status?.capacity)
  resources(page, 'Allocatable', status?.allocatable)
  const info = status?.nodeInfo
  page.line(0, 'System Info:')
  page
    .line(1, `Machine ID:\t${info?.machineID}`)
    .line(1, `System UUID:\t${info?.systemUUID}`)
    .line(1, `Boot ID:\t${info?.bootID}`)
  page.line(1, `Kernel Version:\t${info?.kernelVersion}`).line(1, `OS Image:\t${info?.osImage}`)
  page.line(1, `Operating System:\t${info?.operatingSystem}`).line(1, `Architecture:\t${info?.architecture}`)
  page
    .line(1, `Container Runtime Version:\t${info?.containerRuntimeVersion}`)
    .line(1, `Kubelet Version:\t${info?.kubeletVersion}`)
  if (info?.kubeProxyVersion) page.line(1, `Kube-Proxy Version:\t${info.kubeProxyVersion}`)
  if (spec?.podCIDR)
    page.line(0, `PodCIDR:\t${spec.podCIDR}`).line(0, `PodCIDRs:\t${(spec.podCIDRs ?? [spec.podCIDR]).join(',')}`)
  if (spec?.providerID) page.line(0, `ProviderID:\t${spec.providerID}`)
  await pods(kube, page, node)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

function roles(labels: Record<string, string> | undefined): string {
  const prefix = 'node-role.kubernetes.io/'
  const found = Object.keys(labels ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
  return found.sort().join(',') || '<none>'
}

async function lease(kube: Kube, page: Page, name: string): Promise<void> {
  const resource = await kube.mapper.find('leases')
  page.line(0, 'Lease:')
  try {
    const found = await kube.get(resource, name, 'kube-node-lease')
    page.line(1, `HolderIdentity:\t${String(at(found, 'spec', 'holderIdentity') ?? '<unset>')}`)
    page.line(1, 'AcquireTime:\t<unset>')
    page.line(1, `RenewTime:\t${rfc1123z(at(found, 'spec', 'renewTime') as string)}`)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    page.line(1, `Failed to get lease: ${error.message}`)
  }
}

interface Condition {
  type: string
  status: string
  lastHeartbeatTime?: string
  lastTransitionTime?: string
  reason?: string
  message?: string
}

function conditions(page: Page, list: Condition[] | undefined): void {
  if (!list?.length) return
  page.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage')
  page.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const { type, status, lastHeartbeatTime, lastTransitionTime, reason, message } of list) {
    page.line(
      1,
      `${type} \t${status} \t${rfc1123z(lastHeartbeatTime)} \t${rfc1123z(lastTransitionTime)} \t${reason} \t${message}`,
    )
  }
}

function resources(page: Page, title: string, list: Record<string, string> | undefined): void {
  page.line(0, `${title}:`)
  for (const [name, value] of Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    page.line(1, `${name}:\t${value}`)
}

interface Sums {
  cpu: number
  memory: number
}

function sums(pod: AnyObject, of: 'requests' | 'limits'): Sums {
  const total = { cpu: 0, memory: 0 }
  for (const container of containersOf(pod)) {
    const list = at(container, 'resources', of) as Record<string, string> | undefined
    total.cpu += amountOf(list?.cpu ?? '0')
    total.memory += amountOf(list?.memory ?? '0')
  }
  return total
}

async function pods(kube: Kube, page: Page, node: Node & { metadata: AnyObject['metadata'] }): Promise<void> {
  const fieldSelector = `spec.nodeName=${node.metadata.name},status.phase!=Succeeded,status.phase!=Failed`
  const { items } = await kube.list(await kube.mapper.find('pods'), undefined, { fieldSelector })
  const cpu = amountOf(node.status?.allocatable?.cpu ?? '0')
  const memory = amountOf(node.status?.allocatable?.memory ?? '0')
  const share = (part: number, whole: number) => `(${whole > 0 ? Math.floor((part / whole) * 100) : 0}%)`
  page.line(0, `Non-terminated Pods:\t(${items.length} in total)`)
  page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  const requested = { cpu: 0, memory: 0 }
  const limited = { cpu: 0, memory: 0 }
  for (const pod of [...items].sort((a, b) =>
    `${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1,
  )) {
    const [requests, limits] = [sums(pod, 'requests'), sums(pod, 'limits')]
    for (const [total, part] of [
      [requested, requests],
      [limited, limits],
    ] as const) {
      total.cpu += part.cpu
      total.memory += part.memory
    }
    const cells = [
      `${cpuText(requests.cpu)} ${share(requests.cpu, cpu)}`,
      `${cpuText(limits.cpu)} ${share(limits.cpu, cpu)}`,
      `${memoryText(requests.memory)} ${share(requests.memory, memory)}`,
      `${memoryText(limits.memory)} ${share(limits.memory, memory)}`,
    ]
    page.line(
      1,
      `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${since(kube.process, pod.metadata.creationTimestamp)}`,
    )
  }
  page.line(
    0,
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n  Resource\tRequests\tLimits',
  )
  page.line(1, '--------\t--------\t------')
  page.line(
    1,
    `cpu\t${cpuText(requested.cpu)} ${share(requested.cpu, cpu)}\t${cpuText(limited.cpu)} ${share(limited.cpu, cpu)}`,
  )
  page.line(
    1,
    `memory\t${memoryText(requested.memory)} ${share(requested.memory, memory)}\t${memoryText(limited.memory)} ${share(limited.memory, memory)}`,
  )
  for (const name of ['ephemeral-storage', 'hugepages-1Gi', 'hugepages-2Mi']) {
    if (node.status?.allocatable?.[name] !== undefined) page.line(1, `${name}\t0 (0%)\t0 (0%)`)
  }
}
