// kubectl describe of services and of what stands behind them.
import type { Endpoints, Service, ServicePort } from 'kubernetes-types/core/v1'
import type { EndpointSlice } from 'kubernetes-types/discovery/v1'
import { type AnyObject, at } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { labelsText } from './selector.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

const SHOWN = 3

export async function slicesOf(kube: Kube, namespace: string | undefined, service: string): Promise<EndpointSlice[]> {
  const resource = await kube.mapper.find('endpointslices.discovery.k8s.io')
  const labelSelector = `kubernetes.io/service-name=${service}`
  return (await kube.list(resource, namespace, { labelSelector })).items as unknown as EndpointSlice[]
}

/** `10.244.1.3:80,10.244.2.4:80 + 2 more...` of the port of that name; every port where none is named. */
export function endpointsText(slices: readonly EndpointSlice[], portName?: string): string {
  const list: string[] = []
  for (const { ports = [], endpoints } of slices) {
    if (ports.length === 0) {
      for (const { addresses } of endpoints) list.push(...addresses)
      continue
    }
    for (const port of ports) {
      if (portName !== undefined && (port.name ?? '') !== portName) continue
      for (const { addresses, conditions } of endpoints) {
        if (conditions?.ready === false) continue
        for (const address of addresses) list.push(`${address}:${port.port}`)
      }
    }
  }
  if (list.length === 0) return ''
  const more = list.length - SHOWN
  return `${list.slice(0, SHOWN).join(',')}${more > 0 ? ` + ${more} more...` : ''}`
}

export async function describeService(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<Service>
  const slices = await slicesOf(kube, metadata.namespace, metadata.name!)
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Selector:\t${labelsText(spec?.selector)}`).line(0, `Type:\t${spec?.type}`)
  if (spec?.ipFamilyPolicy) page.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`)
  page.line(0, `IP Families:\t${spec?.ipFamilies?.length ? spec.ipFamilies.join(',') : '<none>'}`)
  page.line(0, `IP:\t${spec?.clusterIP ?? ''}`)
  page.line(0, `IPs:\t${spec?.clusterIPs?.length ? spec.clusterIPs.join(',') : '<none>'}`)
  if (spec?.externalIPs?.length) page.line(0, `External IPs:\t${spec.externalIPs.join(',')}`)
  if (spec?.loadBalancerIP) page.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`)
  if (spec?.externalName) page.line(0, `External Name:\t${spec.externalName}`)
  const ingress = (status?.loadBalancer?.ingress ?? []).map(ingressText)
  if (ingress.length > 0) page.line(0, `LoadBalancer Ingress:\t${ingress.join(', ')}`)
  for (const port of spec?.ports ?? []) writePort(page, port, endpointsText(slices, port.name ?? ''))
  page.line(0, `Session Affinity:\t${spec?.sessionAffinity ?? ''}`)
  if (spec?.externalTrafficPolicy) page.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`)
  if (spec?.internalTrafficPolicy) page.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`)
  if (spec?.healthCheckNodePort) page.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`)
  if (spec?.loadBalancerSourceRanges?.length)
    page.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

const ingressText = (one: { ip?: string; hostname?: string }): string => {
  const mode = (one as { ipMode?: string }).ipMode
  return one.ip ? `${one.ip}${mode ? ` (${mode})` : ''}` : (one.hostname ?? '')
}

function writePort(page: Page, port: ServicePort, endpoints: string): void {
  const [name, protocol] = [port.name || '<unset>', port.protocol ?? 'TCP']
  page.line(0, `Port:\t${name}\t${port.port}/${protocol}`)
  page.line(0, `TargetPort:\t${port.targetPort ?? 0}/${protocol}`)
  if (port.nodePort) page.line(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}`)
  page.line(0, `Endpoints:\t${endpoints}`)
}

export async function describeEndpoints(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, subsets } = object as unknown as As<Endpoints>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, 'Subsets:')
  const ips = (list: readonly { ip: string }[] | undefined) => list?.map(({ ip }) => ip).join(',') || '<none>'
  for (const { addresses, notReadyAddresses, ports } of subsets ?? []) {
    page.line(1, `Addresses:\t${ips(addresses)}`).line(1, `NotReadyAddresses:\t${ips(notReadyAddresses)}`)
    if (ports?.length) {
      page.line(1, 'Ports:')
      page.table(
        2,
        ['Name', 'Port', 'Protocol'],
        ports.map(({ name, port, protocol }) => [name || '<unset>', String(port), protocol ?? 'TCP']),
      )
    }
    page.line(0, '')
  }
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

export async function describeEndpointSlice(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, addressType, ports, endpoints } = object as unknown as As<EndpointSlice>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `AddressType:\t${addressType}`)
  if (!ports?.length) page.line(0, 'Ports: <unset>')
  else {
    page.line(0, 'Ports:')
    page.table(
      1,
      ['Name', 'Port', 'Protocol'],
      ports.map(({ name, port, protocol }) => [name || '<unset>', String(port ?? '<unset>'), protocol ?? 'TCP']),
    )
  }
  if (endpoints.length === 0) page.line(0, 'Endpoints: <none>')
  else page.line(0, 'Endpoints:')
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
    page.line(1, `- Addresses:\t${addresses.join(', ')}`).line(2, 'Conditions:')
    page.line(3, `Ready:\t${String(at(conditions, 'ready') ?? '<unset>')}`)
    page.line(2, `Hostname:\t${hostname ?? '<unset>'}`)
    if (targetRef) page.line(2, `TargetRef:\t${targetRef.kind}/${targetRef.name}`)
    page.line(2, `NodeName:\t${nodeName ?? '<unset>'}`).line(2, `Zone:\t${zone ?? '<unset>'}`)
  }
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}
