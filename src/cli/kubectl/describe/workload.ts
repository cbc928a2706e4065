// kubectl describe of what keeps pods running: deployments, replica sets, replication controllers, daemon and stateful sets.
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1'
import type { PersistentVolumeClaim, PodTemplateSpec, ReplicationController } from 'kubernetes-types/core/v1'
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import { type AnyObject, at } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { controlledBy } from './pod.ts'
import { labelsText, selectorText } from './selector.ts'
import { writeTemplate } from './template.ts'
import { rfc1123z } from './time.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

/** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed`: of the pods that it owns. */
async function podsStatus(kube: Kube, object: AnyObject, labelSelector: string): Promise<string> {
  const { items } = await kube.list(await kube.mapper.find('pods'), object.metadata.namespace, { labelSelector })
  const own = items.filter((pod) => {
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller)
    return owner === undefined || owner.uid === object.metadata.uid
  })
  const count = (phase: string) => own.filter((pod) => at(pod, 'status', 'phase') === phase).length
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
}

const queryOf = (selector: LabelSelector | undefined): string => {
  const text = selectorText(selector)
  return text === '<none>' ? '' : text
}

interface Condition {
  type: string
  status: string
  reason?: string
}

function conditions(page: Page, list: readonly Condition[] | undefined): void {
  if (!list || list.length === 0) return
  page.line(0, 'Conditions:')
  page.table(
    1,
    ['Type', 'Status', 'Reason'],
    list.map(({ type, status, reason = '' }) => [`${type} `, status, reason]),
  )
}

export async function describeDeployment(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<Deployment>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.line(0, `CreationTimestamp:\t${rfc1123z(metadata.creationTimestamp)}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  const count = (n: number | undefined) => n ?? 0
  page.line(
    0,
    `Replicas:\t${spec?.replicas ?? 1} desired | ${count(status?.updatedReplicas)} updated | ${count(status?.replicas)} total | ${count(status?.availableReplicas)} available | ${count(status?.unavailableReplicas)} unavailable`,
  )
  page.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`)
  page.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`)
  const rolling = spec?.strategy?.rollingUpdate
  if (rolling)
    page.line(0, `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`)
  writeTemplate(page, spec?.template)
  conditions(page, status?.conditions)
  const [old, current] = await replicaSets(kube, object)
  page.line(0, `OldReplicaSets:\t${old}`).line(0, `NewReplicaSet:\t${current}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

const HASH = 'pod-template-hash'

/** Old ones with pods, and the one of the current template. */
async function replicaSets(kube: Kube, object: AnyObject): Promise<[string, string]> {
  const resource = await kube.mapper.find('replicasets.apps')
  const labelSelector = queryOf(at(object, 'spec', 'selector') as LabelSelector)
  const { items } = await kube.list(resource, object.metadata.namespace, { labelSelector })
  const owned = items.filter((item) => item.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid))
  owned.sort((a, b) => (a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? -1 : 1))
  const wanted = plain(at(object, 'spec', 'template'))
  const current = owned.find((item) => plain(at(item, 'spec', 'template')) === wanted)
  const line = (set: AnyObject) =>
    `${set.metadata.name} (${Number(at(set, 'status', 'replicas') ?? 0)}/${Number(at(set, 'spec', 'replicas') ?? 0)} replicas created)`
  const old = owned.filter((set) => set !== current)
  return [old.map(line).join(', ') || '<none>', current ? line(current) : '<none>']
}

/** A template without the label that a replica set adds. */
function plain(template: unknown): string {
  const copy = JSON.parse(JSON.stringify(template)) as PodTemplateSpec
  if (copy.metadata?.labels) delete copy.metadata.labels[HASH]
  return JSON.stringify(copy)
}

async function describeReplicas(
  kube: Kube,
  object: AnyObject,
  showEvents: boolean,
  selector: string,
  query: string,
): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<ReplicaSet>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.line(0, `Selector:\t${selector}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  controlledBy(page, object)
  page.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 1} desired`)
  page.line(0, `Pods Status:\t${await podsStatus(kube, object, query)}`)
  writeTemplate(page, spec?.template)
  conditions(page, status?.conditions)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

export function describeReplicaSet(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { spec } = object as unknown as As<ReplicaSet>
  return describeReplicas(kube, object, showEvents, selectorText(spec?.selector), queryOf(spec?.selector))
}

export function describeReplicationController(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { spec } = object as unknown as As<ReplicationController>
  const selector = labelsText(spec?.selector)
  return describeReplicas(kube, object, showEvents, selector, queryOf({ matchLabels: spec?.selector }))
}

export async function describeDaemonSet(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<DaemonSet>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  page.line(0, `Node-Selector:\t${labelsText(spec?.template.spec?.nodeSelector)}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`)
  page.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`)
  page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`)
  page.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`)
  page.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`)
  page.line(0, `Pods Status:\t${await podsStatus(kube, object, queryOf(spec?.selector))}`)
  writeTemplate(page, spec?.template)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

export async function describeStatefulSet(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<StatefulSet>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.line(0, `CreationTimestamp:\t${rfc1123z(metadata.creationTimestamp)}`)
  page.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Replicas:\t${spec?.replicas ?? 1} desired | ${status?.replicas ?? 0} total`)
  page.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`)
  const partition = spec?.updateStrategy?.rollingUpdate?.partition
  if (partition !== undefined) page.line(1, `Partition:\t${partition}`)
  page.line(0, `Pods Status:\t${await podsStatus(kube, object, queryOf(spec?.selector))}`)
  writeTemplate(page, spec?.template)
  claims(page, spec?.volumeClaimTemplates)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

function claims(page: Page, templates: readonly PersistentVolumeClaim[] | undefined): void {
  if (!templates || templates.length === 0) return void page.line(0, 'Volume Claims:\t<none>')
  page.line(0, 'Volume Claims:')
  for (const { metadata, spec } of templates) {
    page.line(1, `Name:\t${metadata?.name}`).line(1, `StorageClass:\t${spec?.storageClassName ?? ''}`)
    page.map(1, 'Labels', metadata?.labels).map(1, 'Annotations', metadata?.annotations)
    page.line(1, `Capacity:\t${spec?.resources?.requests?.storage ?? '<default>'}`)
    page.line(1, `Access Modes:\t[${(spec?.accessModes ?? []).join(' ')}]`)
  }
}
