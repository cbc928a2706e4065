// kubectl describe of network policies, disruption budgets and priority classes.
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1'
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1'
import type { PriorityClass } from 'kubernetes-types/scheduling/v1'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { labelsText, selectorText } from './selector.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

/** A Go time.Time's default form: `2026-09-07 00:31:12 +0000 UTC`. */
const goTime = (time: string | undefined): string =>
  time ? `${time.slice(0, 10)} ${time.slice(11, 19)} +0000 UTC` : '<unknown>'

export function describeNetworkPolicy(_: Kube, object: AnyObject): Promise<string> {
  const { metadata, spec } = object as unknown as As<NetworkPolicy>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.line(0, `Created on:\t${goTime(metadata.creationTimestamp)}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, 'Spec:')
  const { matchLabels, matchExpressions } = spec?.podSelector ?? {}
  const all = Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length
  const none = '<none> (Allowing the specific traffic to all pods in this namespace)'
  page.line(1, `PodSelector:     ${all ? none : selectorText(spec?.podSelector)}`)
  const types = spec?.policyTypes ?? []
  if (types.includes('Ingress')) {
    page.line(1, 'Allowing ingress traffic:')
    direction(
      page,
      'ingress',
      (spec?.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })),
      'From',
    )
  } else page.line(1, 'Not affecting ingress traffic')
  if (types.includes('Egress')) {
    page.line(1, 'Allowing egress traffic:')
    direction(
      page,
      'egress',
      (spec?.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })),
      'To',
    )
  } else page.line(1, 'Not affecting egress traffic')
  page.line(1, `Policy Types: ${types.join(', ')}`)
  return Promise.resolve(page.toString())
}

interface TrafficRule {
  ports?: readonly NetworkPolicyPort[]
  peers?: readonly NetworkPolicyPeer[]
}

function direction(page: Page, name: string, rules: readonly TrafficRule[], preposition: 'From' | 'To'): void {
  if (rules.length === 0) return void page.line(2, `<none> (Selected pods are isolated for ${name} connectivity)`)
  rules.forEach(({ ports = [], peers = [] }, i) => {
    if (ports.length === 0) {
      page.line(2, 'To Port: <any> (traffic allowed to all ports)')
    }
    for (const { port, protocol = 'TCP' } of ports) page.line(2, `To Port: ${port ?? '<any>'}/${protocol}`)
    if (peers.length === 0)
      page.line(
        2,
        `${preposition}: <any> (traffic not restricted by ${preposition === 'From' ? 'source' : 'destination'})`,
      )
    for (const peer of peers) writePeer(page, preposition, peer)
    if (i !== rules.length - 1) page.line(2, '----------')
  })
}

function writePeer(
  page: Page,
  preposition: string,
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
): void {
  page.line(2, `${preposition}:`)
  if (namespaceSelector) page.line(3, `NamespaceSelector: ${selectorText(namespaceSelector)}`)
  if (podSelector) page.line(3, `PodSelector: ${selectorText(podSelector)}`)
  if (ipBlock) {
    page.line(3, 'IPBlock:').line(4, `CIDR: ${ipBlock.cidr}`)
    page.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`)
  }
}

export async function describeDisruptionBudget(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<PodDisruptionBudget>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  if (spec?.minAvailable !== undefined) page.line(0, `Min available:\t${spec.minAvailable}`)
  else if (spec?.maxUnavailable !== undefined) page.line(0, `Max unavailable:\t${spec.maxUnavailable}`)
  page.line(0, `Selector:\t${spec?.selector ? selectorText(spec.selector) : '<unset>'}`)
  page.line(0, 'Status:').line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`)
  page.line(2, `Current:\t${status?.currentHealthy ?? 0}`).line(2, `Desired:\t${status?.desiredHealthy ?? 0}`)
  page.line(2, `Total:\t${status?.expectedPods ?? 0}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

export async function describePriorityClass(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, value, globalDefault, preemptionPolicy, description } = object as unknown as As<PriorityClass>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Value:\t${value}`)
  page.line(0, `GlobalDefault:\t${globalDefault ?? false}`)
  page.line(0, `PreemptionPolicy:\t${preemptionPolicy ?? ''}`).line(0, `Description:\t${description ?? ''}`)
  page.line(0, `Annotations:\t${labelsText(metadata.annotations)}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}
