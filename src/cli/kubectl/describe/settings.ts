// kubectl describe of namespaces, config maps, secrets, service accounts.
import type { ConfigMap, Namespace, Secret, ServiceAccount } from 'kubernetes-types/core/v1'
import { fromBase64, text } from '../../../kernel/bytes.ts'
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { limitRows, LIMIT_HEADER, quotaRows, writeScopes } from './limits.ts'
import { rfc1123z } from './time.ts'
import { Page } from './writer.ts'

type As<T> = T & { metadata: AnyObject['metadata'] }

export async function describeNamespace(kube: Kube, object: AnyObject): Promise<string> {
  const { metadata, status } = object as unknown as As<Namespace>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, `Status:\t${status?.phase ?? ''}`)
  if (status?.conditions?.length) {
    page.line(0, 'Conditions:')
    const rows = status.conditions.map((one) => [
      one.type,
      one.status,
      rfc1123z(one.lastTransitionTime as string),
      one.reason ?? '',
      one.message ?? '',
    ])
    page.table(1, ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'], rows)
  }
  const quotas = await kube.list(await kube.mapper.find('resourcequotas'), metadata.name)
  page.line(0, '').line(0, quotas.items.length === 0 ? 'No resource quota.' : 'Resource Quotas')
  for (const quota of quotas.items) {
    page.line(1, `Name:\t${quota.metadata.name}`)
    writeScopes(page, quota, 1, '* ')
    page.line(1, 'Resource\tUsed\tHard').line(1, '--------\t---\t---')
    for (const row of quotaRows(quota)) page.line(1, row.join('\t'))
  }
  const limits = await kube.list(await kube.mapper.find('limitranges'), metadata.name)
  page.line(0, '').line(0, limits.items.length === 0 ? 'No LimitRange resource.' : 'Resource Limits')
  if (limits.items.length > 0) {
    page.line(0, ` ${LIMIT_HEADER.join('\t')}`)
    page.line(0, ` ${LIMIT_HEADER.map((name) => '-'.repeat(name.length)).join('\t')}`)
  }
  for (const limit of limits.items) for (const row of limitRows(limit)) page.line(0, ` ${row.join('\t')}`)
  return page.toString()
}

export async function describeConfigMap(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, data = {}, binaryData = {} } = object as unknown as As<ConfigMap>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, '').line(0, 'Data').line(0, '====')
  for (const key of Object.keys(data).sort()) page.line(0, `${key}:`).line(0, '----').line(0, data[key]!).line(0, '')
  page.line(0, '').line(0, 'BinaryData').line(0, '====')
  for (const key of Object.keys(binaryData).sort())
    page.line(0, `${key}: ${fromBase64(binaryData[key]!)?.length ?? 0} bytes`)
  page.line(0, '')
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

export function describeSecret(_: Kube, object: AnyObject): Promise<string> {
  const { metadata, data = {}, type } = object as unknown as As<Secret>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  page.line(0, '').line(0, `Type:\t${type}`).line(0, '').line(0, 'Data').line(0, '====')
  for (const key of Object.keys(data).sort()) {
    const bytes = fromBase64(data[key]!) ?? new Uint8Array(0)
    const open = type === 'kubernetes.io/service-account-token' && key === 'token'
    page.line(0, open ? `${key}:\t${text(bytes)}` : `${key}:\t${bytes.length} bytes`)
  }
  return Promise.resolve(page.toString())
}

const PULL = 'Image pull secrets:'

export async function describeServiceAccount(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const { metadata, imagePullSecrets = [], secrets = [] } = object as unknown as As<ServiceAccount>
  const page = new Page()
  page.line(0, `Name:\t${metadata.name}`).line(0, `Namespace:\t${metadata.namespace}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  const fieldSelector = 'type=kubernetes.io/service-account-token'
  const all = await kube.list(await kube.mapper.find('secrets'), metadata.namespace, { fieldSelector })
  const tokens = all.items.filter(
    (secret) => secret.metadata.annotations?.['kubernetes.io/service-account.name'] === metadata.name,
  )
  const names = (list: readonly { name?: string }[]) => list.map(({ name }) => name ?? '')
  for (const [title, list] of [
    [PULL, names(imagePullSecrets)],
    ['Mountable secrets:', names(secrets)],
    ['Tokens:', names(tokens.map((secret) => secret.metadata))],
  ] as const) {
    // Only the first is shown where it is empty.
    if (list.length === 0 && title === PULL) page.line(0, `${title.padEnd(19)}\t<none>`)
    list.forEach((name, i) => page.line(0, `${(i === 0 ? title : '').padEnd(19)}\t${name}`))
  }
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}
