// The Containers section of pods and pod templates.
import type { Container, ContainerState, ContainerStatus, EnvVar, Probe } from 'kubernetes-types/core/v1'
import { type AnyObject, at } from '../object.ts'
import { amountOf } from './quantity.ts'
import { rfc1123z } from './time.ts'
import type { Page } from './writer.ts'

/** `level` is where the section's heading stands; `pod` is whose fields variables may show. */
export function describeContainers(
  page: Page,
  title: string,
  containers: readonly Container[] | undefined,
  statuses?: readonly ContainerStatus[],
  level = 0,
  pod?: AnyObject,
): void {
  if (!containers || containers.length === 0) return
  page.line(level, `${title}:`)
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name)
    page.line(1, `${level > 0 ? ' ' : ''}${container.name}:`)
    one(page, container, status, 2, pod)
  }
}

function one(
  page: Page,
  container: Container,
  status: ContainerStatus | undefined,
  level: number,
  pod: AnyObject | undefined,
): void {
  if (status) page.line(level, `Container ID:\t${status.containerID ?? ''}`)
  page.line(level, `Image:\t${container.image}`)
  if (status) page.line(level, `Image ID:\t${status.imageID ?? ''}`)
  ports(page, container, level)
  words(page, 'Command', container.command, level)
  words(page, 'Args', container.args, level)
  if (status) state(page, status, level)
  quantities(page, 'Limits', container.resources?.limits, level)
  quantities(page, 'Requests', container.resources?.requests, level)
  if (container.livenessProbe) page.line(level, `Liveness:\t${probe(container.livenessProbe)}`)
  if (container.readinessProbe) page.line(level, `Readiness:\t${probe(container.readinessProbe)}`)
  if (container.startupProbe) page.line(level, `Startup:\t${probe(container.startupProbe)}`)
  environmentFrom(page, container, level)
  environment(page, container, level, pod)
  mounts(page, container, level)
}

function ports(page: Page, { ports: list = [] }: Container, level: number): void {
  const shown = (port: (typeof list)[number]) =>
    `${port.containerPort}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`
  const host = (port: (typeof list)[number]) =>
    `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`
  const plural = list.length > 1 ? 's' : ''
  page.line(level, `Port${plural}:\t${list.length > 0 ? list.map(shown).join(', ') : '<none>'}`)
  page.line(level, `Host Port${plural}:\t${list.length > 0 ? list.map(host).join(', ') : '<none>'}`)
}

function words(page: Page, title: string, list: readonly string[] | undefined, level: number): void {
  if (!list || list.length === 0) return
  page.line(level, `${title}:`)
  for (const word of list) for (const line of word.split('\n')) page.line(level + 1, line)
}

function state(page: Page, status: ContainerStatus, level: number): void {
  describeState(page, 'State', status.state, level)
  if (status.lastState?.terminated) describeState(page, 'Last State', status.lastState, level)
  page.line(level, `Ready:\t${status.ready ? 'True' : 'False'}`)
  page.line(level, `Restart Count:\t${status.restartCount}`)
}

function describeState(page: Page, title: string, state: ContainerState | undefined, level: number): void {
  if (state?.running) {
    page.line(level, `${title}:\tRunning`)
    page.line(level + 1, `Started:\t${rfc1123z(state.running.startedAt as string)}`)
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated
    page.line(level, `${title}:\tTerminated`)
    if (reason) page.line(level + 1, `Reason:\t${reason}`)
    if (message) page.line(level + 1, `Message:\t${message}`)
    page.line(level + 1, `Exit Code:\t${exitCode}`)
    if (signal) page.line(level + 1, `Signal:\t${signal}`)
    page.line(level + 1, `Started:\t${rfc1123z(startedAt as string)}`)
    page.line(level + 1, `Finished:\t${rfc1123z(finishedAt as string)}`)
  } else {
    page.line(level, `${title}:\tWaiting`)
    if (state?.waiting?.reason) page.line(level + 1, `Reason:\t${state.waiting.reason}`)
  }
}

