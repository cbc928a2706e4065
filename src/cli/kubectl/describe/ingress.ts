// kubectl describe of ingresses and ingress classes.
import type { Ingress, IngressBackend, IngressClass } from 'kubernetes-types/networking/v1'
import { ApiFailure } from '../answer.ts'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { endpointsText, slicesOf } from './service.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

export async function describeIngress(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec, status } = object as unknown as As<Ingress>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).map(0, 'Labels', metadata.labels)
  page.line(0, `Namespace:\t${metadata.namespace}`)
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '')
  page.line(0, `Address:\t${addresses.join(',')}`).line(0, `Ingress Class:\t${spec?.ingressClassName ?? '<none>'}`)
  const backend = (of: IngressBackend | undefined) => backendText(kube, metadata.namespace!, of)
  page.line(0, `Default backend:\t${spec?.defaultBackend ? await backend(spec.defaultBackend) : '<default>'}`)
  if (spec?.tls?.length) {
    page.line(0, 'TLS:')
    for (const { hosts = [], secretName } of spec.tls)
      page.line(1, secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`)
  }
  page.line(0, 'Rules:').line(1, 'Host\tPath\tBackends').line(1, '----\t----\t--------')
  let count = 0
  for (const { host, http } of spec?.rules ?? []) {
    if (!http) continue
    count++
    page.line(1, `${host || '*'}\t`)
    for (const path of http.paths) page.line(2, `\t${path.path ?? ''} \t${await backend(path.backend)}`)
  }
  if (count === 0) page.line(1, `*\t*\t${spec?.defaultBackend ? await backend(spec.defaultBackend) : '<default>'}`)
  page.annotations(0, metadata.annotations)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

/** `web:80 (10.244.1.3:80)`. */
async function backendText(kube: Kube, namespace: string, backend: IngressBackend | undefined): Promise<string> {
  const { service, resource } = backend ?? {}
  if (!service) return `APIGroup: ${resource?.apiGroup ?? '<none>'}, Kind: ${resource?.kind}, Name: ${resource?.name}`
  const wanted = service.port?.number ?? service.port?.name ?? ''
  return `${service.name}:${wanted} (${await behind(kube, namespace, service.name, wanted)})`
}

async function behind(kube: Kube, namespace: string, name: string, wanted: number | string): Promise<string> {
  try {
    const service = await kube.get(await kube.mapper.find('services'), name, namespace)
    const ports = (service.spec as { ports?: { name?: string; port: number }[] }).ports ?? []
    const port = ports.find((one) => one.port === wanted || one.name === wanted)
    return endpointsText(await slicesOf(kube, namespace, name), port?.name ?? '')
  } catch (error) {
    if (error instanceof ApiFailure) return `<error: ${error.message}>`
    throw error
  }
}

export async function describeIngressClass(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, spec } = object as unknown as As<IngressClass>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Controller:\t${spec?.controller ?? ''}`)
  const { parameters } = spec ?? {}
  if (parameters) {
    page.line(0, 'Parameters:')
    if (parameters.apiGroup) page.line(1, `APIGroup:\t${parameters.apiGroup}`)
    page.line(1, `Kind:\t${parameters.kind}`).line(1, `Name:\t${parameters.name}`)
  }
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}