function quantities(page: Page, title: string, map: Record<string, string> | undefined, level: number): void {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return
  page.line(level, `${title}:`)
  for (const [name, quantity] of entries) page.line(level + 1, `${name}:\t${quantity}`)
}

function probe(of: Probe): string {
  const timing = `delay=${of.initialDelaySeconds ?? 0}s timeout=${of.timeoutSeconds ?? 1}s period=${of.periodSeconds ?? 10}s #success=${of.successThreshold ?? 1} #failure=${of.failureThreshold ?? 3}`
  if (of.exec) return `exec [${(of.exec.command ?? []).join(' ')}] ${timing}`
  if (of.httpGet)
    return `http-get ${(of.httpGet.scheme ?? 'HTTP').toLowerCase()}://${of.httpGet.host ?? ''}:${of.httpGet.port}${of.httpGet.path ?? ''} ${timing}`
  if (of.tcpSocket) return `tcp-socket ${of.tcpSocket.host ?? ''}:${of.tcpSocket.port} ${timing}`
  return `unknown ${timing}`
}

function environmentFrom(page: Page, container: Container, level: number): void {
  const list = container.envFrom ?? []
  if (list.length === 0) return
  page.line(level, 'Environment Variables from:')
  for (const { configMapRef, secretRef, prefix } of list) {
    const [name, kind, optional] = configMapRef
      ? [configMapRef.name, 'ConfigMap', configMapRef.optional]
      : [secretRef?.name, 'Secret', secretRef?.optional]
    page.line(level + 1, `${name}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional ?? false}`)
  }
}

function environment(page: Page, container: Container, level: number, pod: AnyObject | undefined): void {
  const { env } = container
  if (!env || env.length === 0) return void page.line(level, 'Environment:\t<none>')
  page.line(level, 'Environment:')
  for (const variable of env) page.line(level + 1, `${variable.name}:\t${source(variable, container, pod)}`)
}

function source({ value, valueFrom }: EnvVar, container: Container, pod: AnyObject | undefined): string {
  if (!valueFrom) return (value ?? '').replaceAll('\n', '\n        \t')
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom
  if (fieldRef) return `${podField(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`
  if (resourceFieldRef) {
    const { resource, divisor } = resourceFieldRef
    return `${containerResource(container, resource, divisor)} (${resource})`
  }
  if (secretKeyRef)
    return `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional ?? false}`
  return `<set to the key '${configMapKeyRef?.key}' of config map '${configMapKeyRef?.name}'>\tOptional: ${configMapKeyRef?.optional ?? false}`
}

/** `metadata.name`, `metadata.labels['app']`, `spec.…`, `status.…`: what it is now. */
function podField(pod: AnyObject | undefined, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path)
  const value = keyed ? at(pod, 'metadata', keyed[1]!, keyed[2]!) : at(pod, ...path.split('.'))
  return typeof value === 'string' ? value : ''
}

/** In units of the divisor, rounded up; without a limit it is the node's. */
function containerResource({ resources }: Container, name: string, divisor: string | undefined): string {
  const [list, resource] = name.split('.') as ['limits' | 'requests', string]
  const unit = amountOf(divisor ?? '1') || 1
  const amount = Math.ceil(amountOf(resources?.[list]?.[resource] ?? '0') / unit)
  return amount === 0 && list === 'limits' ? 'node allocatable' : String(amount)
}

function mounts(page: Page, { volumeMounts: list = [] }: Container, level: number): void {
  if (list.length === 0) return void page.line(level, 'Mounts:\t<none>')
  page.line(level, 'Mounts:')
  for (const mount of [...list].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path="${mount.subPath}"`] : [])].join(',')
    page.line(level + 1, `${mount.mountPath} from ${mount.name} (${flags})`)
  }
}
